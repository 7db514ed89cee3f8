import Regression

/// Cross-products of lagged columns, from which least squares under any autoregression of order p follow without another pass over
/// the rows.
///
/// The columns are Z = [Q e]: an orthonormal basis of the regressors and what the regressors leave of the outcome, of length one. With
/// a = (1, −φ₁, …, −φ_p) and V the covariance of the autoregression with unit innovations,
///
///     Z′V⁻¹Z = Σ_i Σ_j a_i a_j D_ij,   D_ij = Σ_{t=1}^{n−i−j} z_{t+i} z_{t+j}′
///
/// exactly; without the first p rows of each series it is G_ij = Σ_{t>p} z_{t−i} z_{t−j}′ in place of D_ij.
///
/// Source: Box, Jenkins & Reinsel (1994), Time Series Analysis, appendix A7.5.
struct LaggedProducts: Sendable {
    let order: Int
    /// How many series there are.
    let series: Int
    private let columnCount: Int
    /// log|X′X|
    private let logDeterminant: Double
    /// e′e before it was scaled.
    private let residualSumOfSquares: Double
    private let exact: [Double]
    private let conditional: [Double]
    /// The pairs i ≤ j of lags, in the order of the products.
    private let pairs: [(Int, Int)]

    /// Nil with missing periods, for series of no more than 2p rows, and for collinear columns or a perfect fit.
    init?(_ data: SerialData, order: Int) {
        let starts = data.steps.indices.filter { data.steps[$0] == 0 } + [data.count]
        let ranges = zip(starts, starts.dropFirst()).map { $0..<$1 }
        guard data.isGapless, starts.first == 0, ranges.allSatisfy({ $0.count > 2 * order }) else {
            return nil
        }
        guard let found = OrthonormalColumns(data.columns) else { return nil }
        self.order = order
        series = ranges.count
        columnCount = data.columns.count
        let lengths = found.lengths
        logDeterminant = lengths.dropLast().reduce(0) { $0 + 2 * Logarithm.of($1) }
        residualSumOfSquares = lengths[data.width] * lengths[data.width]
        let pairs = (0...order).flatMap { i in (i...order).map { (i, $0) } }
        self.pairs = pairs
        exact = pairs.flatMap { i, j in
            LaggedProducts.products(found.basis, ranges, i, j) { (0, $0 - i - j, i, j) }
        }
        conditional = pairs.flatMap { i, j in
            LaggedProducts.products(found.basis, ranges, i, j) { (order, $0, -i, -j) }
        }
    }

    /// The lower triangle, by rows, of Σ z_{t+i} z_{t+j}′ and its transpose (once when i = j) over t of each series.
    private static func products(
        _ columns: [[Double]], _ ranges: [Range<Int>], _ i: Int, _ j: Int,
        _ bounds: (Int) -> (from: Int, to: Int, first: Int, second: Int)
    ) -> [Double] {
        var result: [Double] = []
        for a in columns.indices {
            for b in 0...a {
                let (left, right) = (columns[a], columns[b])
                var (sum, turned) = (0.0, 0.0)
                for range in ranges {
                    let (from, to, first, second) = bounds(range.count)
                    let (x, y) = (range.lowerBound + first, range.lowerBound + second)
                    for t in from..<to {
                        sum += left[x + t] * right[y + t]
                        turned += right[x + t] * left[y + t]
                    }
                }
                result.append(i == j ? sum : sum + turned)
            }
        }
        return result
    }

    /// What generalised least squares leaves.
    struct Solution {
        /// log|X′V⁻¹X|
        let logDeterminant: Double
        let residualSumOfSquares: Double
        /// The coefficients of e on Q.
        let shares: [Double]
    }

    /// The regression under an autoregression, with the first rows of each series or without; nil where it is singular.
    func solution(_ phi: [Double], keepsFirst: Bool = true) -> Solution? {
        let weights = [1] + phi.map { -$0 }
        let source = keepsFirst ? exact : conditional
        let size = columnCount * (columnCount + 1) / 2
        var triangle = [Double](repeating: 0, count: size)
        for (place, (i, j)) in pairs.enumerated() {
            let weight = weights[i] * weights[j]
            for entry in 0..<size { triangle[entry] += weight * source[place * size + entry] }
        }
        guard LaggedProducts.factor(&triangle, columnCount) else { return nil }
        let width = columnCount - 1
        var logarithm = logDeterminant
        for i in 0..<width { logarithm += 2 * Logarithm.of(triangle[i * (i + 3) / 2]) }
        let last = width * (width + 1) / 2
        var shares = Array(triangle[last..<(last + width)])
        for i in (0..<width).reversed() {
            shares[i] /= triangle[i * (i + 3) / 2]
            for j in 0..<i { shares[j] -= triangle[i * (i + 1) / 2 + j] * shares[i] }
        }
        let rest = triangle[size - 1]
        return Solution(
            logDeterminant: logarithm, residualSumOfSquares: rest * rest * residualSumOfSquares,
            shares: shares)
    }

    /// Cholesky's factor of a lower triangle by rows, in place.
    private static func factor(_ a: inout [Double], _ n: Int) -> Bool {
        for i in 0..<n {
            let row = i * (i + 1) / 2
            let diagonal = a[row + i]
            for j in 0...i {
                let other = j * (j + 1) / 2
                var sum = a[row + j]
                for k in 0..<j { sum -= a[row + k] * a[other + k] }
                if i != j {
                    a[row + j] = sum / a[other + j]
                } else {
                    guard sum > 1e-13 * diagonal else { return false }
                    a[row + i] = sum.squareRoot()
                }
            }
        }
        return true
    }

    /// The normal equations of the autoregression of residuals e − Q·shares on their lags: N_ij, i, j = 0 … p.
    func residualProducts(_ shares: [Double]) -> Matrix {
        let contrast = shares.map { -$0 } + [1]
        let size = columnCount * (columnCount + 1) / 2
        var result = Matrix(order + 1, order + 1)
        for (place, (i, j)) in pairs.enumerated() {
            var (sum, entry) = (0.0, place * size)
            for a in 0..<columnCount {
                for b in 0...a {
                    // Off the diagonal both halves count; the stored sum of i ≠ j holds both orders already.
                    let factor = (a == b ? 1.0 : 2.0) * (i == j ? 1 : 0.5)
                    sum += factor * contrast[a] * contrast[b] * conditional[entry]
                    entry += 1
                }
            }
            result[i, j] = sum
            result[j, i] = sum
        }
        return result
    }
}
