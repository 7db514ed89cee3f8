import CNumberText
import Groundwork

/// What the beginning and the end of a CSV file tell: its delimiter, its row ends, its columns' names, and
/// where the rows of data lie.
struct CSVLayout {
    let delimiter: UInt8
    /// LF (also for CRLF), or CR alone.
    let rowEnd: UInt8
    let names: [String]
    /// The bytes of the rows, without blank lines at the end.
    let rows: Range<Int>

    static let comma = UInt8(ascii: ",")
    static let quote = UInt8(ascii: "\"")
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    init(_ source: ByteSource, _ options: CSVOptions, file: String?) throws(CausalError) {
        var start = 0
        // Programs put UTF-8's mark in front of a file that has one already.
        while [0xEF, 0xBB, 0xBF].enumerated().allSatisfy({ source[start + $0.offset] == $0.element }) {
            start += 3
        }
        let isBlank = (start..<source.count).allSatisfy { CSVLayout.isBlank(source[$0]) }
        guard !isBlank else { throw CausalError(.emptyFile, "the file is empty", file: file) }
        try CSVLayout.refuseOtherFormats(source, file)
        guard let line = CSVLayout.firstLine(source, from: start) else {
            throw CausalError(
                .badHeader, "the first line has no end in its first \(CSVLayout.longestHeader) bytes",
                file: file, remedy: "Check that this is a CSV file and that its quotes are closed.")
        }
        rowEnd = line.rowEnd
        delimiter = try options.delimiterByte() ?? CSVLayout.sniffed(source, start, rowEnd)
        let header = try CSVHeader(source, start..<line.end, delimiter, file)
        names = options.header ? try header.names() : header.numbered
        let first = options.header ? line.next : start
        rows = first..<max(first, CSVLayout.endOfRows(source, from: first, delimiter))
        guard !rows.isEmpty else {
            throw CausalError(.emptyFile, "the file has a header and no rows", file: file)
        }
    }

    private static let longestHeader = 1 << 24

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 32 || byte == 9 || byte == lineFeed || byte == carriageReturn
    }

    private static func refuseOtherFormats(_ source: ByteSource, _ file: String?) throws(CausalError) {
        if source.starts(with: [0xFF, 0xFE]) || source.starts(with: [0xFE, 0xFF]) {
            throw CausalError(
                .invalidEncoding, "the file is UTF-16, not UTF-8", file: file, remedy: "Save it as UTF-8.")
        }
        if let format = otherFormats.first(where: { source.starts(with: $0.bytes) }),
            (0..<min(300, source.count)).contains(where: { isControl(source[$0]) })
        {
            throw CausalError(
                .invalidEncoding, "the file is \(format.name), not CSV", file: file,
                remedy: "Name its kind with --input-format when its ending does not tell, or save it as CSV.")
        }
    }

    /// What files that are no text begin with.
    static let otherFormats: [(bytes: [UInt8], name: String)] = [
        (Array("PK\u{3}\u{4}".utf8), "a zip archive or an Excel workbook"),
        (Array("PAR1".utf8), "a Parquet file"), (Array("ARROW1".utf8), "an Arrow file"),
        (Array("<stata_dta>".utf8), "a Stata file"), (Array("$FL2".utf8), "an SPSS file"),
        (Array("$FL3".utf8), "an SPSS file"), (Array("BZh".utf8), "compressed by bzip2"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "compressed by xz"),
    ]

    /// Whether text hardly ever holds the byte.
    private static func isControl(_ byte: UInt8) -> Bool {
        byte < 32 && byte != 9 && byte != lineFeed && byte != carriageReturn
    }

    /// Where the first line ends, where the next one starts, and what ends lines: LF, or CR when none of the
    /// CRs up to the first LF outside quotes stands before it.
    private static func firstLine(
        _ source: ByteSource, from start: Int
    ) -> (end: Int, next: Int, rowEnd: UInt8)? {
        var inside = false
        for index in start..<min(source.count, start + longestHeader) {
            let byte = source[index]
            if byte == quote { inside.toggle() }
            guard !inside else { continue }
            if byte == lineFeed { return (index, index + 1, lineFeed) }
            if byte == carriageReturn {
                let pair = source[index + 1] == lineFeed
                return (index, index + (pair ? 2 : 1), pair ? lineFeed : carriageReturn)
            }
        }
        return source.count - start <= longestHeader ? (source.count, source.count, lineFeed) : nil
    }

    /// The end of the last row that is not blank.
    private static func endOfRows(_ source: ByteSource, from first: Int, _ delimiter: UInt8) -> Int {
        var end = source.count
        var index = end
        while index > first {
            let byte = source[index - 1]
            if byte == lineFeed || byte == carriageReturn {
                end = index - 1
            } else if byte == delimiter || !isBlank(byte) {
                break
            }
            index -= 1
        }
        // Blanks down to the first row: nothing but blank lines.
        return index == first ? first : end
    }

    /// The candidate that cuts the first rows into the same number of fields, the largest such number; when
    /// none does, the candidate that is most frequent in the first row; a comma when there is none.
    private static func sniffed(_ source: ByteSource, _ start: Int, _ rowEnd: UInt8) -> UInt8 {
        let candidates = [comma, UInt8(ascii: ";"), 9, UInt8(ascii: "|")]
        let counts = candidates.map { delimiterCounts(source, start, rowEnd, $0) }
        var best = 0
        for index in 1..<candidates.count {
            let even = Set(counts[index]).count == 1 && counts[index][0] > 0
            let bestEven = Set(counts[best]).count == 1 && counts[best][0] > 0
            if even != bestEven ? even : counts[index][0] > counts[best][0] { best = index }
        }
        return candidates[best]
    }

    /// How often a byte stands outside quotes in each of the first rows.
    private static func delimiterCounts(
        _ source: ByteSource, _ start: Int, _ rowEnd: UInt8, _ delimiter: UInt8
    ) -> [Int] {
        var counts = [0]
        var inside = false
        var hasText = false
        for index in start..<min(source.count, start + (1 << 16)) {
            let byte = source[index]
            if byte == quote { inside.toggle() }
            guard !inside else { continue }
            if byte == rowEnd {
                guard hasText, counts.count < 20 else { break }
                counts.append(0)
                hasText = false
            } else {
                if byte == delimiter { counts[counts.count - 1] += 1 }
                hasText = hasText || byte != carriageReturn
            }
        }
        if !hasText || counts.count > 1 { counts.removeLast() }
        return counts.isEmpty ? [0] : counts
    }
}
