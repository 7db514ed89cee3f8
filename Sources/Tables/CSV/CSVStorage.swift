import CNumberText
import Groundwork

/// The columns while they are filled, several pieces at once.
///
/// The pointers are those of arrays that this object alone holds and does not touch until all pieces are
/// parsed, so they stay valid; pieces have disjoint rows, so no two threads write the same slot.
final class CSVStorage: @unchecked Sendable {
    private let kinds: [Int]
    private var numbers: [[Double]]
    private var codes: [[Int32]]
    private var columns: [causal_csv_column]

    /// Makes room for `rowCount` rows; every row of every column that is not skipped must then be parsed.
    init(_ kinds: [some BinaryInteger], rowCount: Int) {
        self.kinds = kinds.map { Int($0) }
        numbers = kinds.map { CSVStorage.uninitialized($0 == CAUSAL_COLUMN_NUMBERS ? rowCount : 0) }
        codes = kinds.map { CSVStorage.uninitialized($0 == CAUSAL_COLUMN_TEXTS ? rowCount : 0) }
        columns = kinds.map {
            causal_csv_column(kind: Int32($0), seen: 0, numbers: nil, codes: nil, levels: nil)
        }
        for column in columns.indices {
            columns[column].numbers = numbers[column].withUnsafeMutableBufferPointer(\.baseAddress)
            columns[column].codes = codes[column].withUnsafeMutableBufferPointer(\.baseAddress)
        }
    }

    private static func uninitialized<Value: BitwiseCopyable>(_ count: Int) -> [Value] {
        // Parsing initialises every row, or fails and the array is never read.
        [Value](unsafeUninitializedCapacity: count) { _, initialized in initialized = count }
    }

    /// Parses some rows into their place.
    func parse(
        _ format: CSVFormat, _ start: UnsafePointer<CChar>, firstRow: Int, rowCount: Int
    ) -> CSVPieceResult {
        var targets = columns
        var levels = [CSVLevels?](repeating: nil, count: targets.count)
        for column in targets.indices {
            if kinds[column] == CAUSAL_COLUMN_NUMBERS { targets[column].numbers += firstRow }
            guard kinds[column] == CAUSAL_COLUMN_TEXTS else { continue }
            let made = CSVLevels()
            targets[column].codes += firstRow
            targets[column].levels = made.pointer
            levels[column] = made
        }
        let fault = format.withPointer { causal_csv_parse($0, start, rowCount, &targets) }
        return CSVPieceResult(fault: fault, seen: targets.map(\.seen), levels: levels)
    }

    /// The numbers of a column, once all pieces are parsed; the column is empty afterwards.
    func takeNumbers(_ column: Int) -> [Double] {
        defer { numbers[column] = [] }
        return numbers[column]
    }

    /// The codes of a column, once all pieces are parsed; the column is empty afterwards.
    func takeCodes(_ column: Int) -> [Int32] {
        defer { codes[column] = [] }
        return codes[column]
    }
}

/// What parsing a piece has told besides its values; the lists are empty for a piece in which no row starts.
struct CSVPieceResult: @unchecked Sendable {
    var fault = causal_csv_fault()
    var seen: [UInt32] = []
    var levels: [CSVLevels?] = []
}

/// The format of a file in the parser's terms.
final class CSVFormat: @unchecked Sendable {
    private let source: ByteSource
    private let texts: [ByteSource]
    private let tokens: [causal_token]
    private let layout: CSVLayout

    init(_ source: ByteSource, _ layout: CSVLayout, missing: [String]) {
        self.source = source
        self.layout = layout
        texts = missing.map { ByteSource($0.utf8) }
        tokens = texts.map { causal_token(text: $0.first, length: $0.count) }
    }

    func withPointer<Result>(_ body: (UnsafePointer<causal_csv_format>) -> Result) -> Result {
        tokens.withUnsafeBufferPointer { tokens in
            var format = causal_csv_format(
                end: source.first + layout.rows.upperBound, delimiter: CChar(bitPattern: layout.delimiter),
                row_end: CChar(bitPattern: layout.rowEnd), missing: tokens.baseAddress,
                missing_count: tokens.count, column_count: layout.names.count)
            return body(&format)
        }
    }
}
