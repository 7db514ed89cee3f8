import Foundation
import Regression
import Testing

/// Tests of hypotheses, storage and degenerate fits.
@Suite struct EstimatesTests {
    private func result() throws -> Estimates {
        try LeastSquares("burnout ~ treated + log(caseload) + experience:hours").fit(AbsorptionTests.table())
            .estimates(.clustered(by: "clinic"))
    }

    @Test func aTestOfOneCoefficientIsItsTSquared() throws {
        let result = try result()
        for (name, row) in [("treated", "treated"), ("log(caseload)", "log(caseload)")] {
            let wald = try result.wald("\(name) = 0")
            #expect(abs(wald.statistic / (result[row].statistic * result[row].statistic) - 1) < 1e-12)
            #expect(abs(wald.pValue - result[row].pValue) < 1e-12)
        }
    }

    @Test func restrictionsMayBeSumsAndNamesMayHoldAnyCharacter() throws {
        let result = try result()
        let a = try result.wald("2*treated - experience:hours = 1 + 1")
        let b = try result.wald("treated = 0.5 * `experience:hours` + 1")
        #expect(abs(a.statistic / b.statistic - 1) < 1e-12)
        #expect(try result.wald("treated = 0, log(caseload) = 0").restrictions == 2)
        #expect(try result.wald("treated + log(caseload)").restrictions == 1)
    }

    @Test func namesBetweenBackticksAreFound() throws {
        let table = try DataTable([
            Column("y", [1.0, 2, 4, 3, 6]), Column("a `b", [1.0, 2, 3, 5, 4]),
            Column("s", ["u", "v", "v", "u", "v"]),
        ])
        let result = try LeastSquares("y ~ `a ``b` + I(s == 'u')").fit(table).estimates()
        #expect(result.rows.map(\.term) == ["(Intercept)", "`a ``b`", #"I(s == "u")TRUE"#])
        #expect(try result.wald("`a ``b` = 0").restrictions == 1)
        #expect(try result.wald(#"2 * I(s == "u")TRUE = `(Intercept)`"#).restrictions == 1)
    }

    @Test func moreRestrictionsThanCoefficientsAreRefusedAtOnce() throws {
        let many = [String](repeating: "treated = 0", count: 30_000).joined(separator: ", ")
        let error = #expect(throws: CausalError.self) { try result().wald(many) }
        #expect(error?.code == .notIdentified)
    }

    @Test(arguments: [
        ("", CausalError.Code.syntax), ("treated =", .syntax), ("= 0", .syntax), ("3 = 3", .syntax),
        ("treatd = 0", .unknownTerm), ("treated / 0", .syntax), ("treated = 0,", .syntax),
        ("treated = 0, treated = 0", .notIdentified), ("treated ~ 0", .syntax),
        ("`treated = 0", .unknownTerm),
    ])
    func faultsOfHypothesesAreSaid(text: String, code: CausalError.Code) throws {
        let error = #expect(throws: CausalError.self) { try result().wald(text) }
        #expect(error?.code == code, "\(text): \(error.map(String.init(describing:)) ?? "")")
    }

    @Test func aResultIsReadBackFromItsJSON() throws {
        let result = try result()
        let again = try JSONDecoder().decode(Estimates.self, from: JSONEncoder().encode(result))
        #expect(again.rows == result.rows)
        #expect(again.covariance == result.covariance)
        #expect(again.notes == result.notes)
        let text = result.json.text(indent: 2)
        #expect(try JSONDecoder().decode(Estimates.self, from: Data(text.utf8)).rows == result.rows)
        #expect(!text.contains("nan") && !text.contains("inf"))
    }

    @Test func aDroppedColumnIsNullWithANote() throws {
        let table = try DataTable([
            Column("y", [1.0, 2, 4, 3, 6]), Column("x", [0.0, 1, 1, 2, 5]),
            Column("twice", [0.0, 2, 2, 4, 10]),
        ])
        let result = try LeastSquares("y ~ x + twice").fit(table).estimates()
        #expect(!result["twice"].isEstimated && result["x"].isEstimated)
        #expect(result.json.description.contains("\"estimate\": null"))
        #expect(result.notes.contains { $0.contains("twice") })
        #expect(throws: CausalError.self) { try result.wald("twice = 0") }
    }

    @Test func aPerfectFitIsSaid() throws {
        let table = try DataTable([Column("y", [1.0, 2, 3, 4]), Column("x", [1.0, 2, 3, 4])])
        let result = try LeastSquares("y ~ x").fit(table).estimates()
        #expect(abs(result["x"].estimate - 1) < 1e-14)
        #expect(result.notes.contains { $0.contains("exactly") } && result["x"].pValue.isNaN)
        #expect(!result.json.description.contains("nan"))
    }

    /// Two clusters that are the regressor's two groups: their residuals sum to zero.
    @Test func clustersThatSayNothingAreSaid() throws {
        let table = try DataTable([
            Column("y", [1.0, 2, 4, 3, 6, 4]), Column("x", [0.0, 0, 0, 1, 1, 1]),
        ])
        let result = try LeastSquares("y ~ x").fit(table).estimates(.clustered(by: "x"))
        #expect(result["x"].standardError.isNaN && result.notes.contains { $0.contains("cancel") })
    }

    @Test func instrumentsAreRefusedRatherThanDropped() throws {
        let error = #expect(throws: CausalError.self) {
            try LeastSquares("burnout ~ treated | clinic | caseload ~ hours").fit(AbsorptionTests.table())
        }
        #expect(error?.code == .badArgument)
    }

    @Test func tooFewRowsAreAnError() throws {
        let table = try DataTable([Column("y", [1.0, 2]), Column("x", [1.0, 2])])
        let error = #expect(throws: CausalError.self) { try LeastSquares("y ~ x").fit(table).estimates() }
        #expect(error?.code == .tooFewRows)
    }
}
