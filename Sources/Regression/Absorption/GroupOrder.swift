import Inference

/// The rows sorted by the levels of a factor.
struct GroupOrder: Sendable {
    /// The row at each place; nil when the rows stand in that order.
    let rows: [Int32]?
    /// Where each level's rows start; one more than levels.
    let starts: [Int32]

    init(_ factor: Factor) {
        let codes = factor.codes
        var starts = [Int32](repeating: 0, count: factor.levelCount + 1)
        var isSorted = true
        var last: Int32 = 0
        for code in codes {
            starts[Int(code) + 1] += 1
            if code < last { isSorted = false }
            last = code
        }
        for level in 0..<factor.levelCount { starts[level + 1] += starts[level] }
        self.starts = starts
        rows = isSorted ? nil : GroupOrder.sorted(codes, starts)
    }

    /// Rows of a level in their old order.
    private static func sorted(_ codes: [Int32], _ starts: [Int32]) -> [Int32] {
        var next = starts
        var order = [Int32](repeating: 0, count: codes.count)
        for (row, code) in codes.enumerated() {
            order[Int(next[Int(code)])] = Int32(truncatingIfNeeded: row)
            next[Int(code)] += 1
        }
        return order
    }
}
