import Regression

/// The Durbin–Watson test of residuals' first-order autocorrelation.
///
///     d = Σ_{t>1} (e_t − e_{t−1})² / Σ e_t²
///
/// Of several series the sums run over all of them, without differences from one to the next (Bhargava, Franzini & Narendranathan 1982).
///
/// About 2 without autocorrelation, towards 0 with a positive one. With normal errors the exact
/// P(d < d₀) = P(Σ (νⱼ − d₀) zⱼ² < 0), νⱼ the eigenvalues of M A M with M = I − X(X′X)⁻¹X′ and A the matrix of squared
/// differences: no table of bounds is needed.
///
/// Source: Durbin & Watson (1950), Biometrika 37; (1971), Biometrika 58; Imhof (1961).
public struct DurbinWatson: Sendable, Hashable {
    /// d, from 0 to 4.
    public let statistic: Double
    /// P(d < d₀): the one-sided p-value against positive autocorrelation; nil for more than 500 rows.
    public let pValue: Double?

    /// More rows are not tested exactly: the eigenvalues of an n × n matrix would be needed.
    static let longest = 500

    /// Tests residuals of a regression on columns, in order of unit and time; nil without a residual or degree of freedom.
    init?(_ residuals: [Double], places: [Int], columns: [[Double]], intercept: Bool) {
        let total = residuals.reduce(0) { $0 + $1 * $1 }
        let parameters = columns.count + (intercept ? 1 : 0)
        guard total > 0, residuals.count > parameters + 3 else { return nil }
        let changes = residuals.indices.reduce(0) { sum, row in
            guard places[row] > 0 else { return sum }
            let change = residuals[row] - residuals[row - 1]
            return sum + change * change
        }
        statistic = changes / total
        pValue = DurbinWatson.probability(
            statistic, places: places, columns: columns, intercept: intercept)
    }

    private static func probability(
        _ statistic: Double, places: [Int], columns: [[Double]], intercept: Bool
    ) -> Double? {
        let rows = places.count
        guard rows <= longest else { return nil }
        let design = (intercept ? [Array(repeating: 1, count: rows)] : []) + columns
        guard let basis = orthonormal(design), let eigen = try? SymmetricEigen(projected(places, basis))
        else {
            return nil
        }
        // M A M has a zero for each column of X; they are the smallest in magnitude.
        let values = eigen.values.sorted { abs($0) > abs($1) }.dropLast(basis.count)
        return NormalQuadraticForm.probabilityBelowZero(values.map { $0 - statistic })
    }

    /// An orthonormal basis of the columns' span (modified Gram–Schmidt, twice); nil where one depends on others.
    static func orthonormal(_ columns: [[Double]]) -> [[Double]]? {
        var basis: [[Double]] = []
        for column in columns {
            let before = Kernels.dot(column, column)
            var rest = column
            for _ in 0..<2 {
                for direction in basis {
                    let share = Kernels.dot(rest, direction)
                    for row in rest.indices { rest[row] -= share * direction[row] }
                }
            }
            let square = Kernels.dot(rest, rest)
            guard square > 1e-24 * before else { return nil }
            let length = square.squareRoot()
            basis.append(rest.map { $0 / length })
        }
        return basis
    }

    /// M A M with A tridiagonal: 1, 2, …, 2, 1 on the diagonal and −1 beside it, a block for each series.
    private static func projected(_ places: [Int], _ basis: [[Double]]) -> Matrix {
        let rows = places.count
        var matrix = Matrix(rows, rows)
        for i in 1..<rows where places[i] > 0 {
            matrix[i, i] += 1
            matrix[i - 1, i - 1] += 1
            matrix[i, i - 1] = -1
            matrix[i - 1, i] = -1
        }
        let directions = Matrix(rows, basis.count, columnMajor: basis.flatMap { $0 })
        let reached = matrix * directions
        let inner = directions.transposed * reached
        let mixed = reached * directions.transposed
        return (matrix - mixed - mixed.transposed + directions * inner * directions.transposed).symmetrised
    }
}
