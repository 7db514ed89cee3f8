import CLAPACK

/// The QR factors of a small dense matrix with column pivoting, A·P = Q·R (LAPACK dgeqp3).
///
/// Columns are taken in order of what is left of them, so R's diagonal falls in magnitude and tells the rank.
/// For designs with many rows use ``LeastSquaresSolver``, which keeps the order of the columns.
public struct PivotedQR: Sendable {
    /// The order in which columns were taken: column `permutation[j]` of A stands j-th in A·P.
    public let permutation: [Int]
    private let rowCount: Int
    private let factors: Matrix
    private let reflectors: [Double]

    /// Factors a matrix of any shape.
    public init(_ matrix: Matrix) {
        var factors = matrix
        let (m, n) = (Int32(matrix.rowCount), Int32(matrix.columnCount))
        var pivots = [Int32](repeating: 0, count: matrix.columnCount)
        var reflectors = [Double](repeating: 0, count: min(matrix.rowCount, matrix.columnCount))
        if !reflectors.isEmpty {
            var size = [0.0]
            _ = causal_dgeqp3(m, n, &factors.values, m, &pivots, &reflectors, &size, -1)
            var work = [Double](repeating: 0, count: max(Int(size[0]), 3 * matrix.columnCount + 1))
            _ = causal_dgeqp3(m, n, &factors.values, m, &pivots, &reflectors, &work, Int32(work.count))
        }
        rowCount = matrix.rowCount
        permutation = reflectors.isEmpty ? Array(0..<matrix.columnCount) : pivots.map { Int($0) - 1 }
        self.factors = factors
        self.reflectors = reflectors
    }

    /// |R₁₁| ≥ |R₂₂| ≥ …
    public var pivots: [Double] { factors.diagonal.map { abs($0) } }

    /// How many pivots exceed `tolerance` times the first; 0 for a matrix of zeros or with NaN.
    public func rank(tolerance: Double = 1e-10) -> Int {
        let pivots = pivots
        guard let first = pivots.first, first > 0 else { return 0 }
        return pivots.firstIndex { !($0 > tolerance * first) } ?? pivots.count
    }

    /// A least-squares solution of A·x = b with zeros for the columns beyond the rank.
    ///
    /// - Precondition: `b` has as many elements as the matrix has rows.
    public func solve(_ b: [Double], tolerance: Double = 1e-10) -> [Double] {
        precondition(b.count == rowCount, "the right-hand side has another length")
        let rank = rank(tolerance: tolerance)
        var x = [Double](repeating: 0, count: permutation.count)
        if rank == 0 { return x }
        var right = b
        let m = Int32(rowCount)
        var work = [Double](repeating: 0, count: 64)
        _ = causal_dormqr(m, 1, Int32(reflectors.count), factors.values, m, reflectors, &right, m, &work, 64)
        _ = causal_dtrtrs(false, Int32(rank), 1, factors.values, m, &right, m)
        for j in 0..<rank { x[permutation[j]] = right[j] }
        return x
    }
}
