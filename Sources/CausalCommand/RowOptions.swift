import ArgumentParser
import Causal

/// How a file is read and which of its rows are kept.
struct RowOptions: ParsableArguments {
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

    /// The options given.
    var given: [String] {
        let all = [
            ("--where", !conditions.isEmpty), ("--missing", missing != nil),
            ("--input-format", inputFormat != nil), ("--labels", labels),
        ]
        return all.filter(\.1).map(\.0)
    }

    /// The file and the rows of it that are wanted.
    func file(_ data: String) -> InputFile {
        InputFile(
            data: data, kind: inputFormat, labels: labels, missing: missing?.names ?? [],
            conditions: conditions)
    }

    /// Refuses options of rows where there are no data.
    func refuse() throws(CausalError) {
        guard let name = given.first else { return }
        throw CausalError(.badArgument, "\(name) is for rows of data, and no data are given")
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
