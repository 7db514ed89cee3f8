import Regression

/// The autocorrelations of residuals in order of time.
///
///     r_k = Σ_{t>k} (e_t − ē)(e_{t−k} − ē) / Σ (e_t − ē)²
///
/// The partial ones are the last coefficients of the autoregressions of order k that have these autocorrelations (Durbin
/// and Levinson). Without autocorrelation both are about N(0, 1/n): ±1.96/√n is the usual band.
public struct Autocorrelations: Sendable, Hashable {
    /// r_1 … r_h
    public let values: [Double]
    /// The partial autocorrelations 1 … h.
    public let partial: [Double]
    /// How many residuals there are.
    public let count: Int

    /// Those of lags 1 … h; nil when the residuals are constant or no more than h.
    public init?(_ residuals: [Double], lags: Int) {
        let n = residuals.count
        guard lags > 0, n > lags else { return nil }
        let mean = residuals.reduce(0, +) / Double(n)
        let centred = residuals.map { $0 - mean }
        let total = Kernels.dot(centred, centred)
        guard total > 0, total.isFinite else { return nil }
        values = (1...lags).map { lag in
            zip(centred.dropFirst(lag), centred).reduce(0) { $0 + $1.0 * $1.1 } / total
        }
        partial = Autocorrelations.partial(values)
        count = n
    }

    /// Durbin and Levinson's recursion.
    private static func partial(_ values: [Double]) -> [Double] {
        var (phi, result): ([Double], [Double]) = ([], [])
        for (order, value) in values.enumerated() {
            let above = value - zip(phi, values[..<order].reversed()).reduce(0) { $0 + $1.0 * $1.1 }
            let below = 1 - zip(phi, values).reduce(0) { $0 + $1.0 * $1.1 }
            let reflection = above / below
            phi = zip(phi, phi.reversed()).map { $0 - reflection * $1 } + [reflection]
            result.append(reflection)
        }
        return result
    }

    /// Ljung and Box's test that all h autocorrelations are zero: Q = n(n + 2) Σ r_k²/(n − k) against χ²(h).
    ///
    /// The residuals of a regression on trends and seasons count as observations; no degrees of freedom are taken off (Ljung & Box 1978,
    /// Biometrika 65, take off the ARMA parameters of a model, of which there are none here).
    public var ljungBox: (statistic: Double, df: Int, pValue: Double) {
        let n = Double(count)
        let sum = values.enumerated().reduce(0) { $0 + $1.element * $1.element / (n - Double($1.offset + 1)) }
        let statistic = n * (n + 2) * sum
        return (statistic, values.count, ChiSquared(df: Double(values.count)).survival(statistic))
    }
}
