import Regression

/// The autocorrelations of residuals in order of time.
///
///     r_k = Σ_{t>k} (e_t − ē)(e_{t−k} − ē) / Σ (e_t − ē)²
///
/// Of several series the sums run over all of them, and lags never cross from one into another.
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
    /// How many pairs are 1 … h apart.
    public let pairs: [Int]

    /// Those of lags 1 … h of one series; nil when the residuals are constant or no more than h.
    public init?(_ residuals: [Double], lags: Int) {
        self.init(residuals, places: Array(residuals.indices), lags: lags)
    }

    /// Those of several series one after the other, with each row's place in its own.
    init?(_ residuals: [Double], places: [Int], lags: Int) {
        let n = residuals.count
        guard lags > 0, n > lags, places.count == n else { return nil }
        let mean = residuals.reduce(0, +) / Double(n)
        let centred = residuals.map { $0 - mean }
        let total = Kernels.dot(centred, centred)
        guard total > 0, total.isFinite else { return nil }
        values = (1...lags).map { lag in
            Kernels.dot(centred, SeriesOrder.lagged(centred, places, by: lag)) / total
        }
        pairs = (1...lags).map { lag in places.count { $0 >= lag } }
        guard pairs.allSatisfy({ $0 > 0 }) else { return nil }
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

    /// Ljung and Box's test that all h autocorrelations are zero: Q = n(n + 2) Σ r_k²/n_k against χ²(h − m), n_k pairs at lag k.
    ///
    /// The residuals of a regression on trends and seasons count as observations (m = 0); for the innovations of an ARMA process m is the number
    /// of its parameters (Ljung & Box 1978, Biometrika 65).
    ///
    /// - Precondition: m is less than h.
    public func ljungBox(parameters: Int = 0) -> (statistic: Double, df: Int, pValue: Double) {
        let n = Double(count)
        let sum = zip(values, pairs).reduce(0) { $0 + $1.0 * $1.0 / Double($1.1) }
        let statistic = n * (n + 2) * sum
        let df = values.count - parameters
        return (statistic, df, ChiSquared(df: Double(df)).survival(statistic))
    }

    /// What goes into the answer.
    func diagnostic(parameters: Int = 0, of what: String? = nil) -> Diagnostic {
        let test = ljungBox(parameters: parameters)
        return Diagnostic(
            "ljung-box",
            [
                .init("statistic", .number(test.statistic)), .init("df", .integer(test.df)),
                .init("p.value", .number(test.pValue)),
            ] + (what.map { [.init("of", .string($0))] } ?? []) + [
                .init("autocorrelations", .array(values.map(JSONValue.number))),
                .init("partial", .array(partial.map(JSONValue.finite))),
            ])
    }
}
