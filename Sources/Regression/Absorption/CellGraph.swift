import CKernels
import Inference

/// The levels of some factors that meet in each group of another one (the eliminated factor), with their
/// weights: all that the Schur complement S = D₂′WD₂ − D₂′WD₁(D₁′WD₁)⁻¹D₁′WD₂ depends on.
///
/// Rows that agree in all of the factors are one cell. Groups are split into blocks of about equally many rows,
/// which depend on the data alone.
struct CellGraph: Sendable {
    /// The blocks, in the order of the groups.
    private(set) var blocks: [Block]
    /// How many levels the factors have together.
    let levelCount: Int

    /// Groups that follow each other.
    struct Block: Sendable {
        /// Where each group's cells start.
        var starts: [Int32]
        /// Each factor's level (in the shared numbering) by cell.
        var codes: [[Int32]]
        /// Each cell's weight; nil when all are 1.
        var weights: [Double]?
        /// 1 / the weight of each group.
        var inverses: [Double]
        var groupCount: Int { inverses.count }
    }

    init(_ order: GroupOrder, _ ranges: [Range<Int>], _ factors: [Factor], weights: [Double]?) {
        let bases = factors.indices.map { Int32(factors[..<$0].reduce(0) { $0 + $1.levelCount }) }
        levelCount = factors.reduce(0) { $0 + $1.levelCount }
        blocks = CodePointers.with(factors.map(\.codes), []) { codes in
            Parallel.map(ranges.count) {
                CellGraph.block(order, ranges[$0], codes, bases, factors[0].levelCount, weights)
            }
        }
        if blocks.contains(where: { $0.weights != nil }) {
            for i in blocks.indices where blocks[i].weights == nil {
                blocks[i].weights = Array(repeating: 1, count: blocks[i].codes[0].count)
            }
        }
    }

    private init(blocks: [Block], levelCount: Int) {
        self.blocks = blocks
        self.levelCount = levelCount
    }

    /// At most 16 blocks, fewer when a vector over the levels for each would outgrow the rows.
    static func ranges(_ starts: [Int32], levels: Int) -> [Range<Int>] {
        let rows = Int(starts.last ?? 0)
        let groups = starts.count - 1
        let count = max(1, min(16, rows >> 14, max(2, rows / (4 * max(1, levels)))))
        var ranges: [Range<Int>] = []
        var first = 0
        for block in 1...count {
            var last = block == count ? groups : first
            while last < groups, Int(starts[last]) < rows / count * block { last += 1 }
            if last > first { ranges.append(first..<last) }
            first = last
        }
        return ranges
    }

    private static func block(
        _ order: GroupOrder, _ groups: Range<Int>, _ codes: CodePointers, _ bases: [Int32], _ levels: Int,
        _ weights: [Double]?
    ) -> Block {
        let rows = Int(order.starts[groups.upperBound] - order.starts[groups.lowerBound])
        var block = Block(
            starts: Array(repeating: 0, count: groups.count + 1), codes: [],
            weights: Array(repeating: 0, count: rows), inverses: Array(repeating: 0, count: groups.count))
        var last = [Int32](repeating: -1, count: levels)
        var found = 0
        var cellWeights = block.weights ?? []
        block.codes = NewCodes.make(codes.codes.count, rows: rows) { out in
            found = Int(
                causal_cells_build(
                    order.rows, order.starts, Int64(groups.lowerBound), Int64(groups.upperBound), codes.codes,
                    bases, Int32(bases.count), weights, &last, &block.starts, out.pointers, &cellWeights,
                    &block.inverses))
            return found
        }
        let ones = weights == nil && found == rows
        block.weights = ones ? nil : Array(cellWeights.prefix(found))
        return block
    }

    /// The groups in which several cells meet: the others take no part in S.
    var linked: CellGraph {
        CellGraph(blocks: blocks.map(\.linked).filter { $0.groupCount > 0 }, levelCount: levelCount)
    }

    /// The number of cells.
    var cellCount: Int { blocks.reduce(0) { $0 + Int($1.starts.last ?? 0) } }
    /// How many factors meet in a cell.
    var factorCount: Int { blocks.first?.codes.count ?? 0 }
}

extension CellGraph.Block {
    /// Runs `body` with the addresses of the block.
    func withCells<Result>(_ body: (UnsafePointer<causal_cells>) -> Result) -> Result {
        CodePointers.with(codes, []) { pointers in
            starts.withUnsafeBufferPointer { starts in
                SharedPointer.with(weights) { weights in
                    inverses.withUnsafeBufferPointer { inverses in
                        pointers.codes.withUnsafeBufferPointer { codes in
                            var cells = causal_cells(
                                groups: Int64(groupCount), starts: starts.baseAddress,
                                factors: Int32(codes.count), codes: codes.baseAddress,
                                weights: weights.address, inverses: inverses.baseAddress)
                            return body(&cells)
                        }
                    }
                }
            }
        }
    }

    /// The groups of several cells.
    fileprivate var linked: CellGraph.Block {
        let kept = inverses.indices.filter { starts[$0 + 1] - starts[$0] > 1 }
        if kept.count == groupCount { return self }
        let places = kept.flatMap { Int(starts[$0])..<Int(starts[$0 + 1]) }
        var ends: [Int32] = [0]
        for group in kept { ends.append(ends[ends.count - 1] + starts[group + 1] - starts[group]) }
        return CellGraph.Block(
            starts: ends, codes: codes.map { codes in places.map { codes[$0] } },
            weights: weights.map { weights in places.map { weights[$0] } },
            inverses: kept.map { inverses[$0] })
    }
}
