import Foundation
import OracleSupport
import Regression
import Testing

/// Combinations, simultaneous intervals and adjusted p-values.
@Suite struct SeveralAnswersTests {
    private func fit() throws -> LeastSquaresFit {
        try LeastSquares("burnout ~ treated + caseload + experience").fit(
            OracleData(folder: oracles).table("unbalanced"))
    }

    /// A combination is the coefficient of a regression in other coordinates, Satterthwaite's degrees of freedom too.
    @Test(arguments: [
        LinearCovariance.iid, .hc1, .clustered(by: "clinic"), .clustered(by: "clinic", correction: .cr2),
    ])
    func aCombinationIsACoefficientInOtherCoordinates(covariance: LinearCovariance) throws {
        // y = (caseload + 2·experience)-coordinates: b·caseload + c·experience = (b − c/2)·caseload + c/2·(caseload + 2·experience).
        let table = try OracleData(folder: oracles).table("unbalanced")
        let other = try LeastSquares("burnout ~ treated + caseload + I(caseload + 2*experience)").fit(table)
            .estimates(covariance).rows[2]
        let found = try fit().combination("caseload - 0.5*experience", covariance)
        #expect(abs(found.estimate / other.estimate - 1) < 1e-9)
        #expect(abs(found.standardError / other.standardError - 1) < 1e-9)
        #expect(abs((found.degreesOfFreedom ?? 0) / (other.degreesOfFreedom ?? 0) - 1) < 1e-8)
        let shifted = try fit().combination("caseload - 0.5*experience = 1", covariance)
        #expect(abs(shifted.estimate - found.estimate + 1) < 1e-12)
    }

    /// Rows of combinations carry their covariances, so that tests of them are tests of what they stand for.
    @Test func combinationsAreRows() throws {
        let result = try fit().estimates(
            .clustered(by: "clinic"), combinations: ["treated + caseload", "2*caseload"])
        #expect(result.rows.count == 6 && result.rows[4].term == "treated + caseload")
        let direct = try result.wald("treated = 0, caseload = 0")
        let through = try result.wald(rowsAreZero: [4, 5])
        #expect(abs(direct.statistic / through.statistic - 1) < 1e-9)
        let stored = try JSONDecoder().decode(Estimates.self, from: JSONEncoder().encode(result))
        #expect(stored.rows == result.rows)
        #expect(throws: CausalError.self) { try result.combination("treated, caseload") }
        #expect(throws: CausalError.self) { try result.combination("3") }
        #expect(throws: CausalError.self) { try result.combination("nobody") }
    }

    /// scipy's integrals: exact for one and two statistics; others within four Monte-Carlo errors, which are small.
    @Test func criticalValues() throws {
        for entry in try JointOracle.read().supremum {
            let found = try SimultaneousCriticalValue(
                correlation: Matrix(rows: entry.r), degreesOfFreedom: entry.df, level: entry.level)
            if entry.r.count == 1 {
                #expect(abs(found.value / entry.c - 1) < 1e-8 && found.monteCarloError == 0)
            } else if entry.r.count == 2 {
                // scipy's own t integral is good to about 1e-4.
                #expect(abs(found.value / entry.c - 1) < (entry.df == nil ? 1e-6 : 1e-3), "\(entry.name)")
                #expect(found.monteCarloError == 0)
            } else {
                #expect(abs(found.value - entry.c) < 4 * found.monteCarloError + 2e-3, "\(entry.name)")
                #expect(found.monteCarloError > 0 && found.monteCarloError < 0.01, "\(entry.name) \(found)")
            }
        }
    }

    @Test func bandsContainIntervalsAndLieWithinBonferronis() throws {
        for correction in [ClusterCorrection.cr1, .cr2] {
            let result = try fit().estimates(.clustered(by: "clinic", correction: correction)).simultaneous()
            #expect(result["(Intercept)"].simultaneous == nil)
            for name in ["treated", "caseload", "experience"] {
                let row = result[name]
                let band = try #require(row.simultaneous)
                #expect(band.low < row.interval.low && band.high > row.interval.high)
                let t = StudentT(df: row.degreesOfFreedom ?? .infinity).upperQuantile(0.025 / 3)
                #expect(band.high <= row.estimate + t * row.standardError * (1 + 1e-9))
            }
            let one = try result.simultaneous(rows: ["treated"])["treated"]
            let band = try #require(one.simultaneous)
            #expect(abs(band.low - one.interval.low) < 1e-8 * one.standardError)
            #expect(
                try fit().estimates(.clustered(by: "clinic", correction: correction)).simultaneous() == result
            )
        }
    }

    /// The bootstrap's quantile and its error.
    @Test func criticalValuesOfDraws() throws {
        var random = Generator(seed: 1)
        let draws = Matrix(20_000, 2, columnMajor: (0..<40_000).map { _ in random.normal() })
        let found = try SimultaneousCriticalValue(statistics: draws)
        let exact = try SimultaneousCriticalValue(correlation: .identity(2))
        #expect(abs(found.value - exact.value) < 4 * found.monteCarloError)
        #expect(throws: CausalError.self) { try SimultaneousCriticalValue(statistics: Matrix(99, 2)) }
        #expect(throws: CausalError.self) {
            try SimultaneousCriticalValue(correlation: .identity(3), draws: 3)
        }
    }

    /// R's p.adjust.
    @Test func adjustedPValues() throws {
        let oracle = try JointOracle.read().adjust
        let p = try #require(oracle["p"])
        for method in MultipleTesting.allCases {
            let expected = try #require(oracle[method.rawValue])
            #expect(zip(method.adjusted(p), expected).allSatisfy { abs($0 - $1) < 1e-14 })
            #expect(method.adjusted([]) == [] && method.adjusted([.nan])[0].isNaN)
            #expect(method.adjusted([0.3, .nan])[0] == 0.3)
        }
    }

    /// Romano & Wolf's convention on given draws, and from wild bootstraps of one fit.
    @Test func stepdown() throws {
        let oracle = try JointOracle.read().romanoWolf
        let names = oracle.t.indices.map { "x\($0)" }
        let found = try RomanoWolf(
            terms: names, statistics: oracle.t, resampled: Matrix(rows: oracle.draws))
        #expect(zip(found.pValues, oracle.p).allSatisfy { abs($0 - $1) < 1e-14 })

        let fit = try fit()
        let method = WildBootstrap(draws: 999, seed: 9)
        let terms = ["treated", "caseload", "experience"]
        let adjusted = try fit.romanoWolf(terms: terms, clusters: ["clinic"], using: method)
        let naive = try terms.map {
            try fit.wildBootstrapStatistics("\($0) = 0", clusters: ["clinic"], using: method).map(abs)
        }
        let smallest = try #require(
            terms.indices.min { abs(adjusted.statistics[$0]) < abs(adjusted.statistics[$1]) })
        let above = naive[smallest].count { $0 >= abs(adjusted.statistics[smallest]) }
        #expect(adjusted.pValues[smallest] >= Double(above + 1) / 1000 - 1e-12)
        let result = try fit.estimates(.clustered(by: "clinic")).adding(adjusted)
        #expect(result["treated"].adjustedPValue == adjusted.pValues[0])
        #expect(result.fact("p.adjusted")?["method"]?.text == "romano-wolf")
    }
}
