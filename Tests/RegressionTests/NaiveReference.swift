/// Least squares and its covariances as the textbook writes them, on full matrices, for small cases.
struct NaiveReference {
    let b: [Double]
    let inverse: [[Double]]
    let x: [[Double]]
    let u: [Double]
    let w: [Double]

    /// x holds one row for each observation, the constant among the columns.
    init(x: [[Double]], y: [Double], w: [Double]) {
        let k = x[0].count
        var a = [[Double]](repeating: [Double](repeating: 0, count: k), count: k)
        var c = [Double](repeating: 0, count: k)
        for i in x.indices {
            for p in 0..<k {
                c[p] += w[i] * x[i][p] * y[i]
                for q in 0..<k { a[p][q] += w[i] * x[i][p] * x[i][q] }
            }
        }
        inverse = NaiveReference.inverted(a)
        let solution = NaiveReference.times(inverse, c)
        b = solution
        self.x = x
        self.w = w
        u = x.indices.map { i in y[i] - zip(x[i], solution).map(*).reduce(0, +) }
    }

    /// σ²(X′WX)⁻¹ with n − K degrees of freedom.
    func iid() -> [[Double]] {
        let s2 = zip(w, u).map { $0 * $1 * $1 }.reduce(0, +) / Double(x.count - b.count)
        return inverse.map { $0.map { s2 * $0 } }
    }

    /// Σ over pairs of rows that share a group of the outer products of their scores, between two inverses.
    func sandwich(sharing: (Int, Int) -> Bool) -> [[Double]] {
        let k = b.count
        var meat = [[Double]](repeating: [Double](repeating: 0, count: k), count: k)
        for i in x.indices {
            for j in x.indices where sharing(i, j) {
                for p in 0..<k {
                    for q in 0..<k { meat[p][q] += w[i] * u[i] * x[i][p] * w[j] * u[j] * x[j][q] }
                }
            }
        }
        return NaiveReference.product(NaiveReference.product(inverse, meat), inverse)
    }

    static func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
        a.map { row in b[0].indices.map { j in row.indices.map { row[$0] * b[$0][j] }.reduce(0, +) } }
    }

    static func times(_ a: [[Double]], _ v: [Double]) -> [Double] { a.map { zip($0, v).map(*).reduce(0, +) } }

    /// Gauss–Jordan with the largest pivot.
    static func inverted(_ matrix: [[Double]]) -> [[Double]] {
        let n = matrix.count
        var a = matrix.enumerated().map { i, row in row + (0..<n).map { $0 == i ? 1.0 : 0 } }
        for c in 0..<n {
            let pivot = (c..<n).max { abs(a[$0][c]) < abs(a[$1][c]) } ?? c
            a.swapAt(c, pivot)
            let scale = a[c][c]
            a[c] = a[c].map { $0 / scale }
            for r in 0..<n where r != c {
                let factor = a[r][c]
                a[r] = zip(a[r], a[c]).map { $0 - factor * $1 }
            }
        }
        return a.map { Array($0[n...]) }
    }
}
