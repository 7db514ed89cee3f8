/// Passes over whole columns that every module needs.
extension Parallel {
    /// `values[positions[i]]` for every i; every position must be one of the array's.
    public static func gather(_ values: [Double], at positions: [Int32]) -> [Double] {
        picked(values, positions)
    }

    /// `values[positions[i]]` for every i; every position must be one of the array's.
    public static func gather(_ values: [Int32], at positions: [Int32]) -> [Int32] {
        picked(values, positions)
    }

    // Generic within this module only, where it is specialised for the two types above.
    private static func picked<Value: BitwiseCopyable & Sendable>(
        _ values: [Value], _ positions: [Int32]
    ) -> [Value] {
        array(positions.count) { rows, result in
            values.withUnsafeBufferPointer { values in
                for row in rows {
                    result.initializeElement(at: row - rows.lowerBound, to: values[Int(positions[row])])
                }
            }
        }
    }

    /// Whether no value is NaN or infinite, found without storing anything.
    public static func allFinite(_ values: [Double]) -> Bool {
        let size = 1 << 17
        return map(blockCount(values.count, size)) { block in
            values.withUnsafeBufferPointer { values in
                isFinite(UnsafeBufferPointer(rebasing: values[blockRange(block, values.count, size)]))
            }
        }.allSatisfy { $0 }
    }

    /// x·0 is 0 for a finite x and NaN otherwise.
    private static func isFinite(_ values: UnsafeBufferPointer<Double>) -> Bool {
        var sums = SIMD8<Double>(repeating: 0)
        let whole = values.count & ~7
        for row in stride(from: 0, to: whole, by: 8) {
            for lane in 0..<8 { sums[lane] += values[row + lane] * 0 }
        }
        return values[whole...].reduce(sums.sum()) { $0 + $1 * 0 } == 0
    }

    /// The positions 0 ..< count at which a test holds, ascending.
    ///
    /// - Precondition: `count` is at most 2³¹.
    @inlinable
    public static func positions(_ count: Int, where test: @Sendable (Int) -> Bool) -> [Int32] {
        let size = 1 << 16
        let blocks = map(blockCount(count, size)) { block in
            let rows = blockRange(block, count, size)
            // Every row is written to the next free place, which moves on only when the test holds.
            return [Int32](unsafeUninitializedCapacity: rows.count) { places, found in
                for row in rows {
                    places[found] = Int32(truncatingIfNeeded: row)
                    found += test(row) ? 1 : 0
                }
            }
        }
        return Array(blocks.joined())
    }
}
