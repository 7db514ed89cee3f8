import Distributions
import Groundwork

/// The difference between two risks, treated less control, with its confidence limits.
///
/// Of two proportions p₁ = a/m and p₂ = b/n the limits are Newcombe's, from Wilson's score limits (l, u) of each:
///
///     low  = p₁ − p₂ − √((p₁ − l₁)² + (u₂ − p₂)²)
///     high = p₁ − p₂ + √((u₁ − p₁)² + (p₂ − l₂)²)
///
/// They stay within −1 … 1 and hold their level with small counts, where p ± z·s.e. does not.
///
/// - Source: Newcombe (1998), Statistics in Medicine 17, 873–890, method 10; Wilson (1927).
public struct RiskDifference: Sendable, Hashable, Codable {
    /// The difference.
    public let estimate: Double
    /// The lower limit; nil without a measure of uncertainty.
    public let low: Double?
    /// The upper limit; nil without a measure of uncertainty.
    public let high: Double?
    /// The standard error where the limits follow from one; nil otherwise.
    public let standardError: Double?
    /// The degrees of freedom of Student's t; nil is the normal distribution.
    public let degreesOfFreedom: Double?
    /// The confidence level of the limits.
    public let level: Double
    /// How the limits were found: `newcombe-wilson`, `delta`, …
    public let method: String

    /// Makes a difference from its parts.
    ///
    /// - Throws: `CausalError.Code.badValue` for a difference beyond −1 … 1; `CausalError.Code.badArgument` for a level
    ///   outside (0, 1).
    public init(
        estimate: Double, low: Double?, high: Double?, standardError: Double? = nil,
        degreesOfFreedom: Double? = nil, level: Double = 0.95, method: String = "given"
    ) throws(CausalError) {
        try Estimates.check(level: level)
        guard estimate.magnitude <= 1 else {
            throw CausalError(
                .badValue, "a difference between two risks lies between −1 and 1", value: "\(estimate)",
                remedy: "Measure the outcome as a share of one: 0.08, not 8 %, and not a score.")
        }
        self.estimate = estimate
        self.low = low
        self.high = high
        self.standardError = standardError
        self.degreesOfFreedom = degreesOfFreedom
        self.level = level
        self.method = method
    }

    /// The difference between two proportions with Newcombe's limits.
    ///
    /// - Throws: `CausalError.Code.badArgument` unless 0 ≤ events ≤ total and total > 0 in both groups.
    public init(_ treated: Proportion, _ control: Proportion, level: Double = 0.95) throws(CausalError) {
        try Estimates.check(level: level)
        let (first, second) = (treated.wilson(level: level), control.wilson(level: level))
        let (p, q) = (treated.share, control.share)
        func distance(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
        try self.init(
            estimate: p - q, low: p - q - distance(p - first.low, second.high - q),
            high: p - q + distance(first.high - p, q - second.low), level: level, method: "newcombe-wilson")
    }

    /// The difference with its sign turned, as between the groups in the other order.
    public var negated: RiskDifference {
        get throws(CausalError) {
            try RiskDifference(
                estimate: -estimate, low: high.map { -$0 }, high: low.map { -$0 },
                standardError: standardError, degreesOfFreedom: degreesOfFreedom, level: level, method: method
            )
        }
    }
}

/// Events among people.
public struct Proportion: Sendable, Hashable, Codable {
    /// The number of events.
    public let events: Int
    /// The number of people.
    public let total: Int

    /// Makes a proportion.
    ///
    /// - Throws: `CausalError.Code.badArgument` unless 0 ≤ events ≤ total and total > 0.
    public init(_ events: Int, of total: Int) throws(CausalError) {
        guard total > 0, (0...total).contains(events) else {
            throw CausalError(
                .badArgument, "a proportion is events among people, such as 56/70",
                value: "\(events)/\(total)")
        }
        self.events = events
        self.total = total
    }

    /// Reads `56/70`.
    ///
    /// - Throws: `CausalError.Code.badArgument`.
    public init(_ text: String) throws(CausalError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let events = parts[0], let total = parts[1] else {
            throw CausalError(
                .badArgument, "a proportion is two whole numbers, such as 56/70", value: text)
        }
        try self.init(events, of: total)
    }

    /// events / total.
    public var share: Double { Double(events) / Double(total) }

    /// Wilson's score interval (Wilson 1927).
    public func wilson(level: Double = 0.95) -> Interval {
        let (n, p) = (Double(total), share)
        let z = Normal().upperQuantile((1 - level) / 2)
        let middle = (2 * n * p + z * z) / (2 * (n + z * z))
        let margin = z * (z * z + 4 * n * p * (1 - p)).squareRoot() / (2 * (n + z * z))
        return Interval(
            events == 0 ? 0 : max(0, middle - margin), events == total ? 1 : min(1, middle + margin))
    }
}
