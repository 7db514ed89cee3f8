import Groundwork

extension DataTable {
    /// Reads a table from a file of any kind that ``FileKind`` knows.
    ///
    /// Numbers stay numbers and texts texts, as the file declares them; CSV declares nothing, see
    /// ``init(csv:options:)``. Dates become texts that sort in time (`2021-03-15`, `2021-03-15 08:30:00`, Stata's months
    /// `2021-03`, quarters `2021-Q1`, weeks `2021-W05`, half-years `2021-H1`). Labels of variables and values are kept in
    /// ``Column/labels``, and Stata's and SAS's missing values `.a` to `.z` in ``ExtendedMissing``.
    ///
    /// - Parameters:
    ///   - path: the file; `-` is standard input.
    ///   - kind: its kind; nil takes it from the ending, and CSV where that tells none.
    ///   - options: texts that stand for missing values and, for CSV, its form.
    /// - Throws: what ``init(csv:options:)`` throws; `CausalError.Code.programMissing` when Parquet or Arrow is to be read
    ///   and there is no DuckDB, or Zstandard and there is no `zstd`; `CausalError.Code.unreadableInput` for damaged files.
    public init(
        file path: String, kind: FileKind? = nil, options: CSVOptions = CSVOptions()
    ) throws(CausalError) {
        if kind == nil, let remedy = FileKind.refusal(path) {
            throw CausalError(.badArgument, "files of this kind cannot be read", file: path, remedy: remedy)
        }
        let kind = kind ?? FileKind(path: path) ?? .csv
        let name = path == "-" ? "standard input" : path
        if kind == .parquet || kind == .arrow {
            self = try ColumnarFile(path: path, kind: kind).table(options)
            return
        }
        let source = path == "-" ? try ByteSource.standardInput() : try ByteSource.file(path)
        try self.init(source, kind, options, name)
    }

    /// Reads a table from bytes; see ``init(file:kind:options:)``.
    ///
    /// - Parameters:
    ///   - bytes: the file's content, compressed or not.
    ///   - kind: its kind.
    ///   - source: where they come from, for messages.
    ///   - options: texts that stand for missing values and, for CSV, its form.
    /// - Throws: what reading a file throws; `CausalError.Code.badArgument` for Parquet and Arrow, which are read from files.
    public init(
        bytes: [UInt8], kind: FileKind, source: String? = nil, options: CSVOptions = CSVOptions()
    ) throws(CausalError) {
        let name = source ?? "the data"
        guard kind != .parquet, kind != .arrow else {
            throw CausalError(
                .badArgument, "Parquet and Arrow are read from files, not from bytes", file: source)
        }
        try self.init(ByteSource(bytes).unpacked(named: name), kind, options, name)
    }

    private init(
        _ source: ByteSource, _ kind: FileKind, _ options: CSVOptions, _ name: String
    ) throws(CausalError) {
        var options = options
        switch kind {
        case .tsv:
            options.delimiter = options.delimiter ?? "\t"
            try self.init(CSVReader(source, options, file: name).columns(), source: name)
        case .csv: try self.init(CSVReader(source, options, file: name).columns(), source: name)
        case .jsonLines:
            var reader = JSONLinesReader(source, options, file: name)
            try self.init(reader.read(), source: name)
        default: try self.init(ReadStatReader(source, kind, options, file: name).columns(), source: name)
        }
    }

    /// Writes the table to a file whose ending tells its kind: `.csv`, `.tsv`, `.jsonl`, `.dta`, `.sav`, `.zsav`, `.xpt`,
    /// each also compressed (`.csv.gz`, `.csv.zst`).
    ///
    /// Columns that were read as dates become dates again, labels and extended missing values are kept where the format
    /// has them. A name that Stata or SAS would refuse gets underscores, and stays as the variable's label.
    ///
    /// - Throws: `CausalError.Code.unwritableOutput`; `CausalError.Code.badArgument` for another ending;
    ///   `CausalError.Code.badValue` for a text that is too long for the format.
    public func write(to path: String) throws(CausalError) {
        let kind = try FileKind.written(path)
        try ReplacingFile.writing(path) { (file) throws(CausalError) in
            switch kind {
            case .tsv:
                try CSVWriter(table: self, delimiter: 9).forEachBlock { (bytes) throws(CausalError) in
                    try file.write(bytes)
                }
            case .jsonLines: try JSONLinesWriter(table: self).write(to: file)
            case .stata, .spss, .transport: try ReadStatWriter(self, kind, path: path).write(to: file)
            default:
                try CSVWriter(table: self).forEachBlock { (bytes) throws(CausalError) in
                    try file.write(bytes)
                }
            }
        }
    }
}

extension FileKind {
    /// The kinds that are written.
    static let written: Set<FileKind> = [.csv, .tsv, .jsonLines, .stata, .spss, .transport]

    /// The kind that a table is written as; CSV for a path without an ending.
    ///
    /// - Throws: `CausalError.Code.badArgument` for an ending of something else.
    static func written(_ path: String) throws(CausalError) -> FileKind {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        guard let kind = FileKind(path: path) ?? (name.contains(".") || name == "-" ? nil : .csv) else {
            throw CausalError(
                .badArgument, "the ending does not tell a kind of table", file: path,
                remedy: "Write .csv, .tsv, .jsonl, .dta, .sav or .xpt; spreadsheets open .csv.")
        }
        guard written.contains(kind) else {
            throw CausalError(
                .badArgument, "tables are not written as \(kind.unwritten)", file: path,
                remedy: kind.writtenInstead)
        }
        return kind
    }

    /// A kind that is not written, in words.
    fileprivate var unwritten: String {
        switch self {
        case .sas: "SAS data sets (SAS refuses what other programs write as .sas7bdat)"
        case .parquet: "Parquet"
        default: "Arrow"
        }
    }

    /// What to do in its place.
    fileprivate var writtenInstead: String {
        self == .sas
            ? "Write .xpt, which SAS reads: libname in xport 'data.xpt';"
            : "Write .csv, and let DuckDB turn it: duckdb -c \"COPY (FROM 'data.csv') TO 'data.parquet'\"."
    }
}

extension ReplacingFile {
    /// Opens a file, lets `body` write and gives the file its name; a failure leaves what was there before.
    static func writing(
        _ path: String, _ body: (ReplacingFile) throws(CausalError) -> Void
    ) throws(CausalError) {
        let file = try ReplacingFile(path, packer: Packer.named(by: path))
        do throws(CausalError) {
            try body(file)
            try file.writeEnd()
        } catch {
            file.abandon()
            throw error
        }
        try file.finish()
    }
}
