import CNumberText
import Groundwork

/// Reads the rows of a CSV file into columns.
///
/// 1. Count the rows of every piece, so that each knows its first row (``CSVPieces``).
/// 2. Parse every piece straight into the columns' final storage: numbers at once, texts as codes into
///    levels of the piece's own. Columns are taken for numbers unless the first rows show otherwise.
/// 3. Where a column of numbers turned out to hold anything else, parse the file again for those columns alone.
/// 4. Join the pieces' levels in the order of the pieces and renumber the codes.
struct CSVReader {
    let source: ByteSource
    let layout: CSVLayout
    let pieces: CSVPieces
    let format: CSVFormat
    let file: String?
    /// Which columns are kept.
    private let kept: [Bool]
    /// Which columns are texts whatever they hold.
    private let texts: Set<String>

    init(_ source: ByteSource, _ options: CSVOptions, file: String?) throws(CausalError) {
        self.source = source
        self.file = file
        let layout = try CSVLayout(source, options, file: file)
        self.layout = layout
        // What a piece keeps for each column must stay small beside its bytes.
        let width = layout.names.count > 4096 ? layout.names.count * 256 : 1
        pieces = CSVPieces(source, layout, pieceSize: max(width, options.pieceSize))
        format = CSVFormat(source, layout, missing: options.missing)
        texts = options.texts
        kept = layout.names.map { options.columns?.contains($0) ?? true }
        guard pieces.rowCount <= Int(Int32.max) else {
            throw CausalError(.badValue, "the file has more than \(Int32.max) rows", file: file)
        }
    }

    /// The columns, in the file's order.
    func columns() throws(CausalError) -> [Column] {
        var kinds = kept.map { $0 ? CAUSAL_COLUMN_NUMBERS : CAUSAL_COLUMN_SKIPPED }
        for (column, seen) in sample().enumerated()
        where kept[column] && (CSVReader.isText(seen) || texts.contains(layout.names[column])) {
            kinds[column] = CAUSAL_COLUMN_TEXTS
        }
        var first = try parse(kinds)
        let again = kinds.indices.filter {
            kinds[$0] == CAUSAL_COLUMN_NUMBERS && CSVReader.isText(first.seen[$0])
        }
        if !again.isEmpty {
            for column in again { first.columns[column] = nil }
            let second = try parse(
                kinds.indices.map { again.contains($0) ? CAUSAL_COLUMN_TEXTS : CAUSAL_COLUMN_SKIPPED })
            for column in again { first.columns[column] = second.columns[column] }
        }
        return first.columns.compactMap { $0 }
    }

    /// Whether a column cannot be one of numbers: it holds text, whole numbers that a double would change, or
    /// TRUE and FALSE among numbers.
    private static func isText(_ seen: UInt32) -> Bool {
        let both = UInt32(CAUSAL_SEEN_NUMBER | CAUSAL_SEEN_LOGICAL)
        return seen & UInt32(CAUSAL_SEEN_TEXT | CAUSAL_SEEN_ID) != 0 || seen & both == both
    }

    /// What the first rows of each column hold.
    private func sample() -> [UInt32] {
        let rows = min(pieces.rowCount, 100)
        let storage = CSVStorage(layout.names.map { _ in CAUSAL_COLUMN_NUMBERS }, rowCount: rows)
        let start = source.first + layout.rows.lowerBound
        return storage.parse(format, start, firstRow: 0, rowCount: rows).seen
    }

    /// The columns of some kinds, and what each holds; skipped columns are nil.
    private func parse(
        _ kinds: [Int]
    ) throws(CausalError) -> (columns: [Column?], seen: [UInt32]) {
        let storage = CSVStorage(kinds, rowCount: pieces.rowCount)
        let results = Parallel.map(pieces.pieces.count) { index in
            guard let start = pieces.start(index, source, layout) else { return CSVPieceResult() }
            let piece = pieces.pieces[index]
            return storage.parse(format, start, firstRow: piece.firstRow, rowCount: piece.rowCount)
        }
        for (piece, result) in zip(pieces.pieces, results) where result.fault.kind != CAUSAL_FAULT_NONE {
            throw error(result.fault, firstRow: piece.firstRow)
        }
        var seen = [UInt32](repeating: 0, count: kinds.count)
        for result in results {
            for column in result.seen.indices { seen[column] |= result.seen[column] }
        }
        let columns = kinds.indices.map { column -> Column? in
            let name = layout.names[column]
            switch kinds[column] {
            case CAUSAL_COLUMN_NUMBERS: return Column(name, storage.takeNumbers(column))
            case CAUSAL_COLUMN_TEXTS:
                let levels = results.map { $0.levels.isEmpty ? nil : $0.levels[column] }
                return Column(name, CSVLevels.values(storage.takeCodes(column), pieces, levels))
            default: return nil
            }
        }
        return (columns, seen)
    }
}
