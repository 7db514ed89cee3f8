/// The multipliers γ ≥ 0 with Σγ = 1 and X′γ = 0, over which linear functions are maximised.
///
/// All the linear programs of one analysis share these constraints and differ in the objective only. So the first phase of
/// the simplex method is run once, and every further program starts from the vertex at which the last one ended. The
/// programs are tiny (a row per period after the reference, a column per inequality), so that a dense table is
/// quickest; after many exchanges it is replaced by the first one, which keeps rounding errors from adding up.
struct WeightPolytope {
    /// An optimal vertex and its value.
    struct Vertex {
        let value: Double
        let weights: [Double]
    }

    private let columns: Int
    private let start: Table
    private var table: Table

    /// Finds a first vertex; nil when there is none, so that the inequalities never contradict each other.
    ///
    /// - Parameters:
    ///   - columns: the number of multipliers.
    ///   - equalities: the columns of X, each with an element per multiplier.
    init?(columns: Int, equalities: [[Double]]) {
        self.columns = columns
        let scaled = equalities.map { column in
            let largest = column.reduce(0) { max($0, $1.magnitude) }
            return largest > 0 ? column.map { $0 / largest } : column
        }
        guard let start = Table([Array(repeating: 1, count: columns)] + scaled, columns: columns) else {
            return nil
        }
        self.start = start
        table = start
    }

    /// The vertex at which objective′γ is largest; nil when rounding keeps the search from ending.
    mutating func maximise(_ objective: [Double]) -> Vertex? {
        if table.exchanges > 300 { table = start }
        if !table.climb(objective) {
            table = start
            guard table.climb(objective) else { return nil }
        }
        var weights = [Double](repeating: 0, count: columns)
        for (row, column) in table.basis.enumerated() where column < columns {
            weights[column] = max(0, table.right[row])
        }
        return Vertex(value: zip(weights, objective).reduce(0) { $0 + $1.0 * $1.1 }, weights: weights)
    }
}

/// A simplex table B⁻¹·A beside B⁻¹·b, with the basis B.
private struct Table {
    var rows: [[Double]]
    var right: [Double]
    var basis: [Int]
    var exchanges = 0

    /// The first phase: artificial columns are driven out; rows that others imply are dropped.
    init?(_ equations: [[Double]], columns: Int) {
        let count = equations.count
        rows = equations.enumerated().map { index, row in
            row + (0..<count).map { $0 == index ? 1 : 0 }
        }
        right = [1] + Array(repeating: 0, count: count - 1)
        basis = (0..<count).map { columns + $0 }
        let objective = Array(repeating: 0.0, count: columns) + Array(repeating: -1.0, count: count)
        guard climb(objective), zip(basis, right).allSatisfy({ $0 < columns || $1 < 1e-9 }) else {
            return nil
        }
        for row in rows.indices.reversed() where basis[row] >= columns {
            let largest = (0..<columns).max { rows[row][$0].magnitude < rows[row][$1].magnitude }
            if let largest, rows[row][largest].magnitude > 1e-9 {
                exchange(row, largest)
            } else {
                rows.remove(at: row)
                right.remove(at: row)
                basis.remove(at: row)
            }
        }
        rows = rows.map { Array($0.prefix(columns)) }
        exchanges = 0
    }

    /// Exchanges columns until no reduced cost is positive; false when that does not end.
    mutating func climb(_ objective: [Double]) -> Bool {
        let scale = objective.reduce(0) { max($0, $1.magnitude) }
        for step in 0..<2000 {
            guard let entering = entering(objective, above: 1e-11 * scale, first: step > 100) else {
                return true
            }
            guard let leaving = leaving(entering) else { return false }
            exchange(leaving, entering)
        }
        return false
    }

    /// The column of the largest reduced cost; the first positive one (Bland 1977) when exchanges may be circling.
    private func entering(_ objective: [Double], above limit: Double, first: Bool) -> Int? {
        var costs = objective
        for (row, column) in basis.enumerated() where objective[column] != 0 {
            let price = objective[column]
            for j in costs.indices { costs[j] -= price * rows[row][j] }
        }
        var best: Int?
        for (j, cost) in costs.enumerated() where cost > limit && !basis.contains(j) {
            if first { return j }
            if cost > best.map({ costs[$0] }) ?? limit { best = j }
        }
        return best
    }

    /// The row whose basic variable is the first to reach zero; of equals, the one with the lowest column.
    private func leaving(_ entering: Int) -> Int? {
        var best: (row: Int, ratio: Double)?
        for row in rows.indices where rows[row][entering] > 1e-10 {
            let ratio = max(0, right[row]) / rows[row][entering]
            guard let current = best else {
                best = (row, ratio)
                continue
            }
            let equal = abs(ratio - current.ratio) <= 1e-13
            if (equal && basis[row] < basis[current.row]) || (!equal && ratio < current.ratio) {
                best = (row, ratio)
            }
        }
        return best?.row
    }

    private mutating func exchange(_ row: Int, _ column: Int) {
        let pivot = rows[row][column]
        let scaled = rows[row].map { $0 / pivot }
        let level = right[row] / pivot
        for other in rows.indices where other != row {
            let factor = rows[other][column]
            if factor == 0 { continue }
            for j in scaled.indices { rows[other][j] -= factor * scaled[j] }
            rows[other][column] = 0
            right[other] -= factor * level
        }
        rows[row] = scaled
        right[row] = level
        basis[row] = column
        exchanges += 1
    }
}
