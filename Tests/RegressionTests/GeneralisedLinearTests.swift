import Foundation
import OracleSupport
import Regression
import Testing

/// Poisson and logit against R's glm with explicit dummies, and what happens where no finite answer exists.
@Suite struct GeneralisedLinearTests {
    struct Answers: Decodable {
        let cases: [Case]
        struct Case: Decodable {
            let name, data, formula, family, cluster: String
            let absorbed: [String]
            let weights, offset: String?
            let nobs: Int
            let coef, iid, cr1: [String: Double]
            let deviance: Double
            let logLik: Double?
        }
    }

    /// R iterates until the deviance stands still to 1e-15, which leaves the root of that, some 1e-8, in the
    /// coefficients at worst; Newton's last step makes it less. Standard errors follow the coefficients.
    @Test func everyCaseAgreesWithR() throws {
        let data = try OracleData(folder: oracles)
        let text = try Data(contentsOf: oracles.appendingPathComponent("generalised-linear.json"))
        for entry in try JSONDecoder().decode(Answers.self, from: text).cases {
            let bar = entry.absorbed.isEmpty ? "" : " | " + entry.absorbed.joined(separator: " + ")
            let family = try #require(ResponseFamily(rawValue: entry.family))
            let fit = try GeneralisedLinearModel(
                entry.formula + bar, family: family, offset: entry.offset, weights: entry.weights
            ).fit(data.table(entry.data))
            #expect(fit.rowCount == entry.nobs, "\(entry.name)")
            let iid = try fit.estimates()
            let clustered = try fit.estimates(.clustered(by: entry.cluster))
            for (term, value) in entry.coef {
                let error = try #require(entry.iid[term])
                #expect(abs(try iid.row(term).estimate - value) <= 1e-8 * error, "\(entry.name) \(term)")
                #expect(
                    agree(try iid.row(term).standardError, error, relative: 1e-8), "\(entry.name) \(term)")
                let robust = try #require(entry.cr1[term])
                #expect(
                    agree(try clustered.row(term).standardError, robust, relative: 1e-8),
                    "\(entry.name) \(term)")
            }
            #expect(agree(fit.deviance, entry.deviance, relative: 1e-10), "\(entry.name)")
            // R drops w from a binomial's constant and weights a Poisson's as ours.
            if let value = entry.logLik {
                #expect(agree(fit.logLikelihood, value, relative: 1e-9), "\(entry.name)")
            }
            #expect(iid.rows.allSatisfy { $0.degreesOfFreedom == nil })
        }
    }

    private func table(_ y: [Double], _ x: [Double], _ g: [Double]) throws -> DataTable {
        try DataTable([Column("y", y), Column("x", x), Column("g", g)])
    }

    @Test func aPerfectlySeparatedLogitIsAnError() throws {
        let data = try table([0, 0, 0, 1, 1, 1], [1, 2, 3, 4, 5, 6], [1, 2, 1, 2, 1, 2])
        let error = #expect(throws: CausalError.self) {
            try GeneralisedLinearModel("y ~ x", family: .binomial).fit(data)
        }
        #expect(error?.code == .notIdentified)
    }

    /// A group without events has no finite effect; the others' estimates are those without it.
    /// However narrow the gap between the values that predict one outcome and the other.
    @Test(arguments: [1, 1e-2, 1e-5]) func perfectSeparationIsRefused(gap: Double) throws {
        let half = (0..<30).map { Double($0) / 10 + gap }
        let x: [Double] = half + half.map { -$0 }
        let y: [Double] = x.map { $0 > 0 ? 1 : 0 }
        let table = try table(y, x, x.indices.map { Double($0 % 6) })
        for formula in ["y ~ x", "y ~ x | g"] {
            let error = #expect(throws: CausalError.self) {
                try GeneralisedLinearModel(formula, family: .binomial).fit(table)
            }
            #expect(error?.code == .notIdentified && error?.message.contains("separate") == true)
        }
    }

    @Test func separatedRowsAreDroppedAndTheRestIsThatWithoutThem() throws {
        let y: [Double] = [1, 3, 2, 5, 4, 2, 0, 0, 0], x: [Double] = [1, 2, 1, 3, 3, 1, 1, 2, 3]
        let g: [Double] = [1, 1, 1, 2, 2, 2, 3, 3, 3]
        let all = try GeneralisedLinearModel("y ~ x | g", family: .poisson).fit(table(y, x, g))
        let rest = try GeneralisedLinearModel("y ~ x | g", family: .poisson).fit(
            table(Array(y[..<6]), Array(x[..<6]), Array(g[..<6])))
        #expect(all.separated == 3 && rest.separated == 0)
        #expect(abs(all.coefficients[0] - rest.coefficients[0]) < 1e-12)
        let dummy = try GeneralisedLinearModel("y ~ x + I(g == 3)", family: .poisson).fit(table(y, x, g))
        #expect(dummy.separated == 3 && dummy.droppedTerms.count == 1)
        #expect(try dummy.estimates().notes.contains { $0.contains("separated") })
    }

    @Test func faultsAreSaid() throws {
        func code(_ y: [Double], _ family: ResponseFamily, offset: String? = nil) -> CausalError.Code? {
            do {
                _ = try GeneralisedLinearModel("y ~ x", family: family, offset: offset).fit(
                    table(y, [1, 2, 3, 5], [0, 1, 2, 3]))
                return nil
            } catch let error as CausalError { return error.code } catch { return nil }
        }
        #expect(code([1, -1, 2, 3], .poisson) == .badValue)
        #expect(code([0, 1, 2, 1], .binomial) == .badValue)
        #expect(code([1, 2, 2, 3], .poisson, offset: "log(g)") == .badValue)
        #expect(code([0, 0, 0, 0], .poisson) == .notIdentified)
        #expect(code([1, 1, 1, 1], .binomial) == .notIdentified)
        #expect(code([1, 2, 2, 3], .poisson) == nil)
        for tolerance in [0, 1, -1, Double.nan] {
            let error = #expect(throws: CausalError.self) {
                try GeneralisedLinearModel("y ~ x", family: .poisson, tolerance: tolerance).fit(
                    table([1, 2, 2, 3], [1, 2, 3, 5], [0, 1, 2, 3]))
            }
            #expect(error?.code == .badArgument)
        }
    }
}
