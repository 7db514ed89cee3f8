import Inference

/// Rows in the order of the largest factor, with the codes of the other factors beside them.
///
/// The levels of the other factors share one numbering, so that a vector over them is one array.
struct GroupedRows: Sendable {
    /// The position of the largest factor.
    let largest: Int
    /// The row that stands at each place, or nil when rows were in order already.
    let order: [Int32]?
    /// Where each group of the largest factor starts; one more entry than groups.
    let starts: [Int32]
    /// For each other factor the shared level number of the row at each place.
    let others: [[Int32]]
    /// The weight of the row at each place, or nil.
    private(set) var weights: [Double]?
    /// The inverse of the diagonal of S (see ``Absorption``).
    private(set) var inverseDiagonal: [Double] = []
    /// Groups in blocks of about equally many rows; the blocks depend on the data alone.
    let blocks: [Range<Int>]
    /// How many levels the other factors have together.
    let levelCount: Int

    var rowCount: Int { Int(starts.last ?? 0) }

    init(_ factors: [Factor], weights: [Double]?) {
        largest = factors.indices.max { factors[$0].levelCount < factors[$1].levelCount } ?? 0
        let rest = factors.indices.filter { [largest] in $0 != largest }.map { factors[$0] }
        starts = GroupedRows.groupStarts(factors[largest])
        order = GroupedRows.order(factors[largest], starts: starts)
        var offset: Int32 = 0
        var shared: [[Int32]] = []
        for factor in rest {
            let base = offset
            let codes = order.map { Parallel.gather(factor.codes, at: $0) } ?? factor.codes
            shared.append(codes.map { $0 + base })
            offset += Int32(factor.levelCount)
        }
        others = shared
        levelCount = Int(offset)
        self.weights = weights.map { [order] weights in
            order.map { Parallel.gather(weights, at: $0) } ?? weights
        }
        blocks = GroupedRows.blocks(starts: starts, levels: Int(offset))
        inverseDiagonal = diagonal().map { 1 / $0 }
    }

    /// The same rows with other weights.
    func reweighted(_ weights: [Double]) -> GroupedRows {
        var copy = self
        copy.weights = gather(weights)
        copy.inverseDiagonal = copy.diagonal().map { 1 / $0 }
        return copy
    }

    /// Counts the rows of each level and adds the counts up.
    private static func groupStarts(_ factor: Factor) -> [Int32] {
        var starts = [Int32](repeating: 0, count: factor.levelCount + 1)
        for code in factor.codes { starts[Int(code) + 1] += 1 }
        for level in 0..<factor.levelCount { starts[level + 1] += starts[level] }
        return starts
    }

    /// The rows sorted by level, those of a level in their old order; nil when they are sorted already.
    private static func order(_ factor: Factor, starts: [Int32]) -> [Int32]? {
        let codes = factor.codes
        guard zip(codes, codes.dropFirst()).contains(where: { $0 > $1 }) else { return nil }
        var next = starts
        var order = [Int32](repeating: 0, count: codes.count)
        for (row, code) in codes.enumerated() {
            order[Int(next[Int(code)])] = Int32(row)
            next[Int(code)] += 1
        }
        return order
    }

    /// At most 16 blocks of 2¹⁶ rows or more, fewer when a vector over the levels for each would outgrow the
    /// rows.
    private static func blocks(starts: [Int32], levels: Int) -> [Range<Int>] {
        let rows = Int(starts.last ?? 0)
        let groups = starts.count - 1
        let count = max(1, min(16, rows >> 16, max(2, rows / max(1, levels))))
        var blocks: [Range<Int>] = []
        var first = 0
        for block in 1...count {
            let target = Int32(rows / count * block)
            var last = block == count ? groups : first
            while last < groups, starts[last] < target { last += 1 }
            if last > first { blocks.append(first..<last) }
            first = last
        }
        return blocks
    }

    /// A column in the order of the groups.
    func gather(_ column: [Double]) -> [Double] {
        order.map { Parallel.gather(column, at: $0) } ?? column
    }

    /// A column back in the order of the table.
    func scatter(_ column: [Double]) -> [Double] {
        guard let order else { return column }
        return [Double](unsafeUninitializedCapacity: column.count) { buffer, initialized in
            // `order` is a permutation of the rows, so that each slot is written exactly once.
            for (place, row) in order.enumerated() {
                buffer.initializeElement(at: Int(row), to: column[place])
            }
            initialized = column.count
        }
    }
}
