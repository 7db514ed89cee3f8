import CLAPACK
import Groundwork

/// The eigenvalues and eigenvectors of a symmetric matrix, A = V·diag(λ)·V′.
///
/// By divide and conquer (LAPACK dsyevd). Only the lower triangle is read.
public struct SymmetricEigen: Sendable {
    /// The eigenvalues, smallest first.
    public let values: [Double]
    /// The eigenvectors, orthonormal, one a column, in the order of ``values``.
    public let vectors: Matrix

    /// Decomposes a symmetric matrix.
    ///
    /// - Throws: `CausalError.Code.badValue` when the matrix is not square or holds NaN or infinity;
    ///   `CausalError.Code.notConverged` when the iteration fails.
    public init(_ matrix: Matrix) throws(CausalError) {
        let n = matrix.rowCount
        guard n == matrix.columnCount, matrix.values.allSatisfy(\.isFinite) else {
            throw CausalError(.badValue, "eigenvalues need a square matrix of finite numbers")
        }
        var values = [Double](repeating: 0, count: n)
        var vectors = matrix
        if n > 0 {
            // First the sizes of the work space, then the work.
            var size = [0.0]
            var integerSize: [Int32] = [0]
            _ = causal_dsyevd(Int32(n), &vectors.values, &values, &size, -1, &integerSize, -1)
            var work = [Double](repeating: 0, count: max(1, Int(size[0])))
            var integers = [Int32](repeating: 0, count: max(1, Int(integerSize[0])))
            let info = causal_dsyevd(
                Int32(n), &vectors.values, &values, &work, Int32(work.count), &integers, Int32(integers.count)
            )
            guard info == 0 else {
                throw CausalError(.notConverged, "the eigenvalues of a \(n) × \(n) matrix were not found")
            }
        }
        self.values = values
        self.vectors = vectors
    }

    /// V·diag(f(λ))·V′: a function of the matrix, such as its root or its positive semidefinite part.
    public func reconstruct(_ function: (Double) -> Double) -> Matrix {
        var scaled = vectors
        for j in 0..<values.count {
            let factor = function(values[j])
            for i in 0..<values.count { scaled[i, j] *= factor }
        }
        return (scaled * vectors.transposed).symmetrised
    }
}
