/// Which columns of a triangular factor are more than noise after the earlier ones.
///
/// Householder reflections go from column to column; one of which too little is left is passed over, so that
/// it takes nothing out of the later ones (Lawson & Hanson 1974, with limited pivoting).
struct SequentialRank {
    /// The positions kept, counted without the `always` first columns.
    private(set) var kept: [Int] = []
    /// R of the kept columns with the `always` columns before them.
    private(set) var triangle: Matrix
    /// The last column (the response) in the rows of ``triangle``.
    private(set) var right: [Double]

    /// Judges the columns of an upper triangle whose last column is the response. The first `always` columns
    /// are kept; the others are dropped when at most `tolerances` of their length beside those is left.
    init(_ whole: Matrix, always: Int, tolerances: [Double]) {
        var work = whole
        let count = tolerances.count
        var picked = Array(0..<always)
        for j in 0..<count {
            let place = always + j
            let length = Self.length(whole, place, from: always, to: place)
            let left = Self.length(work, place, from: picked.count, to: place)
            guard left > tolerances[j] * length else { continue }
            work.reflect(column: place, from: picked.count)
            picked.append(place)
            kept.append(j)
        }
        triangle = Matrix(picked.count, picked.count)
        for (b, j) in picked.enumerated() { for a in 0...b { triangle[a, b] = work[a, j] } }
        right = (0..<picked.count).map { work[$0, always + count] }
    }

    /// The length of a column's elements from one row to another, both included.
    private static func length(_ matrix: Matrix, _ j: Int, from: Int, to: Int) -> Double {
        from > to ? 0 : (from...to).reduce(0) { $0 + matrix[$1, j] * matrix[$1, j] }.squareRoot()
    }
}

extension Matrix {
    /// Applies to this column and the later ones the Householder reflection that clears the column below row
    /// `pivot`; the column is zero below its diagonal.
    fileprivate mutating func reflect(column j: Int, from pivot: Int) {
        if pivot >= j { return }
        var v = (pivot...j).map { self[$0, j] }
        let norm = v.reduce(0) { $0 + $1 * $1 }.squareRoot()
        v[0] += v[0] < 0 ? -norm : norm
        let square = v.reduce(0) { $0 + $1 * $1 }
        guard square > 0 else { return }
        for column in j..<columnCount {
            var product = 0.0
            for i in v.indices { product += v[i] * self[pivot + i, column] }
            let factor = 2 * product / square
            for i in v.indices { self[pivot + i, column] -= factor * v[i] }
        }
    }
}
