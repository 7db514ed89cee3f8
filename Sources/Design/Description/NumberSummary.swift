import Groundwork

/// Range and moments of the finite values among numbers.
public struct NumberSummary: Sendable, Hashable {
    /// How many are finite.
    public let count: Int
    /// The least.
    public let least: Double
    /// The greatest.
    public let greatest: Double
    /// The mean.
    public let mean: Double
    /// √(Σ(x − x̄)²/(count − 1)); nil for one number.
    public let standardDeviation: Double?
    /// Whether all are whole.
    public let isWhole: Bool
    /// How many are infinite.
    public let infinite: Int

    /// Describes numbers; NaN is missing. nil when none is finite.
    ///
    /// Two passes in fixed blocks, so that the answer does not depend on the number of threads.
    public init?(_ values: [Double]) {
        let pieces = NumberSummary.blocks(values) { Piece($0) }
        let count = pieces.reduce(0) { $0 + $1.count }
        guard count > 0 else { return nil }
        let mean = pieces.reduce(0) { $0 + $1.sum / Double(count) }
        let squares = NumberSummary.blocks(values) { block in
            block.reduce(0.0) { sum, value in
                let distance = value - mean
                return value.isFinite ? sum + distance * distance : sum
            }
        }
        let deviation = (squares.reduce(0, +) / Double(count - 1)).squareRoot()
        self.count = count
        least = pieces.reduce(.infinity) { min($0, $1.least) }
        greatest = pieces.reduce(-.infinity) { max($0, $1.greatest) }
        self.mean = mean
        standardDeviation = count > 1 && deviation.isFinite ? deviation : nil
        isWhole = pieces.allSatisfy(\.isWhole)
        infinite = pieces.reduce(0) { $0 + $1.infinite }
    }

    /// How many numbers are NaN.
    static func missing(_ values: [Double]) -> Int {
        blocks(values) { block in block.reduce(0) { $0 + ($1.isNaN ? 1 : 0) } }.reduce(0, +)
    }

    private static func blocks<Value: Sendable>(
        _ values: [Double], _ body: @Sendable (UnsafeBufferPointer<Double>) -> Value
    ) -> [Value] {
        let size = 1 << 17
        return Parallel.map(Parallel.blockCount(values.count, size)) { block in
            values.withUnsafeBufferPointer { values in
                body(UnsafeBufferPointer(rebasing: values[Parallel.blockRange(block, values.count, size)]))
            }
        }
    }

    /// What one block adds.
    private struct Piece: Sendable {
        var count = 0
        var infinite = 0
        var sum = 0.0
        var least = Double.infinity
        var greatest = -Double.infinity
        var isWhole = true

        init(_ values: UnsafeBufferPointer<Double>) {
            for value in values {
                guard value.isFinite else {
                    infinite += value.isNaN ? 0 : 1
                    continue
                }
                count += 1
                sum += value
                least = Swift.min(least, value)
                greatest = Swift.max(greatest, value)
                isWhole = isWhole && value == value.rounded(.towardZero)
            }
        }
    }
}
