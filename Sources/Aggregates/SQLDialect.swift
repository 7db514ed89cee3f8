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
    private var double: String { self == .postgres ? "DOUBLE PRECISION" : "DOUBLE" }

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

    /// A sum; compensated where the engine can.
    func sum(_ expression: String) -> String { "\(self == .duckdb ? "fsum" : "sum")(\(expression))" }

    /// What tells the engine to read the rows again rather than to keep them.
    var notMaterialized: String { self == .spark ? "" : "NOT MATERIALIZED " }
}
