import Regression

/// Cumby and Huizinga's test that errors are a moving average of order q against autocorrelation at lags q + 1 … q + s.
///
///     T r′V⁻¹r ~ χ²(s),  r_j = Σ e_t e_{t−j}/Σ e²,  V = PΨP′,  P = (−(L′X/Tσ²)(X′X/T)⁻¹, I/σ²)
///     Ψ = Σ_{|k| ≤ q} T⁻¹ Σ_t η_t e_t e_{t−k} η_{t−k}′,  η_t = (x_t, e_{t−q−1}, …, e_{t−q−s})
///
/// so that errors of unequal variance do not mislead it. With equal variances, Ψ = Σ_k σ_k·T⁻¹Σ_t η_tη_{t−k}′; then q = 0 is Breusch and
/// Godfrey's test. Errors before the first period count as zero (as Stata's `actest`).
///
/// Source: Cumby & Huizinga (1992), Econometrica 60, propositions 1 and 2.
public struct CumbyHuizinga: Sendable, Hashable {
    /// T r′V⁻¹r
    public let statistic: Double
    /// s
    public let df: Int
    /// P(χ²(s) > statistic)
    public let pValue: Double

    /// Tests residuals in order of time of a least squares regression on columns, the intercept's ones among them.
    ///
    /// - Parameters:
    ///   - residuals: e, in order of time.
    ///   - columns: X, without dependent columns.
    ///   - order: q.
    ///   - lags: s.
    ///   - places: each row's place in its own series, where there are several one after the other.
    ///   - isRobust: whether variances may differ.
    /// - Returns: nil when V is not positive definite or too few rows are left.
    public init?(
        _ residuals: [Double], columns: [[Double]], order: Int = 0, lags: Int, places: [Int]? = nil,
        isRobust: Bool = true
    ) {
        let n = residuals.count
        let places = places ?? Array(residuals.indices)
        guard order >= 0, lags > 0, n > columns.count + order + lags + 1 else { return nil }
        let variance = Kernels.dot(residuals, residuals) / Double(n)
        guard variance > 0, variance.isFinite else { return nil }
        guard places.count == n else { return nil }
        let lagged = (1...lags).map { SeriesOrder.lagged(residuals, places, by: order + $0) }
        let eta = Matrix(n, columns.count + lags, columnMajor: (columns + lagged).flatMap { $0 })
        let x = Matrix(n, columns.count, columnMajor: columns.flatMap { $0 })
        let late = Matrix(n, lags, columnMajor: lagged.flatMap { $0 })
        guard let inner = Cholesky(x.transposedTimes(x).symmetrised)?.inverse() else { return nil }
        let slope = (-1 / variance) * (late.transposedTimes(x) * inner)
        let p = CumbyHuizinga.beside(slope, (1 / variance) * Matrix.identity(lags))
        let psi = CumbyHuizinga.longRun(eta, residuals, places, order, isRobust)
        guard let factor = Cholesky((p * psi * p.transposed).symmetrised) else { return nil }
        let correlations = lagged.map { Kernels.dot($0, residuals) / (Double(n) * variance) }
        let value = Double(n) * Kernels.dot(correlations, factor.solve(correlations))
        guard value.isFinite else { return nil }
        statistic = value
        df = lags
        pValue = ChiSquared(df: Double(lags)).survival(value)
    }

    /// What goes into the answer.
    var members: [JSONValue.Member] {
        [
            .init("statistic", .number(statistic)), .init("df", .integer(df)),
            .init("p.value", .number(pValue)),
        ]
    }

    /// Ψ
    private static func longRun(
        _ eta: Matrix, _ e: [Double], _ places: [Int], _ order: Int, _ isRobust: Bool
    ) -> Matrix {
        let (n, width) = (eta.rowCount, eta.columnCount)
        var psi = Matrix(width, width)
        for lag in 0...order {
            let rows = (0..<n).filter { places[$0] >= lag }
            let product = rows.map { e[$0] * e[$0 - lag] }
            let common = product.reduce(0, +) / Double(n)
            for i in 0..<width {
                for j in 0..<width {
                    var sum = 0.0
                    for (position, row) in rows.enumerated() {
                        sum += (isRobust ? product[position] : common) * eta[row, i] * eta[row - lag, j]
                    }
                    psi[i, j] += sum / Double(n)
                    if lag > 0 { psi[j, i] += sum / Double(n) }
                }
            }
        }
        return psi
    }

    private static func beside(_ a: Matrix, _ b: Matrix) -> Matrix {
        Matrix(a.rowCount, a.columnCount + b.columnCount, columnMajor: a.values + b.values)
    }
}
