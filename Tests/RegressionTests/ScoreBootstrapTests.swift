import Foundation
import OracleSupport
import Testing

@testable import Inference
@testable import Regression

/// The wild bootstrap of scores against the textbook's loops, and its properties.
@Suite struct ScoreBootstrapTests {
    struct Answers: Decodable {
        let cases: [Case]
        struct Case: Decodable {
            let name, formula, family, hypothesis: String
            let absorbed: [String]
            let weights: String?
            let imposes: Bool
            let statistic, p: Double
            let draws: Int
            let equal, low, high, error: Double?
        }
    }

    private func fit(
        _ formula: String, _ family: ResponseFamily, weights: String? = nil, kind: WeightKind = .analytic
    ) throws -> GeneralisedLinearFit {
        let table = try FamilyTests.Answers.read().table()
        let first = try table.numbers("g").indices.filter { try table.numbers("g")[$0] <= 8 }
        return try GeneralisedLinearModel(formula, family: family, weights: weights, kind: kind)
            .fit(table.rows(first.map(Int32.init)))
    }

    /// All 2⁸ vectors of signs: p-values are exact, ends of the sets are roots.
    @Test func everyCaseAgreesWithTheTextbook() throws {
        let text = try Data(contentsOf: oracles.appendingPathComponent("score.json"))
        for entry in try JSONDecoder().decode(Answers.self, from: text).cases {
            let bar = entry.absorbed.isEmpty ? "" : " | " + entry.absorbed.joined(separator: " + ")
            let family = try #require(ResponseFamily(rawValue: entry.family))
            let fit = try fit(entry.formula + bar, family, weights: entry.weights)
            let test = try fit.wildBootstrap(
                entry.hypothesis, clusters: ["g"], using: WildBootstrap(imposesNull: entry.imposes))
            #expect(test.version == .score && test.isEnumerated && test.draws == entry.draws)
            #expect(agree(test.statistic, entry.statistic, relative: 1e-8), "\(entry.name)")
            #expect(abs(test.pValue - entry.p) < 1e-12, "\(entry.name) \(test.pValue) \(entry.p)")
            guard let equal = entry.equal, let error = entry.error else {
                #expect(test.confidenceSet == nil)
                continue
            }
            #expect(abs(try #require(test.equalTailedPValue) - equal) < 1e-12, "\(entry.name)")
            let set = try #require(test.confidenceSet)
            let hull = try #require(set.hull)
            #expect(set.isInterval)
            let low = abs(hull.low - (entry.low ?? .nan)) / error
            let high = abs(hull.high - (entry.high ?? .nan)) / error
            #expect(low < 1e-7 && high < 1e-7, "\(entry.name) \(low) \(high)")
        }
    }

    /// The set holds what the test does not reject.
    @Test func theSetIsWhereThePValueIsAboveTheLevel() throws {
        let fit = try fit("y ~ x + z | g", .quasipoisson)
        let method = WildBootstrap(weights: .webb, draws: 199, level: 0.9)
        let set = try #require(try fit.wildBootstrap("z", clusters: ["g"], using: method).confidenceSet)
        let hull = try #require(set.hull)
        for (value, isIn) in [
            (hull.low - 1e-5, false), (hull.low + 1e-5, true), (hull.high - 1e-5, true),
            (hull.high + 1e-5, false),
        ] {
            let test = try fit.wildBootstrap("z = \(value)", clusters: ["g"], using: method)
            #expect((test.pValue > 0.1) == isIn && set.contains(value) == isIn)
        }
    }

    @Test func aSeedGivesTheSameBitsOnAnyNumberOfThreads() throws {
        let fit = try fit("y ~ x + z | t", .poisson)
        let method = WildBootstrap(weights: .mammen, draws: 99, seed: 3)
        Parallel.threads = 1
        let one = try fit.wildBootstrap("x = 0.3", clusters: ["g"], using: method)
        Parallel.threads = 0
        #expect(try fit.wildBootstrap("x = 0.3", clusters: ["g"], using: method) == one)
        let draws = try fit.wildBootstrapStatistics("x = 0.3", clusters: ["g"], using: method)
        #expect(draws.count == 99 && draws.allSatisfy(\.isFinite))
        #expect(one.confidenceSet?.isBounded == true)
    }

    /// Rows that count for several are those rows several times.
    @Test func frequenciesEqualTheExpandedData() throws {
        let table = try FamilyTests.Answers.read().table()
        let counts = try table.numbers("trials").map { Int($0) % 4 }
        let counted = try DataTable(table.columns + [Column("f", counts.map(Double.init))])
        let rows = counts.indices.flatMap { Array(repeating: Int32($0), count: counts[$0]) }
        for (formula, family) in [
            ("y ~ x + z", ResponseFamily.negativeBinomial), ("y ~ x + z | t", .quasipoisson),
            ("event ~ x + z | t", .binomial),
        ] {
            let first = try GeneralisedLinearModel(formula, family: family, weights: "f", kind: .frequency)
                .fit(counted)
            let second = try GeneralisedLinearModel(formula, family: family).fit(counted.rows(rows))
            #expect(first.observationCount == second.rowCount)
            let near = { (a: Double, b: Double) in agree(a, b, relative: 1e-9) || (a.isNaN && b.isNaN) }
            #expect(near(first.deviance, second.deviance) && near(first.dispersion, second.dispersion))
            #expect(near(first.logLikelihood, second.logLikelihood))
            #expect(first.theta == second.theta || near(first.theta, second.theta))
            for covariance: LinearCovariance in [
                .iid, .hc0, .hc1, .hc2, .hc3, .clustered(by: "g"), .clustered(by: "g", "t"),
                .clustered(by: "g", correction: .cr2), .clustered(by: "g", correction: .cr3),
            ] {
                for (x, y) in zip(try first.estimates(covariance).rows, try second.estimates(covariance).rows)
                {
                    #expect(near(x.estimate, y.estimate) && near(x.pValue, y.pValue))
                    #expect(near(x.standardError, y.standardError), "\(covariance) \(x.term)")
                }
            }
            let method = WildBootstrap(draws: 99)
            let a = try first.wildBootstrapStatistics("x = 0.3", clusters: ["g"], using: method)
            let b = try second.wildBootstrapStatistics("x = 0.3", clusters: ["g"], using: method)
            #expect(zip(a, b).allSatisfy(near))
        }
    }

    @Test func faultsAreSaid() throws {
        let fit = try fit("y ~ x + z", .poisson)
        func code(
            _ hypothesis: String, _ clusters: [String] = ["g"],
            _ method: WildBootstrap = WildBootstrap(draws: 99)
        ) -> CausalError.Code? {
            do throws(CausalError) {
                _ = try fit.wildBootstrap(hypothesis, clusters: clusters, using: method)
                return nil
            } catch { return error.code }
        }
        #expect(code("x", ["g", "t"]) == .badArgument)
        #expect(code("x", ["g"], WildBootstrap(residuals: .jackknifed)) == .badArgument)
        #expect(code("x", ["g"], WildBootstrap(bootstrapClusters: ["t"])) == .badArgument)
        #expect(code("q") == .unknownTerm)
        #expect(code("x = 0, 2*x = 0") == .notIdentified)
        #expect(code("x", ["none"]) == .unknownColumn)
        #expect(code("x = 1e6") != .defect)
        // All coefficients restricted at once, the intercept too.
        #expect(code("(Intercept) = 1, x = 0.3, z = 0") == nil)
        #expect(code("(Intercept) + x = 1") == nil)
    }
}
