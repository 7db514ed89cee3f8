import Groundwork
import Tables

/// The rows of a table that a model uses, and why the others are left out.
public struct Sample: Sendable {
    /// The whole table.
    public let table: DataTable
    /// The positions of the rows used, ascending; nil means all of them.
    public let rows: [Int32]?
    /// Rows left out because a value is missing, by column; a row counts for the first such column only.
    public let missing: [Missing]
    /// Rows left out because their weight is zero.
    public let droppedZeroWeight: Int

    /// How many rows a column's missing values cost.
    public struct Missing: Sendable, Hashable {
        /// The column, or the term (`l(x, 1)`) whose value is missing.
        public let column: String
        /// The number of rows.
        public let count: Int

        /// Makes a count.
        public init(column: String, count: Int) {
            self.column = column
            self.count = count
        }
    }

    /// All rows of a table.
    public init(_ table: DataTable) {
        self.init(table: table, rows: nil, missing: [], droppedZeroWeight: 0)
    }

    init(table: DataTable, rows: [Int32]?, missing: [Missing], droppedZeroWeight: Int) {
        self.table = table
        self.rows = rows
        self.missing = missing
        self.droppedZeroWeight = droppedZeroWeight
    }

    /// The number of rows used.
    public var count: Int { rows?.count ?? table.rowCount }
    /// The number of rows left out because a value is missing.
    public var droppedMissing: Int { missing.reduce(0) { $0 + $1.count } }

    /// The table's row (counted from 1) of a position within the sample.
    public func tableRow(_ position: Int) -> Int { (rows.map { Int($0[position]) } ?? position) + 1 }

    /// A column's numbers at the rows used; without dropped rows the table's own storage.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`, `CausalError.Code.notNumeric`;
    ///   `CausalError.Code.missingValue` with the row, unless missing values (NaN) are allowed.
    public func numbers(_ name: String, allowingMissing: Bool = false) throws(CausalError) -> [Double] {
        let all = try table.numbers(name)
        let values = rows.map { Parallel.gather(all, at: $0) } ?? all
        guard !allowingMissing, !Parallel.allFinite(values), let position = values.firstIndex(where: \.isNaN)
        else {
            return values
        }
        throw missingValue(name, position)
    }

    /// A column as categories of the rows used.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`; `CausalError.Code.missingValue` with the row.
    public func factor(_ name: String) throws(CausalError) -> Factor {
        let column = try table.column(name)
        switch column.values {
        case .numbers(let all):
            let values = rows.map { Parallel.gather(all, at: $0) } ?? all
            if let range = WholeRange.of(values) { return Factor(name: name, numbers: values, range) }
            if let position = values.firstIndex(where: \.isNaN) { throw missingValue(name, position) }
            return Factor(name: name, hashing: values)
        case .categories(let categories): return try factor(name, categories)
        case .text(let texts):
            let picked = rows.map { $0.map { texts[Int($0)] } } ?? texts
            if let position = picked.firstIndex(of: nil) { throw missingValue(name, position) }
            let categories = Categories(picked)
            return Factor(name: name, codes: categories.codes, unordered: categories.levels)
        }
    }

    private func factor(_ name: String, _ categories: Categories) throws(CausalError) -> Factor {
        let codes = rows.map { Parallel.gather(categories.codes, at: $0) } ?? categories.codes
        let allowed = UInt32(categories.levels.count)
        if let position = codes.firstIndex(where: { UInt32(bitPattern: $0) >= allowed }) {
            if codes[position] < 0 { throw missingValue(name, position) }
            throw CausalError(
                .badValue, "a category has no level", column: name, row: tableRow(position),
                value: "\(codes[position])")
        }
        return categories.isOrdered
            ? Factor(name: name, codes: codes, ordered: categories.levels)
            : Factor(name: name, codes: codes, unordered: categories.levels)
    }

    private func missingValue(_ name: String, _ position: Int) -> CausalError {
        CausalError(
            .missingValue, "a value is missing where none may be", file: table.source, column: name,
            row: tableRow(position), remedy: "Fill it in, or leave the row out with --where.")
    }

    /// The combinations of several columns as categories; two rows share a level when all columns agree.
    ///
    /// - Throws: as ``factor(_:)``; `CausalError.Code.badArgument` without a column.
    public func factor(interacting names: [String]) throws(CausalError) -> Factor {
        guard let first = names.first else {
            throw CausalError(.badArgument, "categories need at least one column")
        }
        var result = try factor(first)
        for name in names.dropFirst() { result = Factor(crossing: result, with: try factor(name)) }
        return result
    }

    /// The rows at these positions within the sample; the counts of what was left out before stay.
    public func keeping(_ positions: [Int32]) -> Sample {
        let kept = rows.map { Parallel.gather($0, at: positions) } ?? positions
        return Sample(table: table, rows: kept, missing: missing, droppedZeroWeight: droppedZeroWeight)
    }
}
