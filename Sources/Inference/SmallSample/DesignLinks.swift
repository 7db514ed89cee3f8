import Groundwork
import LinearAlgebra

/// What links clusters: sums over all rows that the hat matrix of slopes and crossed factors needs.
struct DesignLinks: Sendable {
    /// S⁻, levels × levels.
    let inverse: Matrix
    /// S⁻D′WX: what is taken off X so that it is orthogonal to D to the last digit.
    let slopeShift: Matrix
    /// S⁻D′Wû.
    let residualShift: Matrix
    /// M(U′W²U)M when weights and working model disagree: the middle of HH′.
    let middle: Matrix?

    /// One pass over the rows, n·(k + L)² operations; none when nothing is crossed and weights are no matter.
    init(_ design: ClusterDesign) throws(CausalError) {
        let (k, levels) = (design.slopeCount, design.levelCount)
        guard levels > 0 || design.isOblique else {
            inverse = Matrix(0, 0)
            slopeShift = Matrix(0, k)
            residualShift = Matrix(0, 1)
            middle = nil
            return
        }
        let (plain, squared) = try DesignLinks.sums(design)
        let atLevels = Array(k..<(k + levels))
        let size = DesignLinks.levelWeights(design)
        inverse = SemidefiniteInverse(plain.submatrix(atLevels), scale: size).matrix
        slopeShift = inverse * plain.part(rows: k..<(k + levels), columns: 0..<k)
        residualShift =
            inverse * plain.part(rows: k..<(k + levels), columns: (k + levels)..<(k + levels + 1))
        middle =
            design.isOblique
            ? DesignLinks.middle(squared, root: design.root, shift: slopeShift, inverse: inverse) : nil
    }

    /// M(U′W²U)M with U = (X, D)·((R, 0), (−shift·R, I)).
    private static func middle(_ squared: Matrix, root: Matrix, shift: Matrix, inverse: Matrix) -> Matrix {
        let (k, levels) = (root.rowCount, inverse.rowCount)
        var turn = Matrix(k + levels, k + levels)
        var scale = Matrix(k + levels, k + levels)
        let lower = shift * root
        for j in 0..<k {
            for i in 0..<k { turn[i, j] = root[i, j] }
            for i in 0..<levels { turn[k + i, j] = -lower[i, j] }
            scale[j, j] = 1
        }
        for j in 0..<levels {
            turn[k + j, k + j] = 1
            for i in 0..<levels { scale[k + i, k + j] = inverse[i, j] }
        }
        let all = Array(0..<(k + levels))
        let outer = turn * scale
        return (outer.transposed * squared.submatrix(all) * outer).symmetrised
    }

    /// Σ wv² over the rows of each crossed level.
    private static func levelWeights(_ design: ClusterDesign) -> [Double] {
        var sums = [Double](repeating: 0, count: design.levelCount)
        for (codes, values) in zip(design.crossed, design.crossedValues) {
            for (row, level) in codes.enumerated() {
                let v = values?[row] ?? 1
                sums[Int(level)] += v * v * (design.weights?[row] ?? 1)
            }
        }
        return sums
    }

    /// The cross-products of (X, D, û) with weights w and w².
    private static func sums(_ design: ClusterDesign) throws(CausalError) -> (Matrix, Matrix) {
        let size = design.slopeCount + design.levelCount + 1
        let blocks = design.groups.blocks(limit: max(4, min(64, (1 << 22) / (size * size))))
        let parts = Parallel.map(blocks.count) { block in
            Result { () throws(CausalError) in try blockSums(design, blocks[block], size) }
        }
        var plain = Matrix(size, size)
        var squared = Matrix(size, size)
        for part in parts {
            let (first, second) = try part.get()
            plain = plain + first
            if design.isOblique { squared = squared + second }
        }
        return (plain, squared)
    }

    private static func blockSums(
        _ design: ClusterDesign, _ block: Range<Int>, _ size: Int
    ) throws(CausalError) -> (Matrix, Matrix) {
        var plain = Matrix(size, size)
        var squared = design.isOblique ? Matrix(size, size) : Matrix(0, 0)
        var scratch = LevelScratch(design.levelCount)
        for group in block {
            let rows = design.groups.rows(group)
            let levels = design.levelsMet(rows, &scratch)
            let local = design.local(rows, levels: scratch, sweep: try design.nestedSweep(group))
            let columns = local.columns
            let weighted = local.weights.map { columns.scalingRows($0) } ?? columns
            let k = design.slopeCount
            let places = Array(0..<k) + levels.map { k + Int($0) } + [size - 1]
            plain.add(columns.transposedTimes(weighted), at: places)
            if design.isOblique { squared.add(weighted.gram, at: places) }
        }
        return (plain, squared)
    }
}

extension Matrix {
    /// Adds a small square matrix to the rows and columns at some places.
    mutating func add(_ small: Matrix, at places: [Int]) {
        for (b, j) in places.enumerated() {
            for (a, i) in places.enumerated() { self[i, j] += small[a, b] }
        }
    }

    /// Some neighbouring rows of some neighbouring columns.
    func part(rows: Range<Int>, columns: Range<Int>) -> Matrix {
        var result = Matrix(rows.count, columns.count)
        for (b, j) in columns.enumerated() {
            for (a, i) in rows.enumerated() { result[a, b] = self[i, j] }
        }
        return result
    }

    /// Some rows.
    func rows(_ positions: [Int]) -> Matrix {
        var result = Matrix(positions.count, columnCount)
        for j in 0..<columnCount { for (a, i) in positions.enumerated() { result[a, j] = self[i, j] } }
        return result
    }
}
