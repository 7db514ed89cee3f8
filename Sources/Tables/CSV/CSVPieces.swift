import CNumberText
import Groundwork

/// A file cut into pieces of equal length, and the rows that start in each.
///
/// A row belongs to the piece that holds the row end before it (the first row to the first piece), so a piece
/// may read on beyond its end. Whether a row end is one or stands inside quotes follows from the number of
/// quotes before it: it is counted in every piece at once, and added up in their order.
struct CSVPieces: Sendable {
    /// The first row of a piece, where it starts, and how many there are.
    struct Piece: Sendable {
        let firstRow: Int
        let rowCount: Int
        let bytes: Range<Int>
        /// Whether the piece starts inside quotes.
        let insideQuotes: Bool
    }

    let pieces: [Piece]
    let rowCount: Int

    init(_ source: ByteSource, _ layout: CSVLayout, pieceSize: Int) {
        let start = layout.rows.lowerBound
        let length = layout.rows.count
        let rowEnd = CChar(bitPattern: layout.rowEnd)
        let ranges = (0..<Parallel.blockCount(length, pieceSize)).map { piece in
            let range = Parallel.blockRange(piece, length, pieceSize)
            return (range.lowerBound + start)..<(range.upperBound + start)
        }
        let counts = Parallel.map(ranges.count) { piece in
            let range = ranges[piece]
            return causal_csv_count(source.first + range.lowerBound, source.first + range.upperBound, rowEnd)
        }
        var pieces: [Piece] = []
        var firstRow = 0
        var inside = false
        for (range, count) in zip(ranges, counts) {
            let ends = inside ? count.ends_after_odd : count.ends_after_even
            let rows = ends + (pieces.isEmpty ? 1 : 0)
            pieces.append(Piece(firstRow: firstRow, rowCount: rows, bytes: range, insideQuotes: inside))
            firstRow += rows
            if count.quotes % 2 == 1 { inside.toggle() }
        }
        self.pieces = pieces
        rowCount = firstRow
    }

    /// The first byte of a piece's first row; nil when no row starts in it.
    func start(_ index: Int, _ source: ByteSource, _ layout: CSVLayout) -> UnsafePointer<CChar>? {
        let piece = pieces[index]
        guard piece.rowCount > 0 else { return nil }
        if index == 0 { return source.first + piece.bytes.lowerBound }
        return causal_csv_next_row(
            source.first + piece.bytes.lowerBound, source.first + piece.bytes.upperBound,
            CChar(bitPattern: layout.rowEnd), piece.insideQuotes ? 1 : 0)
    }
}
