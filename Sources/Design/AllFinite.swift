import Groundwork

/// Whether numbers are all finite, found in parallel blocks without storing anything.
enum AllFinite {
    private static let blockSize = 1 << 17

    /// True when no value is NaN or infinite: x·0 is 0 for a finite x and NaN otherwise.
    static func holds(_ values: [Double]) -> Bool {
        let blocks = Parallel.blockCount(values.count, blockSize)
        return Parallel.map(blocks) { block in
            var sum = SIMD8<Double>(repeating: 0)
            let rows = Parallel.blockRange(block, values.count, blockSize)
            // Reads stay within `rows`, a range of the array's own indices.
            return values.withUnsafeBufferPointer { values in
                var row = rows.lowerBound
                while row + 8 <= rows.upperBound {
                    for lane in 0..<8 { sum[lane] += values[row + lane] * 0 }
                    row += 8
                }
                var total = sum.sum()
                while row < rows.upperBound {
                    total += values[row] * 0
                    row += 1
                }
                return total == 0
            }
        }.allSatisfy { $0 }
    }
}
