/// The numbers from `low` to `high`; a bound may be infinite.
///
/// The interval of a quantity that was not estimated is the whole line: the data say nothing of it.
public struct Interval: Sendable, Hashable, CustomStringConvertible {
    /// The lower bound, −∞ when there is none.
    public let low: Double
    /// The upper bound, +∞ when there is none.
    public let high: Double

    /// Makes an interval.
    public init(_ low: Double, _ high: Double) {
        self.low = low
        self.high = high
    }

    /// The whole line.
    public static let unbounded = Interval(-.infinity, .infinity)

    /// Whether a number lies inside, bounds included.
    public func contains(_ value: Double) -> Bool { low <= value && value <= high }

    /// `[low, high]`
    public var description: String { "[\(low), \(high)]" }
}
