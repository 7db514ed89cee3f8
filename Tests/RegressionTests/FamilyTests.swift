import Foundation
import OracleSupport
import Regression
import Testing

/// Negative binomial regressions and links against R's glm.nb and glm with explicit dummies.
@Suite struct FamilyTests {
    struct Answers: Decodable {
        let data: [String: [Double]]
        let cases: [Case]
        struct Case: Decodable {
            let name, formula, family, link: String
            let absorbed: [String]
            let weights, offset: String?
            let coef, iid, cr1: [String: Double]
            let deviance: Double
            let logLik, theta, thetaError: Double?
        }

        static func read() throws -> Answers {
            let text = try Data(contentsOf: oracles.appendingPathComponent("families.json"))
            return try JSONDecoder().decode(Answers.self, from: text)
        }

        func table() throws -> DataTable {
            try DataTable(data.sorted { $0.key < $1.key }.map { Column($0.key, $0.value) })
        }
    }

    static func fit(_ entry: Answers.Case, _ table: DataTable) throws -> GeneralisedLinearFit {
        let bar = entry.absorbed.isEmpty ? "" : " | " + entry.absorbed.joined(separator: " + ")
        let family = try #require(ResponseFamily(rawValue: entry.family))
        return try GeneralisedLinearModel(
            entry.formula + bar, family: family, link: Link(rawValue: entry.link), offset: entry.offset,
            weights: entry.weights
        ).fit(table)
    }

    @Test func everyCaseAgreesWithR() throws {
        let answers = try Answers.read()
        let table = try answers.table()
        for entry in answers.cases {
            let fit = try Self.fit(entry, table)
            let (iid, clustered) = (try fit.estimates(), try fit.estimates(.clustered(by: "g")))
            for (term, value) in entry.coef {
                let error = try #require(entry.iid[term])
                let miss = abs(try iid.row(term).estimate - value) / error
                #expect(miss <= 1e-8, "\(entry.name) \(term) \(miss)")
                #expect(
                    agree(try iid.row(term).standardError, error, relative: 1e-8), "\(entry.name) \(term)")
                let robust = try #require(entry.cr1[term])
                #expect(
                    agree(try clustered.row(term).standardError, robust, relative: 1e-8),
                    "\(entry.name) \(term)")
            }
            #expect(agree(fit.deviance, entry.deviance, relative: 1e-9), "\(entry.name)")
            if let value = entry.logLik {
                #expect(agree(fit.logLikelihood, value, relative: 1e-10), "\(entry.name)")
            }
            if let theta = entry.theta, let error = entry.thetaError {
                #expect(agree(fit.theta, theta, relative: 1e-8), "\(entry.name) \(fit.theta) \(theta)")
                #expect(agree(fit.thetaStandardError, error, relative: 1e-8), "\(entry.name)")
            }
        }
    }

    /// Counts that vary less than Poisson's: θ is infinite, a note says so, and every number is Poisson's.
    @Test func countsWithoutOverdispersionArePoisson() throws {
        let table = try Answers.read().table()
        let fit = try GeneralisedLinearModel("even ~ x | g", family: .negativeBinomial).fit(table)
        let poisson = try GeneralisedLinearModel("even ~ x | g", family: .poisson).fit(table)
        #expect(fit.theta == .infinity && fit.thetaStandardError.isNaN)
        #expect(fit.coefficients == poisson.coefficients && fit.deviance == poisson.deviance)
        #expect(fit.logLikelihood == poisson.logLikelihood)
        let estimates = try fit.estimates(.hc1)
        #expect(estimates.rows == (try poisson.estimates(.hc1).rows))
        #expect(estimates.fact("theta") == .null || estimates.fact("theta")?.double?.isFinite != true)
        #expect(estimates.notes.contains { $0.contains("θ = ∞") })
    }

    /// Poisson is the limit: counts with a slight overdispersion have a large θ and nearly its likelihood.
    @Test func thetaAndCoefficientsSolveTheirEquations() throws {
        let table = try Answers.read().table()
        let fit = try GeneralisedLinearModel("y ~ x", family: .negativeBinomial).fit(table)
        let (y, theta) = (try table.numbers("y"), fit.theta)
        let score = zip(y, fit.means).map { y, mean in
            GammaFunctions.digamma(theta + y) - GammaFunctions.digamma(theta) + log(theta) + 1
                - log(theta + mean) - (y + theta) / (theta + mean)
        }.reduce(0, +)
        #expect(abs(score * theta) < 1e-8)
        let slope = zip(zip(y, fit.means), try table.numbers("x")).map { pair, x in
            (pair.0 - pair.1) / (1 + pair.1 / theta) * x
        }.reduce(0, +)
        #expect(abs(slope) < 1e-8)
    }

    @Test func faultsAreSaid() throws {
        func code(
            _ y: [Double], _ family: ResponseFamily, _ link: Link? = nil, _ formula: String = "y ~ x"
        ) -> CausalError.Code? {
            do throws(CausalError) {
                let table = try DataTable([
                    Column("y", y), Column("x", [1, 2, 3, 5, 4, 7]), Column("g", [1, 1, 2, 2, 3, 3]),
                ])
                _ = try GeneralisedLinearModel(formula, family: family, link: link).fit(table)
                return nil
            } catch { return error.code }
        }
        let zeros = [Double](repeating: 0, count: 6)
        #expect(code(zeros, .negativeBinomial) == .notIdentified)
        #expect(code(zeros, .negativeBinomial, nil, "y ~ x | g") == .notIdentified)
        #expect(code(zeros, .poisson, .identity) == .notIdentified)
        #expect(code([1, 1, 1, 1, 1, 1], .binomial, .log) == .notIdentified)
        #expect(code([0, 1, 0, 9, 1, -1], .negativeBinomial) == .badValue)
        #expect(code([0, 1, 0, 9, 1, 1], .negativeBinomial, .identity) == .badArgument)
        #expect(code([0, 1, 0, 9, 1, 1], .poisson, .logit) == .badArgument)
        #expect(code([0, 1, 0, 1, 1, 1], .binomial, .identity, "y ~ x | g") != .defect)
        #expect(code([0, 1, 0, 9, 1, 1], .negativeBinomial) == nil)
        #expect(code([0, 0, 0, 900, 0, 0], .negativeBinomial) != .defect)
        // The mean would have to be negative somewhere: no maximum inside.
        #expect(code([0, 0, 0, 9, 1, 30], .poisson, .identity) == .notConverged)
    }
}
