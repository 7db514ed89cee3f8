import Groundwork

extension DataTable {
    /// Reads a CSV file, plain or compressed by gzip or Zstandard.
    ///
    /// The file is RFC 4180: fields between quotes may hold delimiters, row ends and doubled quotes. Rows end in
    /// LF, CRLF or CR; a byte-order mark, blanks around fields without quotes and blank lines at the end are
    /// passed over. The text is UTF-8.
    ///
    /// A column becomes
    /// - numbers, when every field that is not missing is one: `12`, `-.5`, `+1e-3`, `Inf`, also between quotes.
    ///   Each is the double nearest to what is written;
    /// - numbers 1 and 0, when all of them are `TRUE` or `FALSE` (or `True`, `true`, …), as R writes them;
    /// - categories otherwise, with levels in order of first appearance, and also when a whole number starts
    ///   with a zero (`01001`) or exceeds 2^53: such numbers are names, and keep every digit;
    /// - text instead of categories, when there are over 1000 rows and over nine in ten of them differ.
    ///
    /// The table does not depend on the number of threads.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - options: The delimiter, missing values, header and columns.
    /// - Throws: `CausalError` with file, column and row (counted from 1 behind the header) of the first fault:
    ///   `CausalError.Code.noSuchInput`, `CausalError.Code.isDirectory`,
    ///   `CausalError.Code.unreadableInput`, `CausalError.Code.emptyFile`,
    ///   `CausalError.Code.badHeader`, `CausalError.Code.raggedRow`, `CausalError.Code.badQuote`,
    ///   `CausalError.Code.invalidEncoding`, `CausalError.Code.badArgument`.
    public init(csv path: String, options: CSVOptions = CSVOptions()) throws(CausalError) {
        try self.init(ByteSource.file(path), options, file: path)
    }

    /// Reads CSV, plain or compressed by gzip or Zstandard, from standard input up to its end; see ``init(csv:options:)``.
    ///
    /// - Throws: What ``init(csv:options:)`` throws.
    public init(standardInput options: CSVOptions = CSVOptions()) throws(CausalError) {
        try self.init(ByteSource.standardInput(), options, file: "standard input")
    }

    /// Reads CSV from text; see ``init(csv:options:)``.
    ///
    /// - Throws: What ``init(csv:options:)`` throws, without a file.
    public init(csvText text: String, options: CSVOptions = CSVOptions()) throws(CausalError) {
        try self.init(ByteSource(text.utf8), options, file: nil)
    }

    /// Reads CSV, plain or compressed by gzip or Zstandard, from bytes; see ``init(csv:options:)``.
    ///
    /// - Throws: What ``init(csv:options:)`` throws, with `source` as the file.
    public init(
        csvBytes bytes: [UInt8], source: String? = nil, options: CSVOptions = CSVOptions()
    ) throws(CausalError) {
        let plain = ByteSource(bytes)
        try self.init(plain.unpacked(named: source ?? "the data"), options, file: source)
    }

    /// Reads CSV from an open file.
    init(descriptor: Int32, _ options: CSVOptions, source: String) throws(CausalError) {
        try self.init(ByteSource.contents(of: descriptor, named: source), options, file: source)
    }

    private init(_ source: ByteSource, _ options: CSVOptions, file: String?) throws(CausalError) {
        try self.init(CSVReader(source, options, file: file).columns(), source: file)
    }
}
