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

    @OptionGroup var rows: RowOptions

    /// What must hold of a row.
    var conditions: [String] {
        get { rows.conditions }
        set { rows.conditions = newValue }
    }

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
        return try rows.file(data).read()
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
        let kind = rows.inputFormat ?? FileKind(path: data) ?? .csv
        guard kind == .csv || kind == .tsv, !rows.labels else {
            throw CausalError(
                .badArgument, "a stream is plain CSV", value: rows.labels ? "--labels" : kind.rawValue,
                remedy: "Write the columns as CSV first: causal convert.")
        }
        var options = CSVOptions()
        options.missing += rows.missing?.names ?? []
        if kind == .tsv { options.delimiter = "\t" }
        return options
    }

    /// The table that the engine reads.
    func tableOfEngine() throws(CausalError) -> String {
        if let name = rows.given.first {
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

extension FileKind: ExpressibleByArgument {
    /// The kind of that name or ending.
    public init?(argument: String) { self.init(named: argument) }
}
