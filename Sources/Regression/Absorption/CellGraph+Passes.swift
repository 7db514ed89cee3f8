import CKernels
import Inference

// Passes over the cells. Blocks of groups run on several threads; what they sum for the levels is kept apart
// and added in the order of the blocks.
extension CellGraph {
    /// N v: Σ w·v over the cells of each group, side by side for `width` columns.
    func gather(_ v: [Double], _ width: Int) -> [Double] {
        let parts = Parallel.map(blocks.count) { block in
            [Double](unsafeUninitializedCapacity: blocks[block].groupCount * width) { out, count in
                blocks[block].withCells { causal_cells_gather($0, Int32(width), v, out.baseAddress) }
                count = blocks[block].groupCount * width
            }
        }
        return Array(parts.joined())
    }

    /// N′u: the groups' values times the cells' weights, summed by level.
    func spread(_ groups: [Double], _ width: Int) -> [Double] {
        var first = 0
        let firsts = blocks.map { block in
            first += block.groupCount
            return (first - block.groupCount) * width
        }
        return sums(width) { block, out in
            groups.withUnsafeBufferPointer { groups in
                guard let address = groups.baseAddress else { return }
                blocks[block].withCells {
                    causal_cells_spread($0, Int32(width), address + firsts[block], out)
                }
            }
        }
    }

    /// S v without the diagonal D₂′WD₂v for one factor; S v for several.
    func complement(_ v: [Double], _ width: Int) -> [Double] {
        sums(width) { block, out in
            blocks[block].withCells { causal_cells_apply($0, Int32(width), v, out) }
        }
    }

    /// A vector over the levels that the blocks add to.
    func sums(
        _ width: Int, _ body: @Sendable (Int, UnsafeMutablePointer<Double>?) -> Void
    ) -> [Double] {
        let size = levelCount * width
        let parts = Parallel.map(blocks.count) { block in
            var part = [Double](repeating: 0, count: size)
            part.withUnsafeMutableBufferPointer { body(block, $0.baseAddress) }
            return part
        }
        if parts.count == 1 { return parts[0] }
        return Parallel.array(size, blockSize: 1 << 15) { slots, out in
            out.initialize(repeating: 0)
            for part in parts { for slot in slots { out[slot - slots.lowerBound] += part[slot] } }
        }
    }

    /// The weight of each level in these cells.
    var levelWeights: [Double] {
        spread(Array(repeating: 1, count: blocks.reduce(0) { $0 + $1.groupCount }), 1)
    }

    /// Σ w²/W over the cells of each level: what diag(S) lacks of the levels' weights.
    var eliminatedWeights: [Double] {
        sums(1) { block, out in blocks[block].withCells { causal_cells_squares($0, out) } }
    }
}
