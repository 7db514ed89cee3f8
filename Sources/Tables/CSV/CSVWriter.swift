import Groundwork

/// The rows of a table as CSV.
struct CSVWriter: Sendable {
    let table: DataTable
    var delimiter = CSVLayout.comma
    private static let blockSize = 1 << 13

    /// Hands the header and then block after block of rows, in order, to `body`; blocks are written on several
    /// threads, a few at a time.
    func forEachBlock<Failure: Error>(_ body: ([UInt8]) throws(Failure) -> Void) throws(Failure) {
        var header: [UInt8] = []
        append(table.columns.map(\.name), to: &header)
        try body(header)
        let blocks = Parallel.blockCount(table.rowCount, Self.blockSize)
        let atOnce = 16
        for first in stride(from: 0, to: blocks, by: atOnce) {
            let texts = Parallel.map(min(atOnce, blocks - first)) { block in
                rows(Parallel.blockRange(first + block, table.rowCount, Self.blockSize))
            }
            for text in texts { try body(text) }
        }
    }

    private func append(_ names: [String], to bytes: inout [UInt8]) {
        for (index, name) in names.enumerated() {
            if index > 0 { bytes.append(delimiter) }
            append(name, quoted: index == 0 && isMistakable(name), to: &bytes)
        }
        bytes.append(CSVLayout.lineFeed)
    }

    /// Whether a file that begins with this name would be taken for another kind, or the name's beginning for the
    /// mark of UTF-8.
    private func isMistakable(_ name: String) -> Bool {
        name.utf8.starts(with: [0xEF, 0xBB, 0xBF])
            || CSVLayout.otherFormats.contains { name.utf8.starts(with: $0.bytes) }
    }

    private func rows(_ rows: Range<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(rows.count * table.columns.count * 8)
        for row in rows {
            for (index, column) in table.columns.enumerated() {
                if index > 0 { bytes.append(delimiter) }
                append(column, row, to: &bytes)
            }
            bytes.append(CSVLayout.lineFeed)
        }
        return bytes
    }

    private func append(_ column: Column, _ row: Int, to bytes: inout [UInt8]) {
        guard let label = column.label(row) else {
            // In a table of one column, an empty line at the end would be passed over.
            if table.columns.count == 1 { bytes += [CSVLayout.quote, CSVLayout.quote] }
            return
        }
        if let numbers = column.numbers {
            if numbers[row] == 0, numbers[row].sign == .minus { bytes.append(UInt8(ascii: "-")) }
            bytes.append(contentsOf: label.utf8)
        } else {
            append(label, to: &bytes)
        }
    }

    /// A text, between quotes where a reader could take it for something else.
    private func append(_ text: String, quoted: Bool = false, to bytes: inout [UInt8]) {
        let utf8 = text.utf8
        let isEdgeBlank = utf8.first == 32 || utf8.first == 9 || utf8.last == 32 || utf8.last == 9
        let needsQuotes = utf8.contains { byte in
            byte == CSVLayout.quote || byte == CSVLayout.lineFeed || byte == CSVLayout.carriageReturn
                || byte == CSVLayout.comma || byte == 9 || byte == UInt8(ascii: ";")
                || byte == UInt8(ascii: "|")
        }
        guard quoted || needsQuotes || isEdgeBlank || utf8.isEmpty else {
            return bytes.append(contentsOf: utf8)
        }
        bytes.append(CSVLayout.quote)
        for byte in utf8 {
            if byte == CSVLayout.quote { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(CSVLayout.quote)
    }
}
