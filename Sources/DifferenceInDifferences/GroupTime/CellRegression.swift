import Regression

/// A weighted regression of the outcome on the covariates in some of a cell's rows.
struct CellRegression: Sendable {
    let coefficients: [Double]
    /// (Σ wxx′)⁻¹
    let inverse: Matrix

    /// - Returns: nil when there are no rows or covariates determine each other in them.
    init?(_ rows: CellRows, _ pieces: [CellRows.Segment]) {
        let k = rows.width
        let sums = rows.sums(k + k * k, pieces) { view, piece, sums in
            for row in piece.rows {
                let y = view.value(row)
                guard !y.isNaN else { continue }
                let x = view.x(row)
                let w = view.weight(row)
                for j in 0..<k {
                    let wx = w * x[j]
                    sums[j] += wx * y
                    for i in j..<k { sums[k + j * k + i] += wx * x[i] }
                }
            }
        }
        var matrix = Matrix(k, k, columnMajor: Array(sums[k...]))
        for i in 0..<k { for j in 0..<i { matrix[j, i] = matrix[i, j] } }
        guard let factor = Cholesky.regular(matrix) else { return nil }
        coefficients = factor.solve(Array(sums[..<k]))
        inverse = factor.inverse()
    }
}
