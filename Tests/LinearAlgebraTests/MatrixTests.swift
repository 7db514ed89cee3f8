import Foundation
import Groundwork
import LinearAlgebra
import Testing

@Suite struct MatrixTests {
    let a = Matrix(rows: [[4, 1, 2], [1, 5, 3], [2, 3, 6]])

    @Test func arithmetic() {
        let b = Matrix(rows: [[1, 2], [3, 4], [5, 6]])
        #expect((a * b) == Matrix(rows: [[17, 24], [31, 40], [41, 52]]))
        #expect(b.gram == Matrix(rows: [[35, 44], [44, 56]]))
        #expect(b.transposed == Matrix(rows: [[1, 3, 5], [2, 4, 6]]))
        #expect(a * [1, 0, -1] == [2, -2, -4])
        #expect((a + a) == 2 * a)
        #expect((a - a) == Matrix(3, 3))
        #expect(a.submatrix([2, 0]) == Matrix(rows: [[6, 2], [2, 4]]))
        #expect(a.quadraticForm([1, 0, 2], [0, 1, 1]) == 21)
        #expect(Matrix.outer([1, 2], [3, 4]) == Matrix(rows: [[3, 4], [6, 8]]))
        #expect(Matrix(rows: [[1, 2], [4, 1]]).symmetrised == Matrix(rows: [[1, 3], [3, 1]]))
        #expect(Matrix.identity(2) == Matrix.diagonal([1, 1]))
        #expect(a.diagonal == [4, 5, 6] && a.row(1) == [1, 5, 3] && a.column(2) == [2, 3, 6])
        #expect(Matrix(rows: [[1, 2], [3, 4]]).description == "1.0  2.0\n3.0  4.0")
    }

    @Test func emptyMatrices() {
        #expect((Matrix(0, 0) * Matrix(0, 0)) == Matrix(0, 0))
        #expect((Matrix(2, 0) * Matrix(0, 3)) == Matrix(2, 3))
        #expect(Matrix(0, 3).gram == Matrix(3, 3))
        #expect(Matrix(rows: []).rowCount == 0)
        #expect(Cholesky(Matrix(0, 0))?.inverse() == Matrix(0, 0))
    }

    /// det = 70 by hand; solutions of a 3 × 3 system of condition 5 are right to a few ulps.
    @Test func cholesky() throws {
        let factor = try #require(Cholesky(a))
        let x = factor.solve([1, 2, 3])
        for (found, expected) in zip(a * x, [1.0, 2, 3]) { #expect(abs(found - expected) < 1e-14) }
        #expect(scaledError(a * factor.inverse(), .identity(3)) < 1e-14)
        #expect(abs(factor.logDeterminant - 4.248495242049359) < 1e-14)
        #expect(scaledError(factor.factor * factor.factor.transposed, a) < 1e-15)
        #expect(Cholesky(Matrix(rows: [[1, 2], [2, 1]])) == nil)
        #expect(Cholesky(Matrix(rows: [[1, .nan], [.nan, 1]])) == nil)
        #expect(Cholesky(Matrix(rows: [[.infinity, 0], [0, 1]])) == nil)
        #expect(Cholesky(Matrix(2, 3)) == nil)
    }

    @Test func pivotedQR() {
        let qr = PivotedQR(Matrix(rows: [[1, 2, 3], [4, 5, 9], [7, 8, 15], [1, 0, 1]]))
        #expect(qr.rank() == 2, "the third column is the sum of the others")
        #expect(qr.pivots == qr.pivots.sorted(by: >))
        // Aᵀ(b − Ax) = 0 whatever the basic solution
        let b = [1.0, -1, 2, 5]
        let design = Matrix(rows: [[1, 2, 3], [4, 5, 9], [7, 8, 15], [1, 0, 1]])
        let residual = zip(b, design * qr.solve(b)).map { $0 - $1 }
        for value in design.transposed * residual { #expect(abs(value) < 1e-12) }
        #expect(PivotedQR(Matrix(2, 2)).rank() == 0)
        #expect(PivotedQR(Matrix(0, 3)).solve([]) == [0, 0, 0])
        #expect(PivotedQR(Matrix(rows: [[1, 2]])).solve([4]) == [0, 2])
        #expect(PivotedQR(Matrix(rows: [[.nan]])).rank() == 0)
    }

    @Test func codesAndRejectsWhatDoesNotFit() throws {
        let data = try JSONEncoder().encode(a)
        #expect(try JSONDecoder().decode(Matrix.self, from: data) == a)
        let wrong = Data(#"{"rowCount": 2, "columnCount": 2, "values": [1, 2, 3]}"#.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Matrix.self, from: wrong) }
    }

    @Test func eigen() throws {
        let eigen = try SymmetricEigen(a)
        #expect(eigen.values == eigen.values.sorted())
        #expect(abs(eigen.values.reduce(0, +) - 15) < 1e-13)
        #expect(scaledError(eigen.reconstruct { $0 }, a) < 1e-14)
        #expect(scaledError(eigen.vectors.gram, .identity(3)) < 1e-14)
        let root = eigen.reconstruct { $0.squareRoot() }
        #expect(scaledError(root * root, a) < 1e-14)
        #expect(throws: CausalError.self) { try SymmetricEigen(Matrix(rows: [[.nan]])) }
        #expect(throws: CausalError.self) { try SymmetricEigen(Matrix(2, 1)) }
        #expect(try SymmetricEigen(Matrix(0, 0)).values.isEmpty)
    }
}
