import Regression

/// A short table that stands for many rows.
public struct SummedRows: Sendable {
    /// The rows that an estimator reads.
    public let table: DataTable
    /// How many rows they were made from.
    public let rowCount: Int
    /// Rows left out because a value is missing, by column.
    public let missing: [(column: String, count: Int)]

    /// A table and what it stands for.
    public init(table: DataTable, rowCount: Int, missing: [(column: String, count: Int)]) {
        self.table = table
        self.rowCount = rowCount
        self.missing = missing
    }

    /// How many rows were left out.
    public var missingCount: Int { missing.reduce(0) { $0 + $1.count } }

    /// What a reader should know of rows that were left out.
    public var notes: [String] { MissingNote.notes(missing) }
}

extension Estimates {
    /// The answer from few rows in terms of the many that they stand for.
    ///
    /// What estimators say of the few alone goes: the column of counts, their own number.
    ///
    /// - Parameters:
    ///   - rows: the sums' rows, which know how many rows they stand for.
    ///   - unit: the column of units, of which there are as many as the fact `units` says.
    public func restated(for rows: SummedRows, unit: String? = nil) -> Estimates {
        let isCounted = fact("weights.column") == .string(AddedColumn.count)
        let facts = model.compactMap { member -> JSONValue.Member? in
            switch (member.name, member.value) {
            case ("weights", _), ("weights.column", _), ("rows", _): return isCounted ? nil : member
            case ("missing", .integer), ("dropped", .integer), ("dropped.missing", .integer):
                return .init(member.name, .integer(rows.missingCount))
            case ("absorbed", .object(let factors)):
                return .init(
                    "absorbed",
                    .object(
                        factors.map {
                            .init($0.name, $0.name == unit ? fact("units") ?? $0.value : $0.value)
                        }))
            default: return member
            }
        }
        return Estimates(
            command: command, rows: self.rows, covariance: covariance, model: facts,
            diagnostics: diagnostics,
            notes: rows.notes + notes.filter { !MissingNote.isOne($0) })
    }
}
