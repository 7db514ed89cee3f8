import ArgumentParser
import Causal

/// Where the data come from, shared by all estimating subcommands.
struct InputOptions: ParsableArguments {
    @Argument(
        help: "The data: a path to .csv, .tsv or either with .gz, or - for standard input (CSV).",
        completion: .file(extensions: ["csv", "tsv", "gz"]))
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

    @Option(help: "The kind of file when its ending does not tell: csv or tsv.")
    var inputFormat: InputFormat?

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

    enum InputFormat: String, ExpressibleByArgument, CaseIterable { case csv, tsv }

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

    /// The sums of DATA, chunk by chunk.
    func streamed(_ sums: CellSums) throws(CausalError) -> CrossProducts {
        guard engine == nil, table == nil else {
            throw CausalError(.badArgument, "--stream and --engine are two ways to sum")
        }
        let conditions = conditions
        return try sums.statistics(streaming: data, options: layout()) { (table) throws(CausalError) in
            var table = table
            for condition in conditions { table = try table.filtered(where: condition) }
            return table
        }
    }

    /// The table that the engine reads.
    func tableOfEngine() throws(CausalError) -> String {
        let others = [
            ("--where", !conditions.isEmpty), ("--missing", missing != nil),
            ("--input-format", inputFormat != nil),
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

    private func layout() throws(CausalError) -> CSVOptions {
        var options = CSVOptions()
        options.missing += missing?.names ?? []
        if try isTabSeparated() { options.delimiter = "\t" }
        return options
    }

    private func readAll() throws(CausalError) -> DataTable {
        let options = try layout()
        return data == "-"
            ? try DataTable(standardInput: options) : try DataTable(csv: data, options: options)
    }

    private func isTabSeparated() throws(CausalError) -> Bool {
        if let inputFormat { return inputFormat == .tsv }
        let name = data.lowercased()
        for ending in [".dta", ".sav", ".sas7bdat", ".parquet", ".feather", ".xlsx"]
        where name.hasSuffix(ending) {
            throw CausalError(
                .badArgument, "files of the kind \(ending) cannot be read", value: data,
                remedy: "Write the data as CSV first; give --input-format csv if it is CSV already.")
        }
        return name.hasSuffix(".tsv") || name.hasSuffix(".tsv.gz")
    }
}
