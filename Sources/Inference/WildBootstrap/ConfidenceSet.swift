/// The values that a test does not reject: a union of intervals, which may be unbounded, or empty.
///
/// Inverting a test need not give one interval. The set holds the intervals in order, disjoint; a bound may
/// be infinite.
public struct ConfidenceSet: Sendable, Hashable, CustomStringConvertible {
    /// The intervals, from low to high, no two of which meet.
    public let intervals: [Interval]
    /// The confidence level.
    public let level: Double

    /// Makes a set of intervals that are in order and disjoint.
    package init(_ intervals: [Interval], level: Double) {
        self.intervals = intervals
        self.level = level
    }

    /// Whether every value is rejected.
    public var isEmpty: Bool { intervals.isEmpty }
    /// Whether both ends are finite; true of the empty set.
    public var isBounded: Bool { intervals.allSatisfy { $0.low.isFinite && $0.high.isFinite } }
    /// Whether the set is one interval, bounded or not.
    public var isInterval: Bool { intervals.count == 1 }
    /// The smallest interval that holds the set; nil when it is empty.
    public var hull: Interval? {
        guard let first = intervals.first, let last = intervals.last else { return nil }
        return Interval(first.low, last.high)
    }

    /// Whether a value is in the set, bounds included.
    public func contains(_ value: Double) -> Bool { intervals.contains { $0.contains(value) } }

    /// `[0.1, 0.3]`, `(−∞, 0.1] ∪ [0.3, ∞)` or `∅`
    public var description: String {
        if isEmpty { return "∅" }
        return intervals.map { interval in
            let low = interval.low.isFinite ? "[\(interval.low)" : "(−∞"
            return low + ", " + (interval.high.isFinite ? "\(interval.high)]" : "∞)")
        }.joined(separator: " ∪ ")
    }
}

extension ConfidenceSet: Codable {
    /// JSON knows no infinity: a missing bound is null.
    private struct Stored: Codable {
        let level: Double
        let intervals: [[Double?]]
    }

    /// Reads `{"level": 0.95, "intervals": [[null, 0.1], [0.3, null]]}`.
    public init(from decoder: any Decoder) throws {
        let stored = try Stored(from: decoder)
        let intervals = stored.intervals.map { bounds in
            Interval(
                (bounds.first ?? nil) ?? -.infinity, (bounds.dropFirst().first ?? nil) ?? .infinity)
        }
        self.init(intervals, level: stored.level)
    }

    /// Writes the form that is read.
    public func encode(to encoder: any Encoder) throws {
        let bounds = intervals.map { interval in
            [interval.low, interval.high].map { $0.isFinite ? Optional($0) : nil }
        }
        try Stored(level: level, intervals: bounds).encode(to: encoder)
    }
}
