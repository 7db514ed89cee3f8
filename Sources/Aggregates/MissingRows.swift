import Groundwork

/// The columns that decide whether an engine's row is used; a row that lacks several counts for the first of them.
struct MissingRows: Sendable, Hashable {
    /// The columns, in the order in which missing values are counted.
    let columns: [String]
    /// Those that are read as numbers; the others name clusters, units, periods and categories.
    let numbers: Set<String>
    /// The column of weights, or nil; rows of weight zero are left out too.
    var weights: String?

    /// The number that marks rows of weight zero.
    private var zeroWeight: Int { columns.count + 1 }

    /// The position, counted from one, of the first column that a row lacks; 0 where it lacks none.
    func lost(_ dialect: SQLDialect) throws(CausalError) -> String {
        var cases: [String] = []
        for (place, name) in columns.enumerated() {
            let test =
                numbers.contains(name)
                ? try dialect.isMissing(number: name) : try dialect.isMissing(key: name)
            cases.append("WHEN \(test) THEN \(place + 1)")
        }
        if let weights { cases.append("WHEN \(try dialect.number(weights)) = 0 THEN \(zeroWeight)") }
        return "CASE \(cases.joined(separator: "\n      ")) ELSE 0 END"
    }

    /// The rows that were left out.
    struct Counts {
        var missing: [String: Int] = [:]
        var zeroWeight = 0
    }

    /// Counts an answer's row that speaks of rows left out.
    ///
    /// - Throws: `CausalError.Code.badValue` where it names no column.
    func count(_ lost: Double, _ count: Int, row: Int, in counts: inout Counts) throws(CausalError) {
        guard let place = Int(exactly: lost), (1...zeroWeight).contains(place),
            place < zeroWeight || weights != nil
        else { throw CausalError(.badValue, "the database's answer has no count", row: row + 1) }
        if place == zeroWeight {
            counts.zeroWeight += count
        } else {
            counts.missing[columns[place - 1], default: 0] += count
        }
    }
}
