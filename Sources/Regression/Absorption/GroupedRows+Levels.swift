import Inference
import LinearAlgebra

// Passes between the groups of the largest factor, the other factors' levels and the rows.
extension GroupedRows {
    private var groupCount: Int { starts.count - 1 }

    private func rows(_ group: Int) -> Range<Int> { Int(starts[group])..<Int(starts[group + 1]) }

    /// D₁′WD₁, the weight in each group.
    func groupMasses() -> [Double] { byGroup { rows in rows.reduce(0) { $0 + weight($1) } } }

    /// D₁′Wx of a column in the order of the groups.
    func groupSums(_ column: [Double]) -> [Double] {
        byGroup { rows in rows.reduce(0) { $0 + weight($1) * column[$1] } }
    }

    /// (D₁′WD₁)⁻¹D₁′WD₂v: the mean of the levels' values in each group.
    func groupMeans(ofLevels v: [Double], masses: [Double]) -> [Double] {
        zip(byGroup { rows in rows.reduce(0) { $0 + weight($1) * total(v, $1) } }, masses).map(/)
    }

    /// D₂′WD₁u: what the groups' values sum to by level.
    func levelSums(ofGroups u: [Double]) -> [Double] {
        sumByLevel { groups, add in
            for group in groups {
                for row in rows(group) { add(row, u[group] * weight(row)) }
            }
        }
    }

    /// D₁u + D₂v in the order of the groups.
    func totals(groups u: [Double], levels v: [Double]) -> [Double] {
        [Double](unsafeUninitializedCapacity: rowCount) { buffer, initialized in
            // The groups of the blocks cover every row exactly once.
            nonisolated(unsafe) let out = buffer
            Parallel.forEach(blocks.count) { block in
                for group in blocks[block] {
                    for row in rows(group) { out.initializeElement(at: row, to: u[group] + total(v, row)) }
                }
            }
            initialized = rowCount
        }
    }

    /// How many pairs of rows lie within a group, over all groups.
    var pairCount: Int {
        (0..<groupCount).reduce(0) { $0 + rows($1).count * rows($1).count } * others.count * others.count
    }

    /// S as a matrix over the shared numbering of the other factors' levels.
    func schurComplement(_ masses: [Double]) -> Matrix {
        let parts = Parallel.map(blocks.count) { block in
            var part = Matrix(levelCount, levelCount)
            for group in blocks[block] { addSchur(rows(group), masses[group], to: &part) }
            return part
        }
        return parts.dropFirst().reduce(parts[0], +).symmetrised
    }

    private func addSchur(_ rows: Range<Int>, _ mass: Double, to sum: inout Matrix) {
        for first in rows {
            for a in others {
                let column = Int(a[first]) * levelCount
                for b in others { sum.values[column + Int(b[first])] += weight(first) }
                let share = weight(first) / mass
                for second in rows {
                    for b in others { sum.values[column + Int(b[second])] -= share * weight(second) }
                }
            }
        }
    }

    /// One number for each group.
    private func byGroup(_ value: @Sendable (Range<Int>) -> Double) -> [Double] {
        [Double](unsafeUninitializedCapacity: groupCount) { buffer, initialized in
            // The blocks are disjoint ranges that together are all groups.
            nonisolated(unsafe) let out = buffer
            Parallel.forEach(blocks.count) { block in
                for group in blocks[block] { out.initializeElement(at: group, to: value(rows(group))) }
            }
            initialized = groupCount
        }
    }
}
