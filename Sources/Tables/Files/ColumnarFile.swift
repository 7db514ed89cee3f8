import Groundwork

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A Parquet or Arrow file, which DuckDB's command-line client turns into CSV.
///
/// DuckDB tells the columns' types first; texts, dates and times are then read as texts whatever they look like, and
/// 32-bit floats are written with a double's digits, so that every value arrives as it is in the file.
struct ColumnarFile {
    private let name: String
    private let program: String
    /// What the query reads: the path, or the program's standard input.
    private let place: String
    private let kind: FileKind

    init(path: String, kind: FileKind) throws(CausalError) {
        self.kind = kind
        name = path == "-" ? "standard input" : path
        place = path == "-" ? "/dev/stdin" : path
        if path != "-" { try ByteSource.check(path) }
        guard let program = Program.path(of: "duckdb") else {
            throw CausalError(
                .programMissing,
                "\(kind == .parquet ? "Parquet" : "Arrow") is read by DuckDB's program duckdb, which is not on the path",
                file: name,
                remedy:
                    "Install it with 'pip install duckdb-cli' or from duckdb.org, or write the data as CSV.")
        }
        self.program = program
    }

    /// The table.
    func table(_ options: CSVOptions) throws(CausalError) -> DataTable {
        let input = try self.input()
        defer { close(input) }
        let types = try answer(
            "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM \(source))", input
        ) { (output) throws(CausalError) in
            try DataTable(descriptor: output, CSVOptions(delimiter: ",", missing: [""]), source: name)
        }
        let names = try types.column("column_name")
        let kinds = try types.column("column_type")
        var columns: [(name: String, type: String)] = []
        for row in 0..<types.rowCount { columns.append((names.label(row) ?? "", kinds.label(row) ?? "")) }
        var reading = CSVOptions(
            delimiter: ",", missing: [""] + options.missing.filter { !CSVOptions.usual.contains($0) })
        reading.texts = Set(columns.filter { ColumnarFile.isText($0.type) }.map(\.name))
        let list = columns.map { ColumnarFile.expression($0.name, $0.type) }.joined(separator: ", ")
        let table = try answer("SELECT \(list) FROM \(source)", input) { (output) throws(CausalError) in
            try DataTable(descriptor: output, reading, source: name)
        }
        let times = Set(columns.filter { $0.type.hasPrefix("TIMESTAMP") }.map(\.name))
        return try DataTable(
            table.columns.map { times.contains($0.name) ? $0.withoutMidnights : $0 }, source: name)
    }

    /// The file as DuckDB's SQL names it.
    private var source: String {
        let quoted =
            "'" + place.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
        return kind == .parquet ? "read_parquet(\(quoted))" : "read_arrow(\(quoted))"
    }

    /// A column without the values that CSV cannot tell from others.
    private static func expression(_ name: String, _ type: String) -> String {
        let column =
            "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            + "\""
        switch type {
        case "FLOAT", "DOUBLE":
            return "CASE WHEN isnan(\(column)) THEN NULL ELSE \(column)::DOUBLE END AS \(column)"
        case "BOOLEAN": return "\(column)::INTEGER AS \(column)"
        default: return isText(type) ? "\(column)::VARCHAR AS \(column)" : column
        }
    }

    private static func isText(_ type: String) -> Bool {
        let numbers = [
            "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "BOOLEAN",
        ]
        // Lists and structures of numbers are texts.
        return type.hasSuffix("]") || !numbers.contains { type.hasPrefix($0) || type.hasPrefix("U" + $0) }
    }

    /// What the program reads: nothing, or standard input's bytes, which it may read more than once.
    private func input() throws(CausalError) -> Int32 {
        guard place == "/dev/stdin" else { return open("/dev/null", O_RDONLY | O_CLOEXEC) }
        let bytes = try ByteSource.standardInput()
        let file = try ChildProcess.namelessFile()
        try withExtendedLifetime(bytes) { () throws(CausalError) in
            // The source holds `count` bytes from `first` on.
            try ChildProcess.write(
                Array(UnsafeRawBufferPointer(start: bytes.first, count: bytes.count)), to: file)
        }
        return file
    }

    private func answer(
        _ query: String, _ input: Int32, _ body: (Int32) throws(CausalError) -> DataTable
    ) throws(CausalError) -> DataTable {
        let extensions = kind == .arrow ? "INSTALL nanoarrow FROM community; LOAD nanoarrow; " : ""
        let copy = "\(extensions)COPY (\(query)) TO '/dev/stdout' (FORMAT csv, HEADER, DELIMITER ',');"
        return try ChildProcess.reading(
            [program, "-batch", "-noheader", "-list", "-c", copy], input: input,
            failure: { status, message in failure(status, message) }, body)
    }

    private func failure(_ status: String, _ message: String) -> CausalError {
        guard !message.contains("nanoarrow") else {
            return CausalError(
                .programMissing, "DuckDB reads Arrow with its extension nanoarrow, which it could not load",
                file: name,
                value: message,
                remedy:
                    "Let it reach its server once (duckdb -c 'INSTALL nanoarrow FROM community'), or write Parquet, in Python: pandas.read_feather(\"data.arrow\").to_parquet(\"data.parquet\")."
            )
        }
        return CausalError(
            .unreadableInput, "DuckDB cannot read the file: \(message.isEmpty ? status : message)",
            file: name,
            remedy: "Check that the file is whole and of the kind that its ending tells.")
    }
}

extension Column {
    /// The column with dates in place of times, when all times are midnight.
    var withoutMidnights: Column {
        let midnight = " 00:00:00"
        switch values {
        case .numbers: return self
        case .categories(let categories):
            guard categories.levels.allSatisfy({ $0.hasSuffix(midnight) }) else { return self }
            let levels = categories.levels.map { String($0.dropLast(midnight.count)) }
            return Column(name, .categories(Categories(codes: categories.codes, levels: levels)))
        case .text(let texts):
            guard texts.allSatisfy({ $0?.hasSuffix(midnight) ?? true }) else { return self }
            return Column(name, .text(texts.map { $0.map { String($0.dropLast(midnight.count)) } }))
        }
    }
}
