import Tables

extension Factor {
    /// The codes of a table's rows among the factor's levels, found by the values' labels; −1 where a value is missing or
    /// no level has it.
    ///
    /// - Precondition: as many columns as the factor was made of, in its order.
    func codes(of columns: [Column]) -> [Int32] {
        guard case .tuples(let parts, let codes) = levels else {
            return LabelIndex(levels).codes(columns[0])
        }
        var known: [[Int32]: Int32] = [:]
        for level in 0..<levelCount { known[codes.map { $0[level] }] = Int32(level) }
        let single = zip(parts, columns).map { LabelIndex($0).codes($1) }
        return (0..<columns[0].count).map { row in known[single.map { $0[row] }] ?? -1 }
    }
}

/// Levels by their labels.
private struct LabelIndex {
    private var positions: [String: Int32] = [:]

    init(_ levels: Levels) {
        for level in 0..<levels.count { positions[levels.label(level)] = Int32(level) }
    }

    /// The level of each row, or −1.
    func codes(_ column: Column) -> [Int32] {
        if case .categories(let categories) = column.values {
            let codes = categories.levels.map { positions[$0] ?? -1 }
            return categories.codes.map { $0 < 0 ? -1 : codes[Int($0)] }
        }
        return (0..<column.count).map { row in column.label(row).flatMap { positions[$0] } ?? -1 }
    }
}
