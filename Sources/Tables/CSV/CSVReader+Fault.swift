import CNumberText
import Groundwork

extension CSVReader {
    /// A parser's fault as an error that names the file, the line, the row and the column.
    func error(_ fault: causal_csv_fault, firstRow: Int) -> CausalError {
        let offset = fault.place - source.first
        let column = Int(fault.column)
        let names = layout.names
        let line = line(at: offset)
        let (code, message, remedy) = explanation(fault, line)
        return CausalError(
            code, message, file: file, column: names[min(column, names.count - 1)],
            row: firstRow + Int(fault.row) + 1, value: excerpt(offset), remedy: remedy)
    }

    private func explanation(
        _ fault: causal_csv_fault, _ line: Int
    ) -> (CausalError.Code, String, String) {
        let fields = "where the header has \(layout.names.count)"
        let whole = "Put the whole field between quotes, and double the quotes inside it."
        switch fault.kind {
        case Int32(CAUSAL_FAULT_TOO_FEW):
            let blank = isBlankLine(at: fault.place - source.first)
            let found = blank ? "is blank" : "has \(fault.column) field\(fault.column == 1 ? "" : "s")"
            return (.raggedRow, "line \(line) \(found) \(fields)", "Complete the row or delete it.")
        case Int32(CAUSAL_FAULT_TOO_MANY):
            return (
                .raggedRow, "line \(line) has more than \(layout.names.count) fields \(fields)",
                "Put a field that holds the delimiter between quotes."
            )
        case Int32(CAUSAL_FAULT_UNCLOSED_QUOTE):
            return (.badQuote, "the quote that opens on line \(line) is never closed", "Close it.")
        case Int32(CAUSAL_FAULT_AFTER_QUOTE):
            return (.badQuote, "text follows a closing quote in the field that starts on line \(line)", whole)
        case Int32(CAUSAL_FAULT_QUOTE_INSIDE):
            return (.badQuote, "a quote stands inside a field without quotes on line \(line)", whole)
        case Int32(CAUSAL_FAULT_NUL):
            return (.invalidEncoding, "the text on line \(line) holds a NUL byte", "Save the file as UTF-8.")
        default:
            return (.invalidEncoding, "the text on line \(line) is not UTF-8", "Save the file as UTF-8.")
        }
    }

    /// The line of the file, from 1, that a byte stands on.
    private func line(at offset: Int) -> Int {
        let counts = causal_csv_count(
            source.first, source.first + offset, CChar(bitPattern: layout.rowEnd))
        return counts.ends_after_even + counts.ends_after_odd + 1
    }

    private func isBlankLine(at offset: Int) -> Bool {
        let start = source[offset]
        let atStart = offset == 0 || source[offset - 1] == layout.rowEnd
        return atStart && (start == CSVLayout.lineFeed || start == CSVLayout.carriageReturn)
    }

    /// The field at a byte, up to its end or 60 bytes; bytes that are not UTF-8 are shown as �.
    private func excerpt(_ offset: Int) -> String {
        let end = min(layout.rows.upperBound, offset + 60)
        let bytes = (min(offset, end)..<end).lazy.map { source[$0] }
            .prefix { $0 != layout.delimiter && $0 != CSVLayout.lineFeed && $0 != CSVLayout.carriageReturn }
        return String(decoding: bytes, as: UTF8.self)
    }
}
