import CLAPACK

/// The Cholesky factor of a symmetric positive definite matrix, A = L·L′.
///
/// The cheapest way to solve with such a matrix and to invert it: n³/3 operations (LAPACK dpotrf). Only the
/// lower triangle of the matrix is read.
public struct Cholesky: Sendable {
    /// L in the lower triangle; zeros above.
    public let factor: Matrix

    /// Factors a matrix; nil when it is not square, not finite or not (numerically) positive definite.
    public init?(_ matrix: Matrix) {
        let n = matrix.rowCount
        guard n == matrix.columnCount else { return nil }
        var factor = matrix
        if n > 0 { guard causal_dpotrf(Int32(n), &factor.values) == 0 else { return nil } }
        for j in 0..<n {
            // A NaN need not stop every implementation of dpotrf; it reaches the diagonal, though.
            guard factor[j, j] > 0, factor[j, j].isFinite else { return nil }
            for i in 0..<j { factor[i, j] = 0 }
        }
        self.factor = factor
    }

    /// The order of the matrix.
    public var count: Int { factor.rowCount }

    /// The x with A·x = b.
    ///
    /// - Precondition: `b` has as many elements as the matrix has rows.
    public func solve(_ b: [Double]) -> [Double] { solve(Matrix(b.count, 1, columnMajor: b)).values }

    /// The X with A·X = B.
    ///
    /// - Precondition: `b` has as many rows as the matrix.
    public func solve(_ b: Matrix) -> Matrix {
        precondition(b.rowCount == count, "the right-hand side has another length")
        var result = b
        if !b.values.isEmpty {
            _ = causal_dpotrs(Int32(count), Int32(b.columnCount), factor.values, &result.values)
        }
        return result
    }

    /// A⁻¹, exactly symmetric.
    public func inverse() -> Matrix {
        var result = factor
        if count > 0 { _ = causal_dpotri(Int32(count), &result.values) }
        for j in 0..<count {
            for i in 0..<j { result[i, j] = result[j, i] }
        }
        return result
    }

    /// log det A = 2 Σ log Lᵢᵢ.
    public var logDeterminant: Double { 2 * factor.diagonal.reduce(0) { $0 + Elementary.log($1) } }

    /// An estimate of A's condition number in the 1-norm (LAPACK dpocon); infinite when it is beyond range.
    ///
    /// `norm` is the 1-norm of A, its largest column sum of magnitudes.
    public func conditionNumber(norm: Double) -> Double {
        if count == 0 { return 1 }
        var reciprocal = 0.0
        var work = [Double](repeating: 0, count: 3 * count)
        var integers = [Int32](repeating: 0, count: count)
        _ = causal_dpocon(Int32(count), factor.values, norm, &reciprocal, &work, &integers)
        return reciprocal > 0 ? 1 / reciprocal : .infinity
    }
}
