import Regression

/// An engine's own command-line client: DuckDB's `duckdb`, PostgreSQL's `psql` or Spark's `spark-sql`.
///
/// It is started without a shell, with the words that were given and those that ask for CSV; the query goes to its standard
/// input (Spark takes it as an argument), and what it writes is read when it has ended. Nothing of the rows but the query's answer comes into this process.
public struct DatabaseClient: Sendable, Hashable {
    /// The program and its arguments.
    public let command: [String]
    /// How the engine writes queries.
    public let dialect: SQLDialect

    /// Reads a command such as `duckdb clinics.duckdb` or `psql service=warehouse`; words with blanks stand in quotes.
    ///
    /// - Throws: `CausalError.Code.badArgument` for an open quote, nothing, or another program.
    public init(_ text: String) throws(CausalError) {
        let words = try DatabaseClient.words(text)
        let name = words.first.map { $0.split(separator: "/").last.map(String.init) ?? "" } ?? ""
        switch name {
        case "duckdb": dialect = .duckdb
        case "psql": dialect = .postgres
        case "spark-sql": dialect = .spark
        default:
            throw CausalError(
                .badArgument, "the engine's client is duckdb, psql or spark-sql", value: text,
                remedy:
                    "Write --engine \"duckdb FILE\" or \"psql service=NAME\"; for other engines print the query with "
                    + "causal sql.")
        }
        command = words
    }

    private static func words(_ text: String) throws(CausalError) -> [String] {
        var (words, word): ([String], String?) = ([], nil)
        var quote: Character?
        for character in text {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if quote == nil, character.isWhitespace {
                if let whole = word { words.append(whole) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        guard quote == nil, !text.unicodeScalars.contains("\0") else {
            throw CausalError(.badArgument, "a quote of --engine is not closed", value: text)
        }
        return words + (word.map { [$0] } ?? [])
    }

    /// The words with those that ask for a table with a header.
    func arguments(_ query: String) -> [String] {
        switch dialect {
        case .postgres:
            return command + ["--csv", "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1", "-P", "null="]
        case .duckdb:
            let isFile = command.count == 2 && !command[1].hasPrefix("-") && command[1] != ":memory:"
            return command + (isFile ? ["-readonly"] : []) + ["-csv", "-header", "-nullvalue", ""]
        case .spark:
            let header = "spark.hadoop.hive.cli.print.header=true"
            return command + ["--conf", "spark.ui.enabled=false", "--conf", header, "-e", query]
        }
    }

    /// How the client writes a table: Spark with tabs and the word NULL.
    private var layout: CSVOptions {
        var options = CSVOptions(delimiter: dialect == .spark ? "\t" : ",")
        if dialect == .spark { options.missing.append("NULL") }
        if dialect == .duckdb { options.missing.append("nan") }
        return options
    }

    /// The answer to a query.
    ///
    /// - Throws: `CausalError.Code.noSuchInput` when the client cannot be started, or finds no such database or table;
    ///   `CausalError.Code.unknownColumn` and `CausalError.Code.notNumeric` where it says so; else
    ///   `CausalError.Code.engineFailed`, each with its exit status and message; what the CSV reader throws.
    public func answer(_ query: String) throws(CausalError) -> DataTable {
        let run = try ChildProcess(arguments(query), input: input(query))
        guard run.status == 0 else { throw failure(run) }
        return try table(run.output)
    }

    /// What the client reads. DuckDB copies the answer out: large ones that it shows row by row as they come may stand still
    /// for ever (2.0, several parts joined by UNION ALL). It removes a file that it could not finish: `/dev/fd/1` it cannot,
    /// while `/dev/stdout` would be gone from a machine where it is run by root.
    private func input(_ query: String) -> String {
        switch dialect {
        case .postgres: "SET extra_float_digits = 3;\n\(query);\n"
        case .duckdb where query.hasPrefix("WITH") || query.hasPrefix("SELECT"):
            "COPY (\n\(query)\n) TO '/dev/fd/1' (FORMAT csv, HEADER, USE_TMP_FILE false);\n"
        case .duckdb: query + ";\n"
        case .spark: ""
        }
    }

    /// What the client wrote, as a table.
    func table(_ output: [UInt8]) throws(CausalError) -> DataTable {
        guard !output.isEmpty else {
            throw CausalError(.engineFailed, "\(command[0]) ended without an answer")
        }
        let bytes = dialect == .spark ? DatabaseClient.quotingFields(output) : output
        return try DataTable(csvBytes: bytes, source: command[0], options: layout)
    }

    /// Spark writes fields as they are: those that hold a quotation mark are put between quotation marks. Before the answer
    /// stands a line `Response code` for each statement of a file that the client was given with `-i`.
    private static func quotingFields(_ bytes: [UInt8]) -> [UInt8] {
        var quoted: [UInt8] = []
        let lines = bytes.split(separator: 0x0A).drop { $0.elementsEqual("Response code".utf8) }
        for line in lines {
            for (place, field) in line.split(separator: 0x09, omittingEmptySubsequences: false).enumerated() {
                if place > 0 { quoted.append(0x09) }
                guard field.contains(0x22) else {
                    quoted += field
                    continue
                }
                quoted += [0x22] + field.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
            }
            quoted.append(0x0A)
        }
        return quoted
    }

    /// What a client wrote to standard error, on one line, without Spark's log.
    static func message(_ error: String) -> String {
        let noise = [" WARN ", " INFO ", "Setting default log level", "To adjust logging level", "WARNING: "]
        let lines = error.split(whereSeparator: \.isNewline).filter { line in
            !noise.contains { line.contains($0) }
        }
        let words = lines.joined(separator: " ").split(whereSeparator: \.isWhitespace)
        return String(words.joined(separator: " ").prefix(1000))
    }
}

extension CausalError.Code {
    /// The database's client ended with an error.
    public static let engineFailed = Self(rawValue: "engine-failed")
}
