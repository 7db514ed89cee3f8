import Distributions
import Regression

/// Power by simulation from a panel's own pre-period: no formula and no distribution of errors is assumed.
///
/// A draw takes a window of the pre-period as long as the design and units out of it with replacement (all of them once
/// when the design has as many), deals the treatment to them at random, adds the effect to the treated units' periods
/// after the start, and tests the two-way fixed-effects coefficient with errors clustered by unit (cr1, t of J − 1): the
/// answer of ``TwoWayFixedEffects``, which in a balanced panel with one start is a difference of mean changes.
public struct PowerSimulation: Sendable, Hashable {
    /// How many draws.
    public let draws: Int
    /// The share of draws in which the effect is found.
    public let power: Double
    /// The share in which an effect of zero is found; α when the test keeps its promise.
    public let size: Double
    /// The standard deviation of the estimates.
    public let standardDeviation: Double

    /// Draws.
    ///
    /// - Parameters:
    ///   - period: the outcomes before the treatment, over at least the design's periods.
    ///   - design: how many units and periods; its errors are not used.
    ///   - effect: the effect that is added.
    ///   - draws: 1 to 1,000,000.
    ///   - seed: of the random numbers.
    /// - Throws: `CausalError.Code.badArgument` for another number of draws; `CausalError.Code.badPanel` when the pre-period is
    ///   shorter than the design or no window has three complete units; and as the design's standard error.
    public init(
        _ period: PrePeriod, design: DifferenceInDifferencesPower, effect: Double, draws: Int = 1000,
        seed: UInt64 = 42
    ) throws(CausalError) {
        guard (1...1_000_000).contains(draws), effect.isFinite, design.units <= 10_000_000 else {
            throw CausalError(
                .badArgument, "a simulation takes 1 to 1,000,000 draws of up to 10⁷ units", value: "\(draws)")
        }
        _ = try design.standardError()
        let windows = try PowerSimulation.windows(period, design)
        let root = Generator(seed: seed)
        let critical = StudentT(df: Double(design.units - 1)).upperQuantile(design.alpha / 2)
        let found = DrawProgress.map(draws) { draw in
            PowerSimulation.draw(windows, design, root.stream(draw))
        }
        let count = Double(draws)
        self.draws = draws
        power = Double(found.count { ($0.estimate + effect).magnitude > critical * $0.error }) / count
        size = Double(found.count { $0.estimate.magnitude > critical * $0.error }) / count
        let mean = found.reduce(0) { $0 + $1.estimate } / count
        let squares = found.reduce(0) { $0 + ($1.estimate - mean) * ($1.estimate - mean) }
        standardDeviation = draws > 1 ? (squares / (count - 1)).squareRoot() : .nan
    }

    private static func windows(
        _ period: PrePeriod, _ design: DifferenceInDifferencesPower
    ) throws(CausalError) -> [[Double]] {
        let last = period.periodCount - design.before - design.after
        guard last >= 0 else {
            throw CausalError(
                .badPanel,
                "the design has \(design.before + design.after) periods and the pre-period \(period.periodCount): "
                    + "there is nothing to draw from",
                remedy: "Use the formula, which extrapolates, or fewer periods.")
        }
        let windows = (0...last).map { period.changes(from: $0, before: design.before, after: design.after) }
            .filter { $0.count > 2 }
        guard !windows.isEmpty else {
            throw CausalError(
                .badPanel, "no window of the pre-period has three units that are seen throughout")
        }
        return windows
    }

    private static func draw(
        _ windows: [[Double]], _ design: DifferenceInDifferencesPower, _ generator: Generator
    ) -> (estimate: Double, error: Double) {
        var generator = generator
        let pool = windows[generator.integer(below: windows.count)]
        var changes = pool
        if pool.count == design.units {
            generator.shuffle(&changes)
        } else {
            changes = (0..<design.units).map { _ in pool[generator.integer(below: pool.count)] }
        }
        return test(changes, treated: design.treated, periods: design.before + design.after)
    }

    /// The difference of mean changes between the first units and the others, and its clustered standard error.
    static func test(
        _ changes: [Double], treated: Int, periods: Int
    ) -> (estimate: Double, error: Double) {
        let (count, share) = (Double(changes.count), Double(treated) / Double(changes.count))
        let first = changes.prefix(treated).reduce(0, +) / Double(treated)
        let other = changes.dropFirst(treated).reduce(0, +) / (count - Double(treated))
        var sum = 0.0
        for (place, change) in changes.enumerated() {
            let score = place < treated ? (1 - share) * (change - first) : share * (change - other)
            sum += score * score
        }
        let spread = count * share * (1 - share)
        let rows = count * Double(periods)
        let factor = count / (count - 1) * (rows - 1) / (rows - 1 - Double(periods))
        return (first - other, (factor * sum).squareRoot() / spread)
    }

    /// `simulation`: what was found, with Monte-Carlo errors.
    public var diagnostic: Diagnostic {
        func error(_ share: Double) -> JSONValue {
            .number((share * (1 - share) / Double(draws)).squareRoot())
        }
        return Diagnostic(
            "simulation",
            [
                .init("draws", .integer(draws)), .init("power", .number(power)),
                .init("power.error", error(power)), .init("size", .number(size)),
                .init("size.error", error(size)), .init("sd", .number(standardDeviation)),
            ])
    }
}
