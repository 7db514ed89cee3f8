import Regression

/// Least squares of a whitened outcome on whitened regressors, by Householder reflections.
struct WhitenedRegression: Sendable {
    let coefficients: [Double]
    /// (X′V⁻¹X)⁻¹ for V in units of the innovations' variance.
    let inverse: Matrix
    /// Σ of squared whitened residuals.
    let residualSumOfSquares: Double
    /// log|X′V⁻¹X|
    let logDeterminant: Double

    /// Nil when the whitened regressors are collinear.
    init?(_ columns: [[Double]]) {
        let width = columns.count - 1
        guard let count = columns.first?.count, count > width else { return nil }
        var work = columns
        var triangle = Matrix(width, width + 1)
        var logDeterminant = 0.0
        for j in 0..<width {
            let norm = WhitenedRegression.norm(work[j], from: j)
            let size = WhitenedRegression.norm(columns[j], from: 0)
            guard norm > 1e-11 * size, norm.isFinite else { return nil }
            WhitenedRegression.reflect(&work, j, norm)
            for later in j...width { triangle[j, later] = work[later][j] }
            logDeterminant += 2 * Logarithm.of(norm)
        }
        let residual = WhitenedRegression.norm(work[width], from: width)
        guard residual.isFinite else { return nil }
        residualSumOfSquares = residual * residual
        self.logDeterminant = logDeterminant
        var inverseTriangle = Matrix(width, width)
        for j in 0..<width {
            inverseTriangle[j, j] = 1 / triangle[j, j]
            for i in (0..<j).reversed() {
                let sum = ((i + 1)...j).reduce(0) { $0 + triangle[i, $1] * inverseTriangle[$1, j] }
                inverseTriangle[i, j] = -sum / triangle[i, i]
            }
        }
        coefficients = inverseTriangle * triangle.column(width)
        inverse = inverseTriangle * inverseTriangle.transposed
    }

    private static func norm(_ x: [Double], from start: Int) -> Double {
        var sum = 0.0
        for i in start..<x.count { sum += x[i] * x[i] }
        return sum.squareRoot()
    }

    /// Reflects rows j… so that column j becomes ∓norm·e_j.
    private static func reflect(_ work: inout [[Double]], _ j: Int, _ norm: Double) {
        var direction = Array(work[j][j...])
        let target = direction[0] > 0 ? -norm : norm
        direction[0] -= target
        let half = norm * norm - target * work[j][j]
        for later in j..<work.count {
            var product = 0.0
            for i in direction.indices { product += direction[i] * work[later][j + i] }
            for i in direction.indices { work[later][j + i] -= product / half * direction[i] }
        }
    }
}
