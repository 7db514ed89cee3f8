import Groundwork

/// How a database writes what the queries need.
public enum SQLDialect: String, Sendable, Hashable, Codable, CaseIterable {
    /// DuckDB.
    case duckdb
    /// PostgreSQL and its kin.
    case postgres
    /// Apache Spark SQL.
    case spark

    /// A name as the dialect quotes it: the quote itself is doubled, so that no name can end its quotes.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a name that is empty or holds a character of code zero.
    public func quoted(_ name: String) throws(CausalError) -> String {
        guard !name.isEmpty, !name.unicodeScalars.contains("\0") else {
            throw CausalError(.badArgument, "a name in a database is not empty and has no null character")
        }
        let mark: Character = self == .spark ? "`" : "\""
        var text = String(mark)
        for scalar in name.unicodeScalars {
            text.unicodeScalars.append(scalar)
            if Character(scalar) == mark { text.append(mark) }
        }
        return text + String(mark)
    }

    /// A table's name, each part between dots quoted; in DuckDB also a path to files (`data/*.parquet`).
    ///
    /// - Throws: `CausalError.Code.badArgument` for an empty part.
    public func table(_ name: String) throws(CausalError) -> String {
        let isPath = name.contains("/") || [".parquet", ".csv"].contains { name.hasSuffix($0) }
        if self == .duckdb, isPath { return try quoted(name) }
        if self == .spark, isPath { return "parquet.\(try quoted(name))" }
        var parts: [String] = []
        for part in name.split(separator: ".", omittingEmptySubsequences: false) {
            parts.append(try quoted(String(part)))
        }
        return parts.joined(separator: ".")
    }

    /// The type of a double.
    var double: String { self == .postgres ? "DOUBLE PRECISION" : "DOUBLE" }

    /// A column as a double.
    func number(_ column: String) throws(CausalError) -> String {
        "CAST(\(try quoted(column)) AS \(double))"
    }

    /// Whether a column of numbers has no value in a row: NULL or not a number.
    func isMissing(number column: String) throws(CausalError) -> String {
        let number = try number(column)
        let isNaN = self == .postgres ? "\(number) = 'NaN'" : "isnan(\(number))"
        return "\(try quoted(column)) IS NULL OR \(isNaN)"
    }

    /// Whether a column that names clusters, units, periods or categories has no value in a row: NULL or, whatever its type, not
    /// a number. Types that have none are told by the planner, so that their values are not written out.
    func isMissing(key column: String) throws(CausalError) -> String {
        let name = try quoted(column)
        let isNaN = "\(text(name)) = '\(self == .duckdb ? "nan" : "NaN")'"
        switch self {
        case .duckdb:
            return "\(name) IS NULL OR typeof(\(name)) IN ('DOUBLE', 'FLOAT', 'VARCHAR') AND \(isNaN)"
        case .postgres: return "\(name) IS NULL OR \(isNaN)"
        case .spark: return "\(name) IS NULL OR typeof(\(name)) IN ('double', 'float', 'string') AND \(isNaN)"
        }
    }

    /// A sum; compensated where the engine can.
    func sum(_ expression: String) -> String { "\(self == .duckdb ? "fsum" : "sum")(\(expression))" }

    /// What tells the engine to read the rows again rather than to keep them.
    var notMaterialized: String { self == .spark ? "" : "NOT MATERIALIZED " }

    /// The type of text.
    private var text: String {
        switch self {
        case .duckdb: "VARCHAR"
        case .postgres: "TEXT"
        case .spark: "STRING"
        }
    }

    /// An expression as text.
    func text(_ expression: String) -> String { "CAST(\(expression) AS \(text))" }
}
