import ArgumentParser
import Causal

/// Where the data come from, shared by all estimating subcommands.
struct InputOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The data: a path to .csv, .tsv, .jsonl, .dta, .sav, .sas7bdat, .xpt or .parquet, or - for standard input.",
            discussion:
                "Any but .parquet also with .gz or .zst; standard input is CSV unless --input-format says more."
        ),
        completion: .file(extensions: [
            "csv", "tsv", "jsonl", "dta", "sav", "sas7bdat", "xpt", "parquet", "arrow", "feather", "gz",
            "zst",
        ]))
    var data: String

    @Option(
        help: ArgumentHelp(
            "In place of DATA a database's client that makes the sums (ols, did, its, stepped-wedge fit), e.g. \"duckdb data.duckdb\".",
            valueName: "command"))
    var engine: String?

    @Option(help: "The table or view that --engine reads.")
    var table: String?

    @Flag(
        help:
            "Read DATA (or -) chunk by chunk and keep sums only, for files larger than memory (ols, its, stepped-wedge fit)."
    )
    var stream = false

    @Option(
        help: """
            The kind of file when its ending does not tell: csv, tsv, jsonl, dta, sav, sas7bdat, xpt, parquet or arrow.
            """)
    var inputFormat: FileKind?

    @Flag(help: "Take labels in place of codes where all of a column's values have one (.dta, .sav).")
    var labels = false

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Keep the rows where this holds, e.g. \"year < 2016 & state != 'CA'\".",
            discussion: "Also in (1, 2), is.na(x), !, |, log(x); names with blanks in backticks."))
    var conditions: [String] = []

    @Option(
        parsing: .unconditional,
        help:
            "Further texts that stand for a missing value, e.g. \"N/A,-9\" (besides empty, NA, NaN and a dot)."
    )
    var missing: ColumnNames?

    /// Reads the table and keeps the rows that are wanted.
    func read() throws(CausalError) -> DataTable {
        guard engine == nil, table == nil else {
            throw CausalError(
                .badArgument,
                engine == nil
                    ? "--table goes with --engine" : "this subcommand reads rows, not an engine's sums",
                remedy:
                    "--engine is for ols, did, its and stepped-wedge fit; for others write the columns as CSV."
            )
        }
        guard !stream else {
            throw CausalError(
                .badArgument, "this subcommand needs the rows together, and --stream keeps sums",
                remedy: "--stream is for ols, its and stepped-wedge fit.")
        }
        return try InputFile(
            data: data, kind: inputFormat, labels: labels, missing: missing?.names ?? [],
            conditions: conditions
        ).read()
    }

    /// Refuses two ways to sum at once.
    func checkSums() throws(CausalError) {
        guard stream, engine != nil || table != nil else { return }
        throw CausalError(
            .badArgument, "--stream and \(engine == nil ? "--table" : "--engine") are given together",
            remedy: "--stream sums the file DATA, --engine lets a database sum --table: take one of them.")
    }

    /// The sums of DATA, chunk by chunk.
    func streamed(_ sums: CellSums) throws(CausalError) -> CrossProducts {
        try checkSums()
        let conditions = conditions
        return try sums.statistics(streaming: data, options: layout()) { (table) throws(CausalError) in
            var table = table
            for condition in conditions { table = try table.filtered(where: condition) }
            return table
        }
    }

    /// How a stream's rows are read: CSV alone is read in pieces.
    private func layout() throws(CausalError) -> CSVOptions {
        let kind = inputFormat ?? FileKind(path: data) ?? .csv
        guard kind == .csv || kind == .tsv, !labels else {
            throw CausalError(
                .badArgument, "a stream is plain CSV", value: labels ? "--labels" : kind.rawValue,
                remedy: "Write the columns as CSV first: causal convert.")
        }
        var options = CSVOptions()
        options.missing += missing?.names ?? []
        if kind == .tsv { options.delimiter = "\t" }
        return options
    }

    /// The table that the engine reads.
    func tableOfEngine() throws(CausalError) -> String {
        let others = [
            ("--where", !conditions.isEmpty), ("--missing", missing != nil),
            ("--input-format", inputFormat != nil), ("--labels", labels),
        ]
        if let name = others.first(where: \.1)?.0 {
            throw CausalError(
                .badArgument, "\(name) is for files, not for --engine",
                remedy: "Make a view with the rows and values that you want, and give it as --table.")
        }
        guard data.isEmpty else {
            throw CausalError(.badArgument, "DATA and --engine are both given", value: data)
        }
        guard let table else {
            throw CausalError(.badArgument, "--engine needs a table", remedy: "Add --table NAME.")
        }
        return table
    }
}

/// A file or standard input, and the rows of it that are wanted.
struct InputFile {
    var data: String
    var kind: FileKind?
    /// Whether labels stand in place of codes.
    var labels = false
    /// Further texts that stand for a missing value.
    var missing: [String] = []
    /// What must hold of a row.
    var conditions: [String] = []

    /// Reads the table and keeps the rows that are wanted.
    func read() throws(CausalError) -> DataTable {
        guard let sink = ReportSink.current else { return try readRows() }
        return try sink.table(data, readRows)
    }

    private func readRows() throws(CausalError) -> DataTable {
        var table = try readAll()
        for condition in conditions {
            let kept = try table.filtered(where: condition)
            guard kept.rowCount > 0 else {
                throw CausalError(
                    .noRows, "no row of \(table.rowCount) satisfies --where", value: condition,
                    remedy: "Check the condition's columns and values.")
            }
            table = kept
        }
        return table
    }

    private func readAll() throws(CausalError) -> DataTable {
        var options = CSVOptions()
        options.missing += missing
        let table = try DataTable(file: data, kind: kind, options: options)
        return labels ? try table.labelled() : table
    }
}

extension FileKind: ExpressibleByArgument {
    /// The kind of that name or ending.
    public init?(argument: String) { self.init(named: argument) }
}
