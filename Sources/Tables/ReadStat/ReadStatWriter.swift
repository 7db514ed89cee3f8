import CReadStat
import Groundwork

/// Writes a table as a Stata, SPSS or SAS transport file with ReadStat.
struct ReadStatWriter {
    private let table: DataTable
    private let kind: FileKind
    private let path: String
    private let columns: [ReadStatColumn]

    init(_ table: DataTable, _ kind: FileKind, path: String) throws(CausalError) {
        self.table = table
        self.kind = kind
        self.path = path
        let names = try ReadStatNames.names(table.columns.map(\.name), kind, path)
        var columns: [ReadStatColumn] = []
        for (column, name) in zip(table.columns, names) {
            columns.append(try ReadStatColumn(column, name: name, kind, path))
        }
        self.columns = columns
        guard !columns.isEmpty, table.rowCount > 0 else {
            throw CausalError(.noRows, "a table without rows is not written as this kind of file", file: path)
        }
    }

    /// Writes to a file that is open.
    func write(to file: ReplacingFile) throws(CausalError) {
        guard let writer = readstat_writer_init() else { throw ByteSource.tooLarge(path) }
        defer { readstat_writer_free(writer) }
        let output = ReadStatOutput(file)
        let context = Unmanaged.passUnretained(output).toOpaque()
        // ReadStat writes during the calls below alone, while `output` is held here.
        let state = withExtendedLifetime(output) { () -> readstat_error_t in
            readstat_set_data_writer(writer) { bytes, count, context in
                guard let context, let bytes else { return count == 0 ? 0 : -1 }
                return Unmanaged<ReadStatOutput>.fromOpaque(context).takeUnretainedValue().write(bytes, count)
            }
            var state = begin(writer, context)
            for row in 0..<table.rowCount where state == READSTAT_OK {
                state = write(row, writer)
            }
            return state == READSTAT_OK ? readstat_end_writing(writer) : state
        }
        output.flush()
        if let failure = output.failure { throw failure }
        guard state == READSTAT_OK else { throw failure(state) }
    }

    private func begin(
        _ writer: UnsafeMutablePointer<readstat_writer_t>, _ context: UnsafeMutableRawPointer
    ) -> readstat_error_t {
        for (place, column) in columns.enumerated() { column.define(in: writer, place) }
        let rows = Int(table.rowCount)
        switch kind {
        case .stata:
            readstat_writer_set_file_format_version(writer, 118)
            return readstat_begin_writing_dta(writer, context, rows)
        case .spss:
            let endings = [".zsav", ".zsav.gz", ".zsav.zst", ".zsav.zstd"]
            let isPacked = endings.contains(where: path.lowercased().hasSuffix)
            readstat_writer_set_compression(
                writer, isPacked ? READSTAT_COMPRESS_BINARY : READSTAT_COMPRESS_ROWS)
            return readstat_begin_writing_sav(writer, context, rows)
        default:
            readstat_writer_set_file_format_version(writer, 8)
            return readstat_begin_writing_xport(writer, context, rows)
        }
    }

    private func write(_ row: Int, _ writer: UnsafeMutablePointer<readstat_writer_t>) -> readstat_error_t {
        var state = readstat_begin_row(writer)
        for (place, column) in columns.enumerated() where state == READSTAT_OK {
            state = column.insert(row, writer, readstat_get_variable(writer, Int32(place)))
        }
        return state == READSTAT_OK ? readstat_end_row(writer) : state
    }

    private func failure(_ state: readstat_error_t) -> CausalError {
        let reason = readstat_error_message(state).map { String(cString: $0) } ?? "error \(state.rawValue)"
        return CausalError(
            .badValue, "the table cannot be written as this kind of file: \(reason)", file: path,
            remedy: "Write it as CSV.")
    }
}

/// The bytes that ReadStat writes, handed on in large pieces.
final class ReadStatOutput {
    private let file: ReplacingFile
    private var pending: [UInt8] = []
    private(set) var failure: CausalError?

    init(_ file: ReplacingFile) { self.file = file }

    /// Takes `count` bytes; −1 after a failure.
    func write(_ bytes: UnsafeRawPointer, _ count: Int) -> Int {
        pending += UnsafeRawBufferPointer(start: bytes, count: count)
        if pending.count >= 1 << 20 { flush() }
        return failure == nil ? count : -1
    }

    /// Hands on what is pending.
    func flush() {
        guard failure == nil, !pending.isEmpty else { return }
        do throws(CausalError) { try file.write(pending) } catch { failure = error }
        pending = []
    }
}

/// Names of variables that a program accepts.
enum ReadStatNames {
    /// The names with underscores in place of what the program refuses.
    ///
    /// - Throws: `CausalError.Code.badHeader` when two columns would have the same name.
    static func names(_ names: [String], _ kind: FileKind, _ path: String) throws(CausalError) -> [String] {
        var seen: [String: String] = [:]
        return try names.map { (original) throws(CausalError) in
            let name = valid(original, kind)
            if let other = seen.updateValue(original, forKey: kind == .stata ? name : name.lowercased()) {
                throw CausalError(
                    .badHeader, "'\(other)' and '\(original)' would have the same name '\(name)' in the file",
                    file: path, column: original, remedy: "Rename one of them.")
            }
            return name
        }
    }

    private static func valid(_ name: String, _ kind: FileKind) -> String {
        let points: Set<Character> = kind == .spss ? [".", "_", "$", "#", "@"] : ["_"]
        var characters = name.map { character -> Character in
            let isLetter = kind == .transport ? character.isASCII && character.isLetter : character.isLetter
            return isLetter || character.isASCII && character.isNumber || points.contains(character)
                ? character : "_"
        }
        if let first = characters.first, first.isNumber || (kind == .spss && !first.isLetter) {
            characters.insert(kind == .spss ? "V" : "_", at: 0)
        }
        // 32 characters for Stata and SAS, 64 bytes for SPSS; a letter beyond ASCII takes several.
        let limit = kind == .spss ? 64 : 32
        while characters.count > limit || String(characters).utf8.count > limit { characters.removeLast() }
        while kind == .spss, let last = characters.last, last == "." || last == "_" {
            characters.removeLast()
        }
        let reserved = kind == .stata ? stataWords : kind == .spss ? spssWords : []
        let text = characters.isEmpty ? "V" : String(characters)
        return reserved.contains(text) || reserved.contains(text.uppercased()) && kind == .spss
            ? "V_" + text : text
    }

    private static let stataWords: Set<String> = [
        "_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n", "_N",
        "_pi",
        "_pred", "_rc", "_skip", "strL", "using", "with",
    ]
    private static let spssWords: Set<String> = [
        "ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH",
    ]
}
