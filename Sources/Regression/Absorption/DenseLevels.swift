import CKernels
import Inference

/// The levels of small factors, whose equations are formed and factored: they need no iteration.
///
/// With the eliminated factor's groups gone, their equations are S_tt = LL′ (a redundant level, with no pivot
/// left, is passed over). Against the levels f on which is iterated, R = S_ft L′⁻¹ remains, and
/// S_ff − RR′ is what they leave to iterate on.
struct DenseLevels: Sendable {
    let cells: CellGraph
    let count: Int
    /// L row by row; a row of zeros where no pivot is left.
    private let triangle: [Double]
    /// R, a row of `count` numbers for each level f.
    private let cross: [Double]

    init(
        _ order: GroupOrder, _ ranges: [Range<Int>], _ factors: [Factor], against others: CellGraph?,
        _ otherFactors: [Factor],
        weights: [Double]?
    ) {
        cells = CellGraph(order, ranges, factors, weights: weights)
        count = cells.levelCount
        let own = DenseLevels.complement(cells, factors, cells, factors, weights)
        triangle = DenseLevels.factored(own, count)
        if let others {
            let mixed = DenseLevels.complement(others, otherFactors, cells, factors, weights)
            cross = DenseLevels.solved(mixed, triangle, count)
        } else {
            cross = []
        }
    }

    /// A block of S between the levels of two sets of factors, row by row.
    private static func complement(
        _ a: CellGraph, _ aFactors: [Factor], _ b: CellGraph, _ bFactors: [Factor], _ weights: [Double]?
    ) -> [Double] {
        let size = a.levelCount * b.levelCount
        // As many pieces as keep their sums small beside the cells.
        let count = max(1, min(a.blocks.count, 8, 2 * a.cellCount / max(1, size)))
        let parts = Parallel.map(count) { piece in
            var sums = [Double](repeating: 0, count: size)
            let rows = aFactors[0].count
            addPairs(
                aFactors, bFactors, weights, rows * piece / count..<rows * (piece + 1) / count, b.levelCount,
                &sums)
            for block in a.blocks.count * piece / count..<a.blocks.count * (piece + 1) / count {
                a.blocks[block].withCells { first in
                    b.blocks[block].withCells { causal_cells_cross(first, $0, Int64(b.levelCount), &sums) }
                }
            }
            return sums
        }
        return parts.dropFirst().reduce(into: parts[0]) { total, part in
            for slot in total.indices { total[slot] += part[slot] }
        }
    }

    /// The weights of the rows in which each pair of levels meets.
    private static func addPairs(
        _ first: [Factor], _ second: [Factor], _ weights: [Double]?, _ rows: Range<Int>, _ stride: Int,
        _ sums: inout [Double]
    ) {
        var a = 0
        for p in first {
            var b = 0
            for q in second {
                sums.withUnsafeMutableBufferPointer { sums in
                    guard let address = sums.baseAddress else { return }
                    causal_pair_sums(
                        p.codes, q.codes, weights, Int64(rows.lowerBound), Int64(rows.upperBound),
                        Int64(stride), address + a * stride + b)
                }
                b += q.levelCount
            }
            a += p.levelCount
        }
    }

    /// The Cholesky factor of a semidefinite matrix; pivots of at most 1e-11 of the diagonal count as none.
    private static func factored(_ matrix: [Double], _ n: Int) -> [Double] {
        var l = [Double](repeating: 0, count: n * n)
        for i in 0..<n {
            for j in 0...i {
                var rest = matrix[i * n + j]
                for k in 0..<j { rest -= l[i * n + k] * l[j * n + k] }
                if i == j {
                    l[i * n + i] = rest > 1e-11 * matrix[i * n + i] ? rest.squareRoot() : 0
                } else {
                    l[i * n + j] = l[j * n + j] > 0 ? rest / l[j * n + j] : 0
                }
            }
            if l[i * n + i] == 0 { for j in 0..<i { l[i * n + j] = 0 } }
        }
        return l
    }

    /// Each row r of a matrix turned into L⁻¹r.
    private static func solved(_ rows: [Double], _ l: [Double], _ n: Int) -> [Double] {
        Parallel.array(rows.count, blockSize: n << 10) { slots, out in
            for start in stride(from: 0, to: slots.count, by: n) {
                for i in 0..<n {
                    var rest = rows[slots.lowerBound + start + i]
                    for k in 0..<i { rest -= l[i * n + k] * out[start + k] }
                    out.initializeElement(at: start + i, to: l[i * n + i] > 0 ? rest / l[i * n + i] : 0)
                }
            }
        }
    }

    /// L⁻¹b
    func forward(_ b: [Double], _ width: Int) -> [Double] {
        var x = b
        for i in 0..<count {
            let pivot = triangle[i * count + i]
            for c in 0..<width {
                var rest = x[i * width + c]
                for k in 0..<i { rest -= triangle[i * count + k] * x[k * width + c] }
                x[i * width + c] = pivot > 0 ? rest / pivot : 0
            }
        }
        return x
    }

    /// L′⁻¹b
    func backward(_ b: [Double], _ width: Int) -> [Double] {
        var x = b
        for i in (0..<count).reversed() {
            let pivot = triangle[i * count + i]
            for c in 0..<width {
                let value = pivot > 0 ? x[i * width + c] / pivot : 0
                x[i * width + c] = value
                for k in 0..<i { x[k * width + c] -= triangle[i * count + k] * value }
            }
        }
        return x
    }

    /// R′v
    func project(_ v: [Double], _ width: Int) -> [Double] {
        let levels = v.count / width
        let parts = Parallel.map(Parallel.blockCount(levels, 1 << 14)) { block in
            let range = Parallel.blockRange(block, levels, 1 << 14)
            var sums = [Double](repeating: 0, count: count * width)
            cross.withUnsafeBufferPointer { cross in
                v.withUnsafeBufferPointer { v in
                    guard let cross = cross.baseAddress, let v = v.baseAddress else { return }
                    causal_dense_project(
                        cross + range.lowerBound * count, Int32(count), Int32(width),
                        v + range.lowerBound * width, Int64(range.count), &sums)
                }
            }
            return sums
        }
        return parts.reduce(into: Array(repeating: 0, count: count * width)) { total, part in
            for slot in total.indices { total[slot] += part[slot] }
        }
    }

    /// out −= R y
    func subtractExpanded(_ y: [Double], _ width: Int, from out: inout [Double]) {
        causal_dense_expand(
            cross, Int32(count), Int32(width), y, Int64(out.count / width), &out)
    }

    /// diag(RR′)
    var crossSquares: [Double] {
        stride(from: 0, to: cross.count, by: count).map { start in
            cross[start..<(start + count)].reduce(0) { $0 + $1 * $1 }
        }
    }
}
