import Groundwork
import Tables

/// Which rows of a table a model uses: those with every value present and a weight above zero.
struct RowFilter {
    private let table: DataTable
    private var dropped: [Bool]?
    private var droppedCount = 0
    private var missing: [Sample.Missing] = []
    private var zeroWeight = 0
    private var seen: Set<String> = []

    init(_ table: DataTable) { self.table = table }

    /// Drops rows where the column's value is missing.
    mutating func require(_ column: Column) {
        guard seen.insert(column.name).inserted else { return }
        let count: Int
        switch column.values {
        case .numbers(let numbers): count = drop(numbers)
        case .categories(let categories):
            let codes = categories.codes
            count = drop { codes[$0] < 0 }
        case .text(let texts): count = drop { texts[$0] == nil }
        }
        if count > 0 { missing.append(Sample.Missing(column: column.name, count: count)) }
    }

    /// Drops rows where a computed value (a lag) is missing.
    mutating func require(_ name: String, _ numbers: [Double]) {
        guard seen.insert(name).inserted else { return }
        let count = drop(numbers)
        if count > 0 { missing.append(Sample.Missing(column: name, count: count)) }
    }

    /// Drops rows whose weight is missing or zero.
    ///
    /// - Throws: `CausalError.Code.badValue` for a weight that is negative or infinite, or when all are zero.
    mutating func weigh(_ name: String) throws(CausalError) {
        let weights = try table.numbers(name)
        if let row = weights.firstIndex(where: { $0 < 0 || $0 == .infinity }) {
            throw CausalError(
                .badValue, "a weight is \(weights[row] < 0 ? "negative" : "infinite")", file: table.source,
                column: name, row: row + 1, value: weights[row].shortestDecimal,
                remedy: "Weights are finite numbers of at least 0.")
        }
        guard weights.isEmpty || weights.contains(where: { $0 > 0 }) else {
            throw CausalError(.badValue, "no weight is above zero", file: table.source, column: name)
        }
        require(name, weights)
        zeroWeight = drop { weights[$0] == 0 }
    }

    private mutating func drop(_ numbers: [Double]) -> Int {
        if Parallel.allFinite(numbers) { return 0 }
        return drop { numbers[$0].isNaN }
    }

    /// Marks rows and returns how many were not marked before.
    @inline(__always)
    private mutating func drop(_ test: @Sendable (Int) -> Bool) -> Int {
        let before = dropped ?? []
        let isFirst = dropped == nil
        let marked: [Bool] = Parallel.array(table.rowCount) { rows, block in
            for row in rows {
                let isDropped = test(row) || (!isFirst && before[row])
                block.initializeElement(at: row - rows.lowerBound, to: isDropped)
            }
        }
        let total = RowFilter.count(marked)
        defer { droppedCount = total }
        if total > droppedCount { dropped = marked }
        return total - droppedCount
    }

    private static func count(_ marked: [Bool]) -> Int {
        let size = 1 << 16
        return Parallel.map(Parallel.blockCount(marked.count, size)) { block in
            marked[Parallel.blockRange(block, marked.count, size)].reduce(0) { $0 + ($1 ? 1 : 0) }
        }.reduce(0, +)
    }

    /// The rows that are left.
    ///
    /// - Throws: `CausalError.Code.noRows` when none is, naming the columns that cost most.
    func sample() throws(CausalError) -> Sample {
        var rows: [Int32]?
        if let dropped {
            rows = Parallel.positions(dropped.count) { !dropped[$0] }
        }
        guard rows?.count ?? table.rowCount > 0 else { throw noRows }
        return Sample(table: table, rows: rows, missing: missing, droppedZeroWeight: zeroWeight)
    }

    private var noRows: CausalError {
        let worst = missing.sorted { $0.count > $1.count }.prefix(3)
        let named = worst.map { "\($0.count) in '\($0.column)'" }.joined(separator: ", ")
        return CausalError(
            .noRows, named.isEmpty ? "the table has no rows" : "no row has every value: missing are \(named)",
            file: table.source, column: worst.first?.column,
            remedy: named.isEmpty ? nil : "Leave a column out of the model, or fill in its values.")
    }
}
