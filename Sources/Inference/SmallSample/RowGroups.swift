import Design

/// Rows in the order of a factor's levels.
struct RowGroups: Sendable {
    /// The row that stands at each place; the rows of a level keep their order.
    let order: [Int32]
    /// Where each level's rows start in ``order``; one more entry than levels.
    let starts: [Int32]

    /// Sorts the rows by counting: two passes.
    init(_ factor: Factor) {
        var starts = [Int32](repeating: 0, count: factor.levelCount + 1)
        for code in factor.codes { starts[Int(code) + 1] += 1 }
        for level in 0..<factor.levelCount { starts[level + 1] += starts[level] }
        var next = starts
        var order = [Int32](repeating: 0, count: factor.count)
        for (row, code) in factor.codes.enumerated() {
            order[Int(next[Int(code)])] = Int32(row)
            next[Int(code)] += 1
        }
        self.order = order
        self.starts = starts
    }

    /// The number of groups.
    var count: Int { starts.count - 1 }

    /// The rows of a group.
    func rows(_ group: Int) -> ArraySlice<Int32> { order[Int(starts[group])..<Int(starts[group + 1])] }

    /// Groups in at most `limit` runs of about equally many rows (8192 at least); they depend on the data alone.
    func blocks(limit: Int) -> [Range<Int>] {
        let count = max(1, min(limit, order.count >> 13))
        var blocks: [Range<Int>] = []
        var first = 0
        for block in 1...count {
            let target = Int32(order.count / count * block)
            var last = block == count ? self.count : first
            while last < self.count, starts[last] < target { last += 1 }
            if last > first { blocks.append(first..<last) }
            first = last
        }
        return blocks
    }
}
