import Foundation
import OracleSupport
import Regression
import Testing

/// Permutation tests against fitting every assignment anew.
@Suite struct RandomisationTests {
    /// The table with who is ever treated, and the periods after the start.
    private func table() throws -> DataTable {
        let table = try OracleData(folder: oracles).table("clusters8")
        return try changed(table, ever: table.numbers("adopted").map { $0.isNaN ? 0 : 1 })
    }

    private func changed(_ table: DataTable, ever: [Double]) throws -> DataTable {
        let kept = table.columns.filter { $0.name != "ever" && $0.name != "post" }
        let post = try table.numbers("month").map { $0 >= 4 ? 1.0 : 0 }
        return try DataTable(kept + [Column("ever", ever), Column("post", post)])
    }

    /// Every assignment of as many clinics as were treated, within strata of clinics by the remainder of their number.
    private func everyAssignment(_ table: DataTable, strata: Int) throws -> [[Double]] {
        let clinic = try table.numbers("clinic").map { Int($0) - 1 }
        let ever = try table.numbers("ever")
        var treated = 0
        for (row, c) in clinic.enumerated() where ever[row] == 1 { treated |= 1 << c }
        func counts(_ set: Int) -> [Int] {
            (0..<strata).map { s in (0..<8).count { $0 % strata == s && set & (1 << $0) != 0 } }
        }
        return (0..<256).filter { counts($0) == counts(treated) }.map { set in
            clinic.map { set & (1 << $0) != 0 ? 1 : 0 }
        }
    }

    static let models: [(formula: String, term: String, weights: String?)] = [
        ("burnout ~ ever + caseload", "ever", nil),
        ("burnout ~ ever + caseload", "ever", "hours"),
        ("burnout ~ ever:post + caseload | clinician + month", "ever:post", nil),
        ("burnout ~ ever:post + caseload | clinic + month", "ever:post", "hours"),
    ]

    /// The share of assignments; each statistic is that of a fit of its own.
    @Test(arguments: 0..<4, [RandomisationInference.Statistic.coefficient, .t])
    func everyAssignmentFittedAnew(model: Int, statistic: RandomisationInference.Statistic) throws {
        let (formula, term, weights) = Self.models[model]
        var table = try table()
        let strata = try table.numbers("clinic").map { ($0 - 1).truncatingRemainder(dividingBy: 2) }
        table = try DataTable(table.columns + [Column("stratum", strata)])
        func value(_ table: DataTable) throws -> Double {
            let fit = try LeastSquares(formula, weights: weights, tolerance: 1e-12).fit(table)
            let row = try fit.estimates(.clustered(by: "clinic", correction: .cr0)).row(term)
            return statistic == .t ? row.statistic : row.estimate
        }
        let observed = try value(table)
        let all = try everyAssignment(table, strata: 2).map { try value(changed(table, ever: $0)) }
        let known = all.filter { !$0.isNaN }
        let share = Double(known.count { abs($0) >= abs(observed) * (1 - 1e-9) }) / Double(known.count)
        let fit = try LeastSquares(formula, weights: weights, tolerance: 1e-12).fit(table)
        let method = RandomisationInference(by: "clinic", within: "stratum", statistic: statistic)
        let test = try fit.randomisationTest(term, using: method)
        #expect(test.isExact && test.assignments == Double(all.count) && test.draws == known.count)
        #expect(abs(test.statistic / observed - 1) < 1e-8)
        #expect(abs(test.pValue - share) < 1e-12)
    }

    /// Draws come near the exact share, depend on the seed alone, and are never zero.
    @Test func drawsComeNear() throws {
        let fit = try LeastSquares("burnout ~ ever + caseload").fit(table())
        let exact = try fit.randomisationTest("ever", using: RandomisationInference(by: "clinic"))
        #expect(exact.isExact)
        var method = RandomisationInference(by: "clinic", draws: Int(exact.assignments) - 1, seed: 3)
        let drawn = try fit.randomisationTest("ever", using: method)
        #expect(!drawn.isExact && drawn.pValue > 0)
        #expect(abs(drawn.pValue - exact.pValue) < 0.3)
        #expect(try fit.randomisationTest("ever", using: method) == drawn)
        method.unit = nil
        method.draws = 2000
        let rows = try fit.randomisationTest("ever", using: method)
        #expect(rows.units == fit.rowCount && !rows.isExact)
        // Rows as units: near the p-value of independent errors.
        let p = try fit.estimates(.iid)["ever"].pValue
        #expect(abs(rows.pValue - p) < 5 * (p * (1 - p) / 2000).squareRoot() + 0.02)
        #expect(fit.rowCount > 100)
    }

    /// A column that crosses the units' sweep limit is swept assignment by assignment, with the same answers.
    @Test func sweepsOfTheirOwnAgree() throws {
        let table = try table()
        let fit = try LeastSquares("burnout ~ ever:post + caseload | clinician + month", tolerance: 1e-12)
            .fit(table)
        // Three draws are fewer than eight units: no form is held.
        let few = RandomisationInference(by: "clinic", draws: 3, seed: 5)
        let many = RandomisationInference(by: "clinic", draws: 10, seed: 5)
        let a = try fit.randomisationTest("ever:post", using: few)
        let b = try fit.randomisationTest("ever:post", using: many)
        #expect(abs(a.statistic / b.statistic - 1) < 1e-9)
        #expect(
            abs(a.statistic / fit.coefficients[0] - 1) < 1e-8
                || abs(a.statistic / fit.coefficients[1] - 1) < 1e-8)
    }

    @Test func whatCannotBeAssignedIsRefused() throws {
        let table = try table()
        let fit = try LeastSquares("burnout ~ ever + ever:caseload + treated + I(caseload^2) + region").fit(
            table)
        func refused(_ term: String, _ method: RandomisationInference = .init(by: "clinic")) {
            #expect(throws: CausalError.self) { try fit.randomisationTest(term, using: method) }
        }
        refused("nobody")
        refused("ever")
        refused("treated")
        refused("I(caseload^2)")
        refused("(Intercept)")
        refused(fit.terms.first { $0.hasPrefix("region") } ?? "")
        refused("treated", RandomisationInference(draws: 0))
        refused("treated", RandomisationInference(by: "nobody"))
        let plain = try LeastSquares("burnout ~ ever").fit(table)
        #expect(throws: CausalError.self) {
            try plain.randomisationTest("ever", using: RandomisationInference(by: "clinic", within: "ever"))
        }
        #expect(throws: CausalError.self) {
            try plain.randomisationTest("ever", using: RandomisationInference(by: "clinic", within: "month"))
        }
    }
}
