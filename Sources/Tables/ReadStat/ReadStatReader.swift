import CReadStat
import Groundwork

/// Reads Stata, SPSS and SAS files with ReadStat.
///
/// The bytes come from memory, so that compressed files and standard input are read like any other. ReadStat tells the
/// variables first, then every row's values, then (Stata) the labels of values; ``ReadStatContent`` collects them.
struct ReadStatReader {
    let source: ByteSource
    let kind: FileKind
    let options: CSVOptions
    let file: String

    init(_ source: ByteSource, _ kind: FileKind, _ options: CSVOptions, file: String) {
        self.source = source
        self.kind = kind
        self.options = options
        self.file = file
    }

    /// The columns, in the file's order.
    ///
    /// - Throws: `CausalError.Code.emptyFile`; `CausalError.Code.unreadableInput` with ReadStat's words.
    func columns() throws(CausalError) -> [Column] {
        guard source.count > 0 else { throw CausalError(.emptyFile, "the file is empty", file: file) }
        let content = ReadStatContent(options)
        try parse(content)
        guard kind != .transport || TransportRecords(source: source, rowLength: content.rowLength).isWhole
        else {
            throw CausalError(
                .unreadableInput, "the file ends in the middle of its rows", file: file,
                remedy: "Get the whole file again; a SAS transport file has records of 80 bytes.")
        }
        guard !content.variables.isEmpty else {
            throw CausalError(.emptyFile, "the file has no variables", file: file)
        }
        guard content.rowCount > 0 else {
            throw CausalError(.emptyFile, "the file has variables and no rows", file: file)
        }
        let system = ReadStatDates.system(kind)
        return content.variables.map { $0.column(content, system) }
    }

    private func parse(_ content: ReadStatContent) throws(CausalError) {
        guard let parser = readstat_parser_init() else { throw ByteSource.tooLarge(file) }
        defer { readstat_parser_free(parser) }
        let bytes = ReadStatBytes(source)
        // ReadStat calls back during `parse` alone, while both objects are held here.
        let state = withExtendedLifetime((bytes, content)) {
            bytes.install(in: parser)
            content.install(in: parser)
            let context = Unmanaged.passUnretained(content).toOpaque()
            return ReadStatReader.parse(parser, kind, context)
        }
        if let refusal = content.refusal {
            throw CausalError(.unreadableInput, refusal, file: file)
        }
        guard state == READSTAT_OK else { throw failure(state) }
    }

    private static func parse(
        _ parser: UnsafeMutablePointer<readstat_parser_t>, _ kind: FileKind,
        _ context: UnsafeMutableRawPointer
    ) -> readstat_error_t {
        switch kind {
        case .stata: readstat_parse_dta(parser, "", context)
        case .spss: readstat_parse_sav(parser, "", context)
        case .sas: readstat_parse_sas7bdat(parser, "", context)
        default: readstat_parse_xport(parser, "", context)
        }
    }

    private func failure(_ state: readstat_error_t) -> CausalError {
        let names: [FileKind: String] = [
            .stata: "a Stata file", .spss: "an SPSS file", .sas: "a SAS data set",
            .transport: "a SAS transport file",
        ]
        let reason = readstat_error_message(state).map { String(cString: $0) } ?? "error \(state.rawValue)"
        return CausalError(
            .unreadableInput,
            "this is not \(names[kind] ?? "a file") that can be read: \(ReadStatReader.lowered(reason))",
            file: file, remedy: "Check that the file is whole, or write the data as CSV.")
    }

    private static func lowered(_ text: String) -> String { text.prefix(1).lowercased() + text.dropFirst() }
}
