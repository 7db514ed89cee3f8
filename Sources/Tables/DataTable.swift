import Groundwork

/// Named columns of equal length: the data that estimators read.
///
/// A table is a value; its columns share storage when it is copied.
public struct DataTable: Sendable, Hashable {
    /// The columns, in the file's order.
    public let columns: [Column]
    /// The number of rows.
    public let rowCount: Int
    /// Where the data came from, for messages.
    public let source: String?
    private let positions: [String: Int]

    /// Makes a table from columns.
    ///
    /// - Throws: `CausalError.Code.unequalLengths` when columns differ in length,
    ///   `CausalError.Code.badHeader` when two have the same name or one has none.
    public init(_ columns: [Column], source: String? = nil) throws(CausalError) {
        var positions: [String: Int] = [:]
        for (position, column) in columns.enumerated() {
            guard !column.name.isEmpty else {
                throw CausalError(.badHeader, "column \(position + 1) has no name", file: source)
            }
            guard positions.updateValue(position, forKey: column.name) == nil else {
                throw CausalError(
                    .badHeader, "two columns have the same name", file: source, column: column.name,
                    remedy: "Rename one of them.")
            }
            guard column.count == columns[0].count else {
                throw CausalError(
                    .unequalLengths,
                    "a column has \(column.count) rows where the first has \(columns[0].count)",
                    file: source, column: column.name)
            }
        }
        self.columns = columns
        self.rowCount = columns.first?.count ?? 0
        self.source = source
        self.positions = positions
    }

    /// The column of that name, or nil.
    public subscript(name: String) -> Column? { positions[name].map { columns[$0] } }

    /// The column of that name.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`, naming the nearest column there is.
    public func column(_ name: String) throws(CausalError) -> Column {
        if let column = self[name] { return column }
        let names = columns.map(\.name)
        let remedy: String
        if let near = Spelling.nearest(to: name, among: names) {
            remedy = "Did you mean '\(near)'?"
        } else {
            remedy =
                "The columns are: " + names.prefix(20).joined(separator: ", ")
                + (names.count > 20 ? ", …" : "") + "."
        }
        throw CausalError(.unknownColumn, "there is no column '\(name)'", file: source, remedy: remedy)
    }

    /// The numbers of the column of that name.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`; `CausalError.Code.notNumeric` with the first value
    ///   that is not a number.
    public func numbers(_ name: String) throws(CausalError) -> [Double] {
        let column = try column(name)
        if let numbers = column.numbers { return numbers }
        let row = (0..<rowCount).first { column.label($0).map { Double($0) == nil } ?? false }
        guard let row else { throw kept(column) }
        let value = column.label(row) ?? ""
        throw CausalError(
            .notNumeric, "a number is needed, and the column holds text", file: source, column: name,
            row: row + 1, value: value, remedy: DataTable.remedy(value))
    }

    /// What to do with a text in a column of numbers.
    private static func remedy(_ value: String) -> String {
        if value.contains(","), value.allSatisfy({ $0.isNumber || ".,-+ ".contains($0) }) {
            return "Write decimals with a point and thousands without a mark: 1.5, 1000."
        }
        if value.hasSuffix("%"), Double(value.dropLast()) != nil {
            return "Write a share of 10% as 0.1 or as 10, without the sign."
        }
        switch value.lowercased() {
        case "yes", "no", "true", "false", "y", "n": return "Write 1 for yes and 0 for no."
        default: return "Mend the value, or say that it stands for a missing one: --missing \"\(value)\"."
        }
    }

    /// The error for a column whose texts are all numbers, which the reader has kept as they are written.
    private func kept(_ column: Column) -> CausalError {
        let row = (0..<rowCount).first { row in
            let label = column.label(row) ?? "0"
            return label != "0" && Double(label).map(\.shortestDecimal) != label
        }
        if let row, let value = Double(column.label(row) ?? ""), value.isInfinite {
            return CausalError(
                .notNumeric, "the number is beyond what a Double holds (1.8e308)", file: source,
                column: column.name, row: row + 1, value: column.label(row),
                remedy: "Use another unit of measurement.")
        }
        return CausalError(
            .notNumeric,
            "a number is needed, and the column is kept as text because of a zero in front or more digits than "
                + "a number holds", file: source, column: column.name, row: row.map { $0 + 1 },
            value: row.flatMap { column.label($0) }, remedy: "Use the column as categories.")
    }

    /// The rows at these positions, in this order; a row may be taken more than once.
    ///
    /// - Precondition: every position is 0 ..< ``rowCount``.
    public func rows(_ indices: [Int32]) -> DataTable {
        let picked = columns.map { $0.rows(indices) }
        return DataTable(picked, rowCount: indices.count, source: source, positions: positions)
    }

    private init(_ columns: [Column], rowCount: Int, source: String?, positions: [String: Int]) {
        self.columns = columns
        self.rowCount = rowCount
        self.source = source
        self.positions = positions
    }
}
