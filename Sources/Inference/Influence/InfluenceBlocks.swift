import Groundwork
import LinearAlgebra

/// n⁻¹ψ of many groups, computed a block of groups at a time, so that groups × terms are never held.
///
/// Blocks depend on the data alone and are summed in order: results are the same on any number of threads.
public struct InfluenceBlocks: Sendable {
    /// Groups of one block, in any order.
    public struct Block: Sendable {
        /// The positions of the terms that ``values`` holds; the others are zero. Nil means all.
        public let columns: [Int]?
        /// n⁻¹ψ: groups of the block × columns.
        public let values: Matrix

        /// Makes a block.
        public init(columns: [Int]? = nil, _ values: Matrix) {
            self.columns = columns
            self.values = values
        }
    }

    /// The number of groups in all blocks together.
    public let groupCount: Int
    /// The number of terms K.
    public let termCount: Int
    /// The number of blocks.
    public let count: Int
    /// Computes a block.
    public let block: @Sendable (Int) -> Block

    /// Makes blocks that are computed when they are needed, at each use anew.
    public init(
        groupCount: Int, termCount: Int, count: Int, _ block: @escaping @Sendable (Int) -> Block
    ) {
        self.groupCount = groupCount
        self.termCount = termCount
        self.count = count
        self.block = block
    }

    /// Cuts a matrix of groups × terms.
    public init(_ whole: Matrix) {
        let size = 4096
        let groups = whole.rowCount
        self.init(
            groupCount: groups, termCount: whole.columnCount, count: Parallel.blockCount(groups, size)
        ) { block in
            let rows = Parallel.blockRange(block, groups, size)
            let picked = (0..<whole.columnCount).flatMap {
                whole.values[(rows.lowerBound + $0 * groups)..<(rows.upperBound + $0 * groups)]
            }
            return Block(Matrix(rows.count, whole.columnCount, columnMajor: picked))
        }
    }

    /// The influence of Jθ: every block times J′, without the terms that its columns do not reach.
    public func times(_ jacobian: Matrix) -> InfluenceBlocks {
        let block = block
        return InfluenceBlocks(groupCount: groupCount, termCount: jacobian.rowCount, count: count) {
            let part = block($0)
            let columns = part.columns ?? Array(0..<jacobian.columnCount)
            let reached = (0..<jacobian.rowCount).filter { row in
                columns.contains { jacobian[row, $0] != 0 }
            }
            var turned = Matrix(columns.count, reached.count)
            for (j, row) in reached.enumerated() {
                for (i, column) in columns.enumerated() { turned[i, j] = jacobian[row, column] }
            }
            return Block(columns: reached, part.values * turned)
        }
    }

    /// Runs of neighbouring blocks, at most 16, each of which one thread sums in order.
    var runs: [Range<Int>] {
        let size = max(1, (count + 15) / 16)
        return (0..<Parallel.blockCount(count, size)).map { Parallel.blockRange($0, count, size) }
    }

    /// Σ_g ψ_gψ_g′/n²: terms × terms, exactly symmetric.
    public var gram: Matrix {
        let runs = runs
        let parts = Parallel.map(runs.count) { run in
            var total = Matrix(termCount, termCount)
            for position in runs[run] {
                let part = block(position)
                total.add(part.values.gram, at: part.columns)
            }
            return total
        }
        return parts.reduce(Matrix(termCount, termCount), +)
    }
}

extension Matrix {
    /// Adds a square matrix to the rows and columns at some positions, nil for all.
    mutating func add(_ part: Matrix, at positions: [Int]?) {
        guard let positions else {
            for i in values.indices { values[i] += part.values[i] }
            return
        }
        for (b, j) in positions.enumerated() {
            for (a, i) in positions.enumerated() { self[i, j] += part[a, b] }
        }
    }
}
