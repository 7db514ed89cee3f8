import Inference

// One pass over the rows each. Blocks of groups run on several threads; what they sum for the levels of the
// other factors is kept apart and added in the order of the blocks.
extension GroupedRows {
    /// The column less its weighted mean within each group of the largest factor.
    ///
    /// Means are taken twice: the second removes the rounding of the first, which matters when a column's
    /// mean is large beside its variation.
    func centred(_ column: [Double]) -> [Double] {
        byBlock(column) { groups, out in
            for group in groups {
                let rows = Int(starts[group])..<Int(starts[group + 1])
                let mean = mean(rows) { column[$0] }
                let rest = self.mean(rows) { column[$0] - mean }
                for row in rows { out(row, (column[row] - mean) - rest) }
            }
        }
    }

    /// The column less the levels' values.
    func subtracting(_ levels: [Double], from column: [Double]) -> [Double] {
        byBlock(column) { groups, out in
            for row in Int(starts[groups.lowerBound])..<Int(starts[groups.upperBound]) {
                out(row, column[row] - total(levels, row))
            }
        }
    }

    /// Sv: what the level values v sum to by level, after centring within the groups of the largest factor.
    func apply(_ v: [Double]) -> [Double] {
        sumByLevel { groups, add in
            for group in groups {
                let rows = Int(starts[group])..<Int(starts[group + 1])
                let mean = mean(rows) { total(v, $0) }
                for row in rows { add(row, (total(v, row) - mean) * weight(row)) }
            }
        }
    }

    /// D₂′Wx of a column.
    func levelSums(_ column: [Double]) -> [Double] {
        sumByLevel { groups, add in
            for row in Int(starts[groups.lowerBound])..<Int(starts[groups.upperBound]) {
                add(row, column[row] * weight(row))
            }
        }
    }

    /// diag(S), taken as if no level met a group twice: Σᵢ wᵢ(1 − wᵢ/W_group). It only has to be positive.
    func diagonal() -> [Double] {
        let exact = sumByLevel { groups, add in
            for group in groups {
                let rows = Int(starts[group])..<Int(starts[group + 1])
                var total = 0.0
                for row in rows { total += weight(row) }
                for row in rows { add(row, weight(row) * (1 - weight(row) / total)) }
            }
        }
        let weights = sumByLevel { groups, add in
            for row in Int(starts[groups.lowerBound])..<Int(starts[groups.upperBound]) {
                add(row, weight(row))
            }
        }
        return zip(exact, weights).map { max($0, 1e-3 * $1) }
    }

    /// √Σwx²
    func norm(_ column: [Double]) -> Double {
        Kernels.weightedSumOfSquares(column, weights: weights).squareRoot()
    }

    /// √(b′M⁻¹b)
    func preconditionedNorm(_ b: [Double]) -> Double {
        var sum = 0.0
        for i in b.indices { sum += b[i] * b[i] * inverseDiagonal[i] }
        return sum.squareRoot()
    }

    @inline(__always)
    func weight(_ row: Int) -> Double { weights.map { $0[row] } ?? 1 }

    /// The sum of the levels' values at a row.
    @inline(__always)
    func total(_ v: [Double], _ row: Int) -> Double {
        var sum = 0.0
        for codes in others { sum += v[Int(codes[row])] }
        return sum
    }

    @inline(__always)
    func mean(_ rows: Range<Int>, _ value: (Int) -> Double) -> Double {
        var sum = 0.0
        var mass = 0.0
        for row in rows {
            sum += weight(row) * value(row)
            mass += weight(row)
        }
        return sum / mass
    }

    /// A new column, each block of groups writing its own rows.
    private func byBlock(
        _ column: [Double], _ body: @Sendable (Range<Int>, (Int, Double) -> Void) -> Void
    ) -> [Double] {
        [Double](unsafeUninitializedCapacity: column.count) { buffer, initialized in
            // Blocks cover disjoint runs of rows that together are all rows.
            nonisolated(unsafe) let out = buffer
            Parallel.forEach(blocks.count) { block in
                body(blocks[block]) { row, value in out.initializeElement(at: row, to: value) }
            }
            initialized = column.count
        }
    }

    /// Sums by level of the other factors; `add` puts a row's value to its level of every other factor.
    func sumByLevel(
        _ body: @Sendable (Range<Int>, (Int, Double) -> Void) -> Void
    ) -> [Double] {
        let parts = Parallel.map(blocks.count) { block in
            var sums = [Double](repeating: 0, count: levelCount)
            body(blocks[block]) { row, value in
                for codes in others { sums[Int(codes[row])] += value }
            }
            return sums
        }
        var all = [Double](repeating: 0, count: levelCount)
        for part in parts {
            for level in 0..<levelCount { all[level] += part[level] }
        }
        return all
    }
}
