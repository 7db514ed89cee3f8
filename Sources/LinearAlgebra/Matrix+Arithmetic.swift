import CLAPACK

extension Matrix {
    /// The sum, element by element.
    ///
    /// - Precondition: both have the same shape.
    public static func + (a: Matrix, b: Matrix) -> Matrix {
        precondition(a.rowCount == b.rowCount && a.columnCount == b.columnCount, "shapes differ")
        return Matrix(a.rowCount, a.columnCount, columnMajor: zip(a.values, b.values).map { $0 + $1 })
    }

    /// The difference, element by element.
    ///
    /// - Precondition: both have the same shape.
    public static func - (a: Matrix, b: Matrix) -> Matrix {
        precondition(a.rowCount == b.rowCount && a.columnCount == b.columnCount, "shapes differ")
        return Matrix(a.rowCount, a.columnCount, columnMajor: zip(a.values, b.values).map { $0 - $1 })
    }

    /// The matrix product, by BLAS (dgemm).
    ///
    /// - Precondition: `a.columnCount == b.rowCount`.
    public static func * (a: Matrix, b: Matrix) -> Matrix {
        precondition(a.columnCount == b.rowCount, "the inner dimensions differ")
        var product = Matrix(a.rowCount, b.columnCount)
        if product.values.isEmpty || a.columnCount == 0 { return product }
        causal_dgemm(
            false, false, Int32(a.rowCount), Int32(b.columnCount), Int32(a.columnCount), a.values,
            Int32(a.rowCount), b.values, Int32(b.rowCount), &product.values, Int32(a.rowCount))
        return product
    }

    /// A′·B, by BLAS (dgemm); the transpose is not formed.
    ///
    /// - Precondition: both have the same number of rows.
    public func transposedTimes(_ b: Matrix) -> Matrix {
        precondition(rowCount == b.rowCount, "the inner dimensions differ")
        var product = Matrix(columnCount, b.columnCount)
        if product.values.isEmpty || rowCount == 0 { return product }
        causal_dgemm(
            true, false, Int32(columnCount), Int32(b.columnCount), Int32(rowCount), values, Int32(rowCount),
            b.values, Int32(rowCount), &product.values, Int32(columnCount))
        return product
    }

    /// The product A·x with a column.
    ///
    /// - Precondition: `a.columnCount == x.count`.
    public static func * (a: Matrix, x: [Double]) -> [Double] {
        (a * Matrix(x.count, 1, columnMajor: x)).values
    }

    /// Every element multiplied by one number.
    public static func * (factor: Double, a: Matrix) -> Matrix {
        Matrix(a.rowCount, a.columnCount, columnMajor: a.values.map { factor * $0 })
    }

    /// The transpose.
    public var transposed: Matrix {
        var result = Matrix(columnCount, rowCount)
        for j in 0..<columnCount {
            for i in 0..<rowCount { result[j, i] = self[i, j] }
        }
        return result
    }

    /// The elements (i, i).
    public var diagonal: [Double] { (0..<min(rowCount, columnCount)).map { self[$0, $0] } }

    /// (A + A′)/2: exactly symmetric, for a matrix that is so up to rounding.
    ///
    /// - Precondition: the matrix is square.
    public var symmetrised: Matrix {
        precondition(rowCount == columnCount, "only a square matrix can be symmetrised")
        var result = self
        for j in 0..<columnCount {
            for i in 0..<j {
                let mean = 0.5 * self[i, j] + 0.5 * self[j, i]
                result[i, j] = mean
                result[j, i] = mean
            }
        }
        return result
    }

    /// The elements whose row and column both stand in `indices`, in that order.
    public func submatrix(_ indices: [Int]) -> Matrix {
        var result = Matrix(indices.count, indices.count)
        for (b, j) in indices.enumerated() {
            for (a, i) in indices.enumerated() { result[a, b] = self[i, j] }
        }
        return result
    }

    /// The bilinear form a′·A·b, a variance when a = b and A is a covariance.
    ///
    /// - Precondition: `a.count == rowCount` and `b.count == columnCount`.
    public func quadraticForm(_ a: [Double], _ b: [Double]) -> Double {
        precondition(a.count == rowCount && b.count == columnCount, "shapes differ")
        var total = 0.0
        for j in 0..<columnCount where b[j] != 0 {
            var inner = 0.0
            for i in 0..<rowCount { inner += a[i] * self[i, j] }
            total += inner * b[j]
        }
        return total
    }

    /// A′·A, the products of the columns with each other: exactly symmetric.
    public var gram: Matrix {
        var product = Matrix(columnCount, columnCount)
        if values.isEmpty { return product }
        causal_dgemm(
            true, false, Int32(columnCount), Int32(columnCount), Int32(rowCount), values, Int32(rowCount),
            values, Int32(rowCount), &product.values, Int32(columnCount))
        return product.symmetrised
    }
}
