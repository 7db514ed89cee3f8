/// The kinds of files that tables are read from.
///
/// Any of them may be compressed by gzip or Zstandard (`.csv.gz`, `.dta.zst`), which is found out from the bytes.
public enum FileKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Fields between commas, semicolons, tabs or bars.
    case csv
    /// Fields between tabs.
    case tsv
    /// A JSON object in each line, or an array of objects.
    case jsonLines = "jsonl"
    /// Stata, versions 8 to 15 and later.
    case stata = "dta"
    /// SPSS, plain or compressed.
    case spss = "sav"
    /// A SAS data set.
    case sas = "sas7bdat"
    /// A SAS transport file.
    case transport = "xpt"
    /// Parquet; read by DuckDB's command-line client.
    case parquet
    /// Arrow's IPC file or stream, Feather; read by DuckDB's command-line client with an extension.
    case arrow

    /// The kind that a path's ending tells; nil for an ending that tells none.
    public init?(path: String) {
        var name = path.lowercased()
        for packed in [".gz", ".zst", ".zstd"] where name.hasSuffix(packed) {
            name.removeLast(packed.count)
            break
        }
        for (ending, kind) in FileKind.endings where name.hasSuffix("." + ending) {
            self = kind
            return
        }
        return nil
    }

    /// The kind of that name or ending, in capitals or not.
    public init?(named name: String) {
        guard let kind = FileKind.endings.first(where: { $0.0 == name.lowercased() })?.1 else { return nil }
        self = kind
    }

    /// Endings, without their point.
    static let endings: [(String, FileKind)] = [
        ("csv", .csv), ("txt", .csv), ("tsv", .tsv), ("tab", .tsv), ("jsonl", .jsonLines),
        ("ndjson", .jsonLines), ("json", .jsonLines), ("dta", .stata), ("sav", .spss), ("zsav", .spss),
        ("sas7bdat", .sas), ("xpt", .transport), ("parquet", .parquet), ("pq", .parquet), ("arrow", .arrow),
        ("arrows", .arrow), ("feather", .arrow), ("ipc", .arrow),
    ]

    /// Kinds of tables that people have and that are not read, with what to do about it.
    static func refusal(_ path: String) -> String? {
        let name = path.lowercased()
        let workbooks = [".xlsx", ".xls", ".ods"]
        if workbooks.contains(where: name.hasSuffix) { return "Save the sheet as CSV." }
        if name.hasSuffix(".rds") || name.hasSuffix(".rdata") {
            return "In R: write.csv(data, \"data.csv\", row.names = FALSE)."
        }
        return name.hasSuffix(".zip") ? "Unpack it first." : nil
    }
}
