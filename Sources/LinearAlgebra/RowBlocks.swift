import Groundwork

/// How rows are split into pieces: by the number of rows and the size of a piece's result, never by threads.
struct RowBlocks: Sendable {
    let rowCount: Int
    let blockSize: Int
    let count: Int

    /// At most 64 pieces of at least 8192 rows (a multiple of 512), and no more than keep the pieces' results
    /// of `resultSize` doubles within 64 MB, though at least 4.
    init(rowCount: Int, resultSize: Int) {
        let allowed = min(64, max(4, (1 << 23) / max(1, resultSize)))
        let wanted = min(allowed, max(1, rowCount / 8192))
        let size = (rowCount + wanted - 1) / wanted
        self.rowCount = rowCount
        blockSize = max(512, (size + 511) / 512 * 512)
        count = Parallel.blockCount(rowCount, blockSize)
    }

    func rows(_ block: Int) -> Range<Int> { Parallel.blockRange(block, rowCount, blockSize) }
}
