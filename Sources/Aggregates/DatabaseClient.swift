import Regression

/// An engine's own command-line client: DuckDB's `duckdb` or PostgreSQL's `psql`.
///
/// It is started without a shell, with the words that were given and those that ask for CSV; the query goes to its standard
/// input, and what it writes is read when it has ended. Nothing of the rows but the query's answer comes into this process.
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
        default:
            throw CausalError(
                .badArgument, "the engine's client is duckdb or psql", value: text,
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

    /// The words with those that ask for CSV.
    private var arguments: [String] {
        switch dialect {
        case .postgres:
            return command + ["--csv", "-X", "-q", "-w", "-v", "ON_ERROR_STOP=1", "-P", "null="]
        default:
            let isFile = command.count == 2 && !command[1].hasPrefix("-") && command[1] != ":memory:"
            return command + (isFile ? ["-readonly"] : []) + ["-csv", "-header", "-nullvalue", ""]
        }
    }

    /// The answer to a query.
    ///
    /// - Throws: `CausalError.Code.noSuchInput` when the client cannot be started; `CausalError.Code.engineFailed` with its
    ///   exit status and message; what the CSV reader throws.
    public func answer(_ query: String) throws(CausalError) -> DataTable {
        let settings = dialect == .postgres ? "SET extra_float_digits = 3;\n" : ""
        let run = try ChildProcess(arguments, input: settings + query + ";\n")
        guard run.status == 0 else {
            let words = run.error.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            throw CausalError(
                .engineFailed,
                "\(command[0]) ended with \(run.statusText)"
                    + (words.isEmpty ? "" : ": \(words.prefix(1000))"))
        }
        return try DataTable(csvBytes: run.output, source: command[0], options: CSVOptions(delimiter: ","))
    }
}

extension CausalError.Code {
    /// The database's client ended with an error.
    public static let engineFailed = Self(rawValue: "engine-failed")
}
