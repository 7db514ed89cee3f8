import Groundwork

/// Capacity as a reservoir that demands drain and resources refill.
///
/// A day takes the level e, between 0 and the capacity C, to
///
///     e′ = e − D(1 − β)(1 + γ(1 − e/C)) + r + κ(C − e),      kept within [0, C].
///
/// D are the day's demands, β the share of them that resources take off (support, tools, autonomy), r what resources
/// give back, κ the share of what is missing that rest recovers, and γ how much heavier work is for the exhausted (the
/// loss spiral: fatigue makes mistakes, and mistakes make work). With γ = 0 the level settles at C − (D(1 − β) − r)/κ, or
/// runs dry when that is below zero; demands above (r + κC)/(1 − β) cannot be sustained. When D(1 − β)γ/C exceeds κ the fixed
/// point between is unstable: above it the reservoir fills, below it runs dry, and the same work keeps one person well and
/// ruins another.
///
/// Days may differ in a cycle, such as five days of work and two of rest.
///
/// - Source: after Demerouti et al. (2001) and Meijman & Mulder (1998) for demands, resources and recovery; Bakker &
///   Demerouti (2017) for the loss spiral. The equation is this package's; its numbers are to be set by those who use it.
public struct Reservoir: Sendable, Hashable, Codable {
    /// The demands of the days of a cycle.
    public let demands: [Double]
    /// β.
    public let buffering: Double
    /// r, a day.
    public let resources: Double
    /// κ, a day.
    public let recovery: Double
    /// γ.
    public let spiral: Double
    /// C.
    public let capacity: Double

    /// Makes a reservoir.
    ///
    /// - Throws: `CausalError.Code.badArgument` without days (or more than 366), for demands, resources or a spiral that are
    ///   not finite or negative, β or κ outside [0, 1], or a capacity that is not positive.
    public init(
        demands: [Double], buffering: Double = 0, resources: Double = 0, recovery: Double,
        spiral: Double = 0, capacity: Double = 10
    ) throws(CausalError) {
        let most = 1e9
        let rules: [(Bool, String, String)] = [
            ((1...366).contains(demands.count), "a cycle has 1 to 366 days", "\(demands.count)"),
            (
                demands.allSatisfy { $0 >= 0 && $0 <= most }, "demands are numbers from 0 on",
                demands.map(\.shortestDecimal).joined(separator: ",")
            ),
            (
                buffering >= 0 && buffering <= 1, "the buffered share of demands lies between 0 and 1",
                "\(buffering)"
            ),
            (resources >= 0 && resources <= most, "resources are a number from 0 on", "\(resources)"),
            (recovery >= 0 && recovery <= 1, "the recovered share lies between 0 and 1", "\(recovery)"),
            (spiral >= 0 && spiral <= most, "the spiral is a number from 0 on", "\(spiral)"),
            (capacity > 0 && capacity <= most, "the capacity is a number above 0", "\(capacity)"),
        ]
        if let broken = rules.first(where: { !$0.0 }) {
            throw CausalError(.badArgument, broken.1, value: broken.2)
        }
        self.demands = demands
        self.buffering = buffering
        self.resources = resources
        self.recovery = recovery
        self.spiral = spiral
        self.capacity = capacity
    }

    /// A day as an affine map kept within bounds.
    func day(_ demand: Double) -> ClampedLine {
        let load = demand * (1 - buffering)
        return ClampedLine(
            slope: 1 - recovery + load * spiral / capacity,
            intercept: recovery * capacity + resources - load * (1 + spiral), low: 0, high: capacity)
    }

    /// A cycle of days as one map.
    var cycle: ClampedLine {
        demands.dropFirst().reduce(day(demands[0])) { $0.followed(by: day($1)) }
    }

    /// The levels at the beginning of a cycle that return to themselves, from the lowest to the highest.
    public var fixedPoints: [FixedPoint] { cycle.fixedPoints }

    /// A level that returns to itself.
    public struct FixedPoint: Sendable, Hashable, Codable {
        /// The level.
        public let level: Double
        /// Whether levels nearby move towards it.
        public let isStable: Bool
    }

    /// The greatest mean daily demand, with the days' pattern kept, at which a full reservoir never falls below `level`
    /// at the end of a day in the long run; infinite when nothing drains it.
    ///
    /// - Parameter level: between 0 and the capacity.
    public func sustainableDemand(level: Double = 0) -> Double {
        let mean = demands.reduce(0, +) / Double(demands.count)
        guard mean > 0, buffering < 1 else { return .infinity }
        var (low, high) = (0.0, 1.0)
        while holds(high, level), high < 1e12 { (low, high) = (high, 2 * high) }
        guard high < 1e12 else { return .infinity }
        guard holds(low, level) else { return .nan }
        for _ in 0..<100 {
            let middle = 0.5 * (low + high)
            if holds(middle, level) { low = middle } else { high = middle }
        }
        return low * mean
    }

    /// Whether demands times a factor leave every day of the upper fixed cycle above a level, and above empty.
    private func holds(_ factor: Double, _ level: Double) -> Bool {
        let days = demands.map { day(factor * $0) }
        let all = days.dropFirst().reduce(days[0]) { $0.followed(by: $1) }
        guard var current = all.fixedPoints.last?.level else { return false }
        for day in days {
            // Empty is told from the unclamped line: a reservoir that demands more than it holds has run dry.
            let next = day.slope * current + day.intercept
            if next < level { return false }
            current = day(current)
        }
        return true
    }

    /// Levels at the end of each day, from a start.
    ///
    /// - Parameters:
    ///   - days: how many days, 1 or more.
    ///   - start: the level at the beginning; the capacity when nil.
    ///   - noise: the standard deviation of demands from day to day (they stay above zero).
    ///   - seed: the seed of the noise.
    /// - Returns: the start and a level for each day.
    public func levels(
        days: Int, start: Double? = nil, noise: Double = 0, seed: UInt64 = 42
    ) -> [Double] {
        var random = Generator(seed: seed)
        var level = min(capacity, max(0, start ?? capacity))
        var levels = [level]
        for index in 0..<max(0, days) {
            let shock = noise > 0 ? noise * random.normal() : 0
            level = day(max(0, demands[index % demands.count] + shock))(level)
            levels.append(level)
        }
        return levels
    }
}

/// x ↦ slope·x + intercept, kept within [low, high]; maps of this kind with slopes that are not negative are closed under
/// composition.
struct ClampedLine: Sendable, Hashable {
    let slope: Double
    let intercept: Double
    let low: Double
    let high: Double

    func callAsFunction(_ x: Double) -> Double { min(high, max(low, slope * x + intercept)) }

    /// First this map, then another.
    func followed(by next: ClampedLine) -> ClampedLine {
        ClampedLine(
            slope: next.slope * slope, intercept: next.slope * intercept + next.intercept, low: next(low),
            high: next(high))
    }

    /// Where the map meets the diagonal.
    var fixedPoints: [Reservoir.FixedPoint] {
        let inner = intercept / (1 - slope)
        if slope == 1 && intercept == 0 {
            // Every level returns to itself; the ends stand for them.
            return [.init(level: low, isStable: false), .init(level: high, isStable: false)]
        }
        var points: [Reservoir.FixedPoint] = []
        if slope * low + intercept <= low { points.append(.init(level: low, isStable: true)) }
        if slope != 1, inner > low, inner < high { points.append(.init(level: inner, isStable: slope < 1)) }
        if slope * high + intercept >= high, high > low {
            points.append(.init(level: high, isStable: true))
        }
        return points
    }
}
