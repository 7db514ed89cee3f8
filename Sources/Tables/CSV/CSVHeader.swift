import CNumberText
import Groundwork

/// The fields of the first row.
struct CSVHeader {
    private let fields: [String]
    private let file: String?

    init(
        _ source: ByteSource, _ range: Range<Int>, _ delimiter: UInt8, _ file: String?
    ) throws(CausalError) {
        self.file = file
        var fields: [String] = []
        var position = range.lowerBound
        while true {
            let field = try CSVHeader.field(source, position, range.upperBound, delimiter, fields.count, file)
            fields.append(field.text)
            position = field.end
            guard position < range.upperBound else { break }
            position += 1
            guard fields.count < CSVHeader.mostColumns else {
                throw CausalError(.badHeader, "there are more than \(fields.count) columns", file: file)
            }
        }
        self.fields = fields
    }

    private static let mostColumns = 1_000_000
    private static let longestName = 10_000

    /// V1, V2, … for a file without names.
    var numbered: [String] { fields.indices.map { "V\($0 + 1)" } }

    /// The names of the columns.
    ///
    /// - Throws: `CausalError.Code.badHeader` when one is empty, overlong or given twice.
    func names() throws(CausalError) -> [String] {
        var seen: [String: Int] = [:]
        for (index, name) in fields.enumerated() {
            guard !name.isEmpty else {
                throw nameless(index)
            }
            guard name.utf8.count <= CSVHeader.longestName else {
                throw CausalError(
                    .badHeader, "the name of column \(index + 1) has \(name.utf8.count) bytes", file: file,
                    column: name, remedy: "Check that this is a CSV file with a header.")
            }
            if let earlier = seen.updateValue(index, forKey: name) {
                throw CausalError(
                    .badHeader, "columns \(earlier + 1) and \(index + 1) have the same name", file: file,
                    column: name, remedy: "Rename one of them.")
            }
        }
        return fields
    }

    private func nameless(_ index: Int) -> CausalError {
        guard fields.count > 1 else {
            return CausalError(
                .badHeader, "the first line is blank, and it holds the columns' names", file: file,
                remedy: "Delete the lines above the names.")
        }
        return CausalError(
            .badHeader, "column \(index + 1) has no name", file: file, column: "\(index + 1)",
            remedy: index == 0
                ? "Give it one in the first line, or write the file without row names: index=False in pandas, "
                    + "row.names = FALSE in R."
                : "Give it one in the first line.")
    }

    /// One field from `start` on, and the delimiter or the end behind it.
    private static func field(
        _ source: ByteSource, _ start: Int, _ end: Int, _ delimiter: UInt8, _ column: Int, _ file: String?
    ) throws(CausalError) -> (text: String, end: Int) {
        var bytes: [UInt8] = []
        var inside = false
        var quotes = 0
        var position = start
        while position < end, inside || source[position] != delimiter {
            let byte = source[position]
            if byte == CSVLayout.quote {
                if inside || quotes == 0 {
                    guard inside || bytes.allSatisfy({ $0 == 32 || $0 == 9 }) else {
                        throw badQuote("a quote stands inside a name", column, file)
                    }
                    if !inside { bytes = [] }
                } else {
                    bytes.append(byte)
                }
                inside.toggle()
                quotes += 1
            } else if inside || quotes == 0 {
                bytes.append(byte)
            } else if byte != 32, byte != 9 {
                throw badQuote("text follows a closing quote", column, file)
            }
            position += 1
        }
        guard !inside else { throw badQuote("a quote is opened and never closed", column, file) }
        return (try text(bytes, trimmed: quotes == 0, column, file), position)
    }

    private static func badQuote(_ message: String, _ column: Int, _ file: String?) -> CausalError {
        CausalError(
            .badQuote, "\(message) in the header, line 1", file: file, column: "\(column + 1)",
            remedy: "Put the whole name between quotes, and double the quotes inside it.")
    }

    private static func text(
        _ bytes: [UInt8], trimmed: Bool, _ column: Int, _ file: String?
    ) throws(CausalError) -> String {
        let source = ByteSource(bytes)
        let fault = causal_utf8_fault(source.first, source.end)
        guard fault == CAUSAL_FAULT_NONE else {
            let what = fault == CAUSAL_FAULT_NUL ? "holds a NUL byte" : "is not UTF-8"
            throw CausalError(
                .invalidEncoding, "the header \(what), line 1", file: file, column: "\(column + 1)",
                value: String(decoding: bytes.prefix(60), as: UTF8.self), remedy: "Save the file as UTF-8.")
        }
        let kept =
            trimmed
            ? bytes.drop { $0 == 32 || $0 == 9 }.reversed().drop { $0 == 32 || $0 == 9 }.reversed()
            : bytes
        return String(decoding: kept, as: UTF8.self)
    }
}
