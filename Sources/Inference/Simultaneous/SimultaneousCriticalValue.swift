import Distributions
import Groundwork
import LinearAlgebra

/// The number c that max |t| over several correlated statistics stays below with a given probability (sup-t).
///
/// Intervals estimate ± c·se then hold for all of them at once (Montiel Olea & Plagborg-Møller 2019): narrower than
/// Bonferroni's, the more so the more the estimates are correlated.
///
/// t = Z, or Z/√(χ²_ν/ν) with ν degrees of freedom, Z normal with correlation matrix AA′ of rank d. Z is a length times
/// a direction, Z = r·Au with u uniform on the sphere and r²~χ²_d (with ν: r²/d ~ F(d, ν)), so that
///
///     P(max|t| ≤ c) = E_u P(r ≤ c / max_j |a_j′u|).
///
/// The inner probability is exact; only directions are drawn, and none for d ≤ 2, where the angles are integrated
/// numerically. That takes most of the noise out (Deák 1980; Genz & Bretz 2009, chapter 4).
public struct SimultaneousCriticalValue: Sendable, Hashable, Codable {
    /// c.
    public let value: Double
    /// The standard error of c that the draws leave; zero where there are none.
    public let monteCarloError: Double
    /// How many directions, or draws of a bootstrap, there were.
    public let draws: Int

    /// Finds c for a correlation matrix.
    ///
    /// - Parameters:
    ///   - correlation: S × S, ones on its diagonal; it may be singular.
    ///   - degreesOfFreedom: ν; nil for normal statistics.
    ///   - level: the probability, e.g. 0.95.
    ///   - draws: how many directions, 100 to 10 million.
    ///   - seed: of the directions.
    /// - Throws: `CausalError.Code.badArgument` for a level, a number of draws or a matrix that makes no sense.
    public init(
        correlation: Matrix, degreesOfFreedom: Double? = nil, level: Double = 0.95, draws: Int = 20_000,
        seed: UInt64 = 42
    ) throws(CausalError) {
        try Estimates.check(level: level)
        guard (100...10_000_000).contains(draws) else {
            throw CausalError(
                .badArgument, "a simultaneous band takes 100 to 10 million draws", value: "\(draws)")
        }
        guard correlation.rowCount > 0, correlation.rowCount == correlation.columnCount,
            correlation.values.allSatisfy({ $0.isFinite })
        else { throw CausalError(.badArgument, "a simultaneous band needs a full correlation matrix") }
        let sphere = try SupremumSphere(correlation, draws: draws, seed: seed)
        let tail = 1 - level
        let t = StudentT(df: degreesOfFreedom ?? .infinity)
        // One statistic alone is never below, Bonferroni never above.
        let low = t.upperQuantile(tail / 2)
        let high = t.upperQuantile(tail / (2 * Double(correlation.rowCount)))
        value = SimultaneousCriticalValue.root(low, high) {
            sphere.exceedance($0, degreesOfFreedom).mean - tail
        }
        self.draws = sphere.isExact ? 0 : draws
        let step = 1e-4 * value
        let slope =
            (sphere.exceedance(value - step, degreesOfFreedom).mean
                - sphere.exceedance(value + step, degreesOfFreedom).mean) / (2 * step)
        let spread = sphere.exceedance(value, degreesOfFreedom).standardError
        monteCarloError = sphere.isExact || slope <= 0 ? 0 : spread / slope
    }

    /// Finds c from the statistics of a bootstrap's draws, centred at zero: the smallest number that the largest |t| of
    /// a draw stays at or below in a share `level` of the draws.
    ///
    /// - Parameters:
    ///   - statistics: draws × rows; draws with a missing number are left out.
    ///   - level: the probability.
    /// - Throws: `CausalError.Code.badArgument` with fewer than 100 draws.
    public init(statistics: Matrix, level: Double = 0.95) throws(CausalError) {
        try Estimates.check(level: level)
        let largest = (0..<statistics.rowCount).map { draw in
            statistics.row(draw).reduce(0) { $1.isNaN || $0.isNaN ? .nan : max($0, abs($1)) }
        }.filter { !$0.isNaN }.sorted()
        guard largest.count >= 100 else {
            throw CausalError(
                .badArgument, "a simultaneous band takes 100 draws at least", value: "\(largest.count)")
        }
        let count = Double(largest.count)
        func order(_ p: Double) -> Double {
            largest[min(largest.count - 1, max(0, Int((count * p - 1e-9).rounded(.up)) - 1))]
        }
        value = order(level)
        // The order statistics a standard error of the share away.
        let width = (level * (1 - level) / count).squareRoot()
        monteCarloError = (order(level + width) - order(level - width)) / 2
        draws = largest.count
    }

    /// Where a decreasing function crosses zero between two numbers, by regula falsi with the Illinois rule (Dowell &
    /// Jarratt 1971).
    private static func root(_ low: Double, _ high: Double, _ function: (Double) -> Double) -> Double {
        var (a, b) = (low, high)
        var (fa, fb) = (function(a), function(b))
        guard fa > 0, fb < 0 else { return fa <= 0 ? a : b }
        for _ in 0..<60 where b - a > 1e-11 * b {
            let middle = b - fb * (b - a) / (fb - fa)
            let value = function(middle)
            if value == 0 { return middle }
            if value > 0 {
                (a, fa) = (middle, value)
                fb /= 2
            } else {
                (b, fb) = (middle, value)
                fa /= 2
            }
            if middle == a, value < 1e-15 { return middle }
            if middle == b, value > -1e-15 { return middle }
        }
        return (a + b) / 2
    }
}
