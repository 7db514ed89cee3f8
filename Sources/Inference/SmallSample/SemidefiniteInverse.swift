import LinearAlgebra

/// A generalised inverse of a positive semidefinite matrix S: the inverse of S on as many leading columns as are
/// independent, zero elsewhere, so that S·S⁻·S = S.
///
/// For d in the range of S the form d′S⁻d is the same whatever generalised inverse is taken (Rao 1973, 1b.5), so
/// that any of them serves for leverages.
struct SemidefiniteInverse: Sendable {
    /// S⁻.
    let matrix: Matrix

    /// The pivot, relative to `scale`, at or below which a column counts as dependent on earlier ones. The Schur
    /// complements that come here have exact zeros blurred by about 1e-14.
    private static let tolerance = 1e-10
    private static let blockSize = 64

    /// Inverts a matrix; `scale` holds a size for each pivot to be judged against. n³/3 operations for the
    /// pivots and n³ for the inverse, most of them in BLAS.
    init(_ matrix: Matrix, scale: [Double]) {
        let kept = SemidefiniteInverse.independent(matrix, scale: scale)
        var inverse = Matrix(matrix.rowCount, matrix.rowCount)
        if let factor = Cholesky(matrix.submatrix(kept)) {
            let small = factor.inverse()
            for (b, j) in kept.enumerated() {
                for (a, i) in kept.enumerated() { inverse[i, j] = small[a, b] }
            }
        }
        self.matrix = inverse
    }

    /// The columns that earlier ones do not determine, by a blocked Cholesky factorisation that passes over
    /// the others.
    private static func independent(_ matrix: Matrix, scale: [Double]) -> [Int] {
        let n = matrix.rowCount
        var work = matrix.values
        var kept: [Int] = []
        for start in stride(from: 0, to: n, by: blockSize) {
            let end = min(start + blockSize, n)
            for j in start..<end {
                let pivot = work[j + j * n]
                guard pivot > tolerance * scale[j] else {
                    for i in j..<n { work[i + j * n] = 0 }
                    continue
                }
                kept.append(j)
                let root = pivot.squareRoot()
                for i in j..<n { work[i + j * n] /= root }
                for c in (j + 1)..<max(end, j + 1) {
                    let factor = work[c + j * n]
                    if factor == 0 { continue }
                    for i in c..<n { work[i + c * n] -= factor * work[i + j * n] }
                }
            }
            subtractPanel(&work, n, start..<end)
        }
        return kept
    }

    /// What is left of the later columns once those of a panel are taken out.
    private static func subtractPanel(_ work: inout [Double], _ n: Int, _ panel: Range<Int>) {
        let first = panel.upperBound
        guard first < n else { return }
        var rows = Matrix(n - first, panel.count)
        for (c, j) in panel.enumerated() {
            for i in first..<n { rows[i - first, c] = work[i + j * n] }
        }
        let product = rows * rows.transposed
        for j in first..<n {
            for i in j..<n { work[i + j * n] -= product[i - first, j - first] }
        }
    }
}
