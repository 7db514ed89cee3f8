import Regression

/// A few rows, each standing for a whole number of alike ones, that have a cell's counts, sums and cross-products.
///
/// A cell of n rows with mean m and scatter R′R, R of r rows, has those of the r + 1 rows m + R′q_j, row j standing for w_j,
/// Σw = n. With v = √(w/n) and H the Householder reflection that takes the first unit vector to v, q_jc = H_j,c+1/√w_j: the
/// columns behind the first are orthonormal, and orthogonal to v.
struct AlikeRows {
    /// How many rows each stands for.
    var counts: [Double] = []
    /// The variables.
    var columns: [[Double]]
    /// The cell that each stands in.
    var cells: [Int] = []

    init(width: Int) { columns = Array(repeating: [], count: width) }

    init(_ statistics: CrossProducts) {
        self.init(width: statistics.variables.count)
        for (position, cell) in statistics.cells.enumerated() where cell.count > 0 {
            append(cell, origin: statistics.origin, number: position)
        }
    }

    /// Adds a cell's rows.
    mutating func append(_ cell: CrossProducts.Cell, origin: [Double], number: Int) {
        let mean = zip(cell.sums, origin).map { $0 / Double(cell.count) + $1 }
        let triangle = EquivalentRows.triangle(cell)
        let size = triangle.count + 1
        let (base, rest) = cell.count.quotientAndRemainder(dividingBy: size)
        let weights = (0..<size).map { Double(base + ($0 < rest ? 1 : 0)) }
        let shares = AlikeRows.complement(weights)
        for j in 0..<size {
            var row = mean
            for (c, direction) in triangle.enumerated() {
                for v in row.indices { row[v] += shares[j][c] * direction[v] }
            }
            counts.append(weights[j])
            for v in row.indices { columns[v].append(row[v]) }
            cells.append(number)
        }
    }

    /// Q with Q′WQ = I and 1′WQ = 0.
    private static func complement(_ weights: [Double]) -> [[Double]] {
        let size = weights.count
        guard size > 1 else { return [[]] }
        let total = weights.reduce(0, +)
        let v = weights.map { ($0 / total).squareRoot() }
        var u = v
        u[0] -= 1
        let square = u.reduce(0) { $0 + $1 * $1 }
        return (0..<size).map { j in
            (1..<size).map { c in ((j == c ? 1 : 0) - 2 * u[j] * u[c] / square) / weights[j].squareRoot() }
        }
    }
}

/// Names of columns that no database has.
enum AddedColumn {
    /// How many alike rows or units a row stands for.
    static let count = "⟦count⟧"
    /// The units, where several are one.
    static let unit = "⟦unit⟧"
}
