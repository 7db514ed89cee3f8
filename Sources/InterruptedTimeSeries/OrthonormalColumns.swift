/// An orthonormal basis of columns, by modified Gram–Schmidt, twice.
struct OrthonormalColumns: Sendable {
    /// Q, a column each.
    let basis: [[Double]]
    /// R of X = QR: element [j][i], i ≤ j, is the share of direction i in column j.
    let triangle: [[Double]]

    /// Nil where a column depends on those before it to `tolerance` of its length.
    init?(_ columns: [[Double]], tolerance: Double = 1e-11) {
        var (basis, triangle): ([[Double]], [[Double]]) = ([], [])
        for column in columns {
            var (rest, shares) = (column, [Double](repeating: 0, count: basis.count))
            for _ in 0..<2 {
                for (place, direction) in basis.enumerated() {
                    let share = PlainSum.dot(rest, direction)
                    PlainSum.subtract(share, direction, from: &rest)
                    shares[place] += share
                }
            }
            let (length, before) = (
                PlainSum.dot(rest, rest).squareRoot(), PlainSum.dot(column, column).squareRoot()
            )
            guard length > tolerance * before, length.isFinite else { return nil }
            basis.append(rest.map { $0 / length })
            triangle.append(shares + [length])
        }
        (self.basis, self.triangle) = (basis, triangle)
    }

    /// The lengths of what each column adds: the diagonal of R.
    var lengths: [Double] { triangle.map { $0[$0.count - 1] } }

    /// R⁻¹b
    func solved(_ b: [Double]) -> [Double] {
        var x = b
        for j in triangle.indices.reversed() {
            x[j] /= triangle[j][j]
            for i in 0..<j { x[i] -= triangle[j][i] * x[j] }
        }
        return x
    }
}
