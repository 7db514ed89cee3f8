import Groundwork

/// A range of whole numbers over which a table can code a column.
struct WholeRange {
    /// The least number.
    let least: Double
    /// How many whole numbers there are from the least to the greatest.
    let count: Int

    /// The range of the numbers; nil when one is missing or not whole, when the range is much larger than
    /// the rows, or when there are no rows.
    static func of(_ numbers: [Double]) -> WholeRange? {
        let size = 1 << 17
        let pieces = Parallel.map(Parallel.blockCount(numbers.count, size)) { piece in
            numbers.withUnsafeBufferPointer { buffer in
                limits(UnsafeBufferPointer(rebasing: buffer[Parallel.blockRange(piece, numbers.count, size)]))
            }
        }
        var least = Double.infinity
        var greatest = -Double.infinity
        for piece in pieces {
            guard let piece else { return nil }
            least = min(least, piece.lowerBound)
            greatest = max(greatest, piece.upperBound)
        }
        guard greatest >= least, greatest - least < Double(DenseCodes.directLimit(numbers.count)) else {
            return nil
        }
        return WholeRange(least: least, count: Int(greatest - least) + 1)
    }

    /// A whole number from 0 to below 2^52 as an integer, without the checks of a conversion: adding 2^52
    /// leaves the number in the low bits of the fraction.
    @inline(__always)
    static func offset(_ number: Double) -> Int {
        Int(truncatingIfNeeded: (number + 4_503_599_627_370_496).bitPattern & 0xf_ffff_ffff_ffff)
    }

    /// The least and greatest of the numbers; nil when one is missing, not whole, or of more than 15 digits.
    private static func limits(_ numbers: UnsafeBufferPointer<Double>) -> ClosedRange<Double>? {
        let bytes = UnsafeRawBufferPointer(numbers)
        var least = SIMD8<Double>(repeating: .infinity)
        var greatest = -least
        var faults = SIMDMask<SIMD8<Int64>>(repeating: false)
        func take(_ values: SIMD8<Double>) {
            faults = faults .| isFractional(values)
            least.replace(with: values, where: values .< least)
            greatest.replace(with: values, where: values .> greatest)
        }
        let whole = numbers.count & ~7
        // Eight values at a time, up to the last multiple of eight within the buffer.
        for row in stride(from: 0, to: whole, by: 8) {
            take(bytes.loadUnaligned(fromByteOffset: 8 * row, as: SIMD8<Double>.self))
        }
        for number in numbers[whole...] { take(SIMD8(repeating: number)) }
        guard !any(faults), least.min() > -1e15, greatest.max() < 1e15 else { return nil }
        return least.min()...greatest.max()
    }

    /// Adding and taking away 1.5·2^52 rounds to a whole number when the magnitude is below 2^51; a missing
    /// value differs from itself.
    @inline(__always)
    private static func isFractional(_ values: SIMD8<Double>) -> SIMDMask<SIMD8<Int64>> {
        let magic = SIMD8<Double>(repeating: 6_755_399_441_055_744)
        return ((values + magic) - magic) .!= values
    }
}
