import Regression

/// Breusch and Godfrey's test of autocorrelation up to lag h.
///
/// The residuals are regressed on the model's columns and their own h lags (zero before the first period of a series); n·R² is compared with
/// χ²(h). Unlike Ljung and Box's test it stays right when a regressor is correlated with past errors.
///
/// Source: Breusch (1978), Australian Economic Papers 17; Godfrey (1978), Econometrica 46.
public struct BreuschGodfrey: Sendable, Hashable {
    /// n·R²
    public let statistic: Double
    /// h
    public let df: Int
    /// P(χ²(h) > n·R²)
    public let pValue: Double

    /// Tests residuals in order of unit and time of a regression on columns; nil when too few rows are left.
    init?(_ residuals: [Double], places: [Int], columns: [[Double]], intercept: Bool, lags: Int) {
        let n = residuals.count
        guard lags > 0, n > columns.count + lags + 1 else { return nil }
        let lagged = (1...lags).map { SeriesOrder.lagged(residuals, places, by: $0) }
        guard
            let solution = try? LeastSquaresSolver.solve(
                columns: columns + lagged, response: residuals, weights: nil, intercept: intercept)
        else { return nil }
        let offset = intercept ? 1 : 0
        let coefficients = solution.coefficients.map { $0.isFinite ? $0 : 0 }
        let rest = Kernels.residuals(
            columns: columns + lagged, response: residuals, intercept: intercept ? coefficients[0] : nil,
            coefficients: Array(coefficients.dropFirst(offset)))
        let total = Kernels.dot(residuals, residuals)
        guard total > 0 else { return nil }
        statistic = max(0, Double(n) * (1 - Kernels.dot(rest, rest) / total))
        df = lags
        pValue = ChiSquared(df: Double(lags)).survival(statistic)
    }
}
