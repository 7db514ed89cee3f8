import LinearAlgebra

/// Square systems A·x = b that are not symmetric: Markov chains and integral equations.
enum LinearSystem {
    /// The x with A·x = b by Gaussian elimination with row pivoting; nil when a pivot vanishes or is not finite.
    ///
    /// - Precondition: `matrix` is square with as many rows as `b` has elements.
    static func solve(_ matrix: Matrix, _ b: [Double]) -> [Double]? {
        let n = b.count
        var a = matrix.transposed.values  // row after row
        var x = b
        for column in 0..<n {
            var pivot = column
            for row in column..<n where abs(a[row * n + column]) > abs(a[pivot * n + column]) { pivot = row }
            let head = a[pivot * n + column]
            guard head != 0, head.isFinite else { return nil }
            if pivot != column {
                for j in 0..<n { a.swapAt(pivot * n + j, column * n + j) }
                x.swapAt(pivot, column)
            }
            for row in (column + 1)..<max(n, column + 1) {
                let factor = a[row * n + column] / head
                if factor == 0 { continue }
                for j in column..<n { a[row * n + j] -= factor * a[column * n + j] }
                x[row] -= factor * x[column]
            }
        }
        for row in stride(from: n - 1, through: 0, by: -1) {
            for j in (row + 1)..<max(n, row + 1) { x[row] -= a[row * n + j] * x[j] }
            x[row] /= a[row * n + row]
        }
        return x.allSatisfy(\.isFinite) ? x : nil
    }
}
