import CKernels
import Groundwork

/// One pass that sums scores by group.
///
/// Rows are split into pieces, each with sums of its own from its smallest to its largest code; the pieces
/// are as many (64 to 4) as keep those sums together within an eighth of the data or twice the result.
/// Sorted codes are therefore always split by rows. Otherwise the columns are split, four to a piece.
struct ScorePass: Sendable {
    let columns: ColumnPointers
    let shifts: [Double]?
    let ones: Bool
    let residuals: SharedPointer<Double>
    let weights: SharedPointer<Double>
    let groups: SharedPointer<Int32>
    let groupCount: Int
    let rowCount: Int

    /// Rows and the codes that occur in them.
    struct Piece: Sendable {
        var rows: Range<Int>
        var codes: Range<Int>
        func joined(_ other: Piece) -> Piece {
            let all = rows.lowerBound..<other.rows.upperBound
            if codes.isEmpty { return Piece(rows: all, codes: other.codes) }
            if other.codes.isEmpty { return Piece(rows: all, codes: codes) }
            let low = min(codes.lowerBound, other.codes.lowerBound)
            return Piece(rows: all, codes: low..<max(codes.upperBound, other.codes.upperBound))
        }
    }

    private var width: Int { columns.pointers.count + (ones ? 1 : 0) }

    /// The sums, groupCount × width; `prepare` is run on each block of rows before it is scored.
    func sums(_ prepare: @Sendable (Range<Int>) -> Void) -> Matrix {
        guard let pieces = rowPieces() else {
            Parallel.forEach(Parallel.blockCount(rowCount, 1 << 16)) {
                prepare(Parallel.blockRange($0, rowCount, 1 << 16))
            }
            return sumsByColumns()
        }
        let stride = Int(causal_scores_stride(Int32(columns.pointers.count), ones))
        let parts = Parallel.map(pieces.count) { piece in sums(of: pieces[piece], stride, prepare) }
        return merged(pieces, parts, stride)
    }

    /// The pieces of rows, or nil when their sums would take too much memory.
    private func rowPieces() -> [Piece]? {
        let blocks = RowBlocks(rowCount: rowCount, resultSize: 1)
        var pieces = Parallel.map(blocks.count) { block in
            let rows = blocks.rows(block)
            var range: (Int32, Int32) = (0, 0)
            withUnsafeMutableBytes(of: &range) { raw in
                causal_code_range(
                    groups.address, Int64(rows.lowerBound), Int64(rows.upperBound),
                    raw.assumingMemoryBound(to: Int32.self).baseAddress)
            }
            let high = min(Int(range.1) + 1, groupCount)
            return Piece(rows: rows, codes: min(Int(range.0), high)..<high)
        }
        while pieces.reduce(0, { $0 + $1.codes.count }) > max(rowCount / 8, 2 * groupCount) {
            if pieces.count <= 4 { return nil }
            pieces = stride(from: 0, to: pieces.count, by: 2).map { i in
                i + 1 < pieces.count ? pieces[i].joined(pieces[i + 1]) : pieces[i]
            }
        }
        return pieces
    }

    /// A piece's sums, row-major from its first code on; blocks of 2048 rows stay in the second-level cache
    /// between `prepare` and the scoring.
    private func sums(of piece: Piece, _ stride: Int, _ prepare: (Range<Int>) -> Void) -> [Double] {
        var sums = [Double](repeating: 0, count: piece.codes.count * stride)
        let k = Int32(columns.pointers.count)
        var workspace = [Double](repeating: 0, count: Int(causal_scores_workspace(k, ones)))
        for start in Swift.stride(from: piece.rows.lowerBound, to: piece.rows.upperBound, by: 2048) {
            let rows = start..<min(start + 2048, piece.rows.upperBound)
            prepare(rows)
            causal_grouped_scores(
                columns.pointers, shifts, k, ones, residuals.address.map { $0 + start }, weights.address,
                groups.address, Int32(piece.codes.lowerBound), Int32(piece.codes.count), Int64(start),
                Int64(rows.upperBound), &workspace, &sums)
        }
        return sums
    }

    /// The pieces' sums added in order, column by column.
    private func merged(_ pieces: [Piece], _ parts: [[Double]], _ stride: Int) -> Matrix {
        if groupCount == 0 || width == 0 { return Matrix(groupCount, width) }
        let values = Parallel.array(groupCount * width, blockSize: groupCount, of: Double.self) {
            range, column in
            let j = range.lowerBound / groupCount
            column.initialize(repeating: 0)
            for (piece, part) in zip(pieces, parts) {
                for (place, code) in piece.codes.enumerated() { column[code] += part[place * stride + j] }
            }
        }
        return Matrix(groupCount, width, columnMajor: values)
    }

    /// The sums with the columns split, the intercept among the first four.
    private func sumsByColumns() -> Matrix {
        let count = Parallel.blockCount(width, 4)
        let parts = Parallel.map(count) { block in
            let range = Parallel.blockRange(block, width, 4)
            let shift = ones ? 1 : 0
            let own = max(0, range.lowerBound - shift)..<(range.upperBound - shift)
            let pass = ScorePass(
                columns: ColumnPointers(pointers: Array(columns.pointers[own])),
                shifts: shifts.map { Array($0[own]) }, ones: ones && block == 0, residuals: residuals,
                weights: weights, groups: groups, groupCount: groupCount, rowCount: rowCount)
            let all = Piece(rows: 0..<rowCount, codes: 0..<groupCount)
            return pass.merged([all], [pass.sums(of: all, 4) { _ in }], 4).values
        }
        return Matrix(groupCount, width, columnMajor: parts.flatMap { $0 })
    }
}
