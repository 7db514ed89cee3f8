import Regression

/// Monthly outcomes of clinics before and after a change: series with known truth.
///
/// In period t = 1 … n a clinic's linear predictor is
///
///     η_t = α + a + β₁(t − 1) + β₂·1{t ≥ T₀} + β₃(t − T₀)·1{t ≥ T₀} + s·sin(2πt/P) + u_t
///
/// with the clinic's own level a ~ N(0, τ²) when there are several, and u_t a stationary AR(1) of standard deviation σ and
/// autocorrelation φ. Controls have β₂ = β₃ = 0. The outcome is η_t itself, or a count whose mean is
/// population·exp(η_t)/1000: then α is the log of a rate per 1000, and β₂ the log of a rate ratio.
///
/// ```swift
/// let table = try SimulatedSeries().table()
/// ```
///
/// - Errors: ``table()`` throws `CausalError.Code.badArgument` when a setting lies outside its range.
public struct SimulatedSeries: Sendable, Hashable, Codable {
    /// What is drawn.
    public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
        /// A number.
        case gaussian
        /// A count with its population.
        case poisson
    }

    /// The outcome's kind.
    public var outcome = Outcome.gaussian
    /// How many periods there are, n, from 3 on.
    public var periods = 48
    /// T₀, the first period after the change, from 2 to n.
    public var start = 25
    /// α, the level in the first period.
    public var level = 40.0
    /// β₁, the trend before the change.
    public var trend = 0.1
    /// β₂, the change of level.
    public var levelChange = -5.0
    /// β₃, the change of slope.
    public var slopeChange = -0.2
    /// s, the season's amplitude.
    public var seasonAmplitude = 0.0
    /// P, the season's length in periods, from 2 on.
    public var seasonPeriod = 12
    /// σ, the standard deviation of the errors, 0 or more.
    public var standardDeviation = 2.0
    /// φ, the errors' autocorrelation, in (−1, 1).
    public var autocorrelation = 0.3
    /// How many clinics have the change, from 1 on.
    public var treatedUnits = 1
    /// How many clinics do not.
    public var controlUnits = 0
    /// τ, how much clinics' levels differ, 0 or more.
    public var unitDeviation = 3.0
    /// The population of the first clinic, for counts; more than 0.
    public var population = 20_000.0
    /// The seed; the same settings and seed give the same table.
    public var seed: UInt64 = 2026

    /// Makes the usual settings.
    public init() {}

    /// The usual settings for counts: 2 events a month in a thousand people, a tenth fewer after the change.
    public static var counts: SimulatedSeries {
        var series = SimulatedSeries()
        series.outcome = .poisson
        series.level = 0.7
        series.trend = 0.002
        series.levelChange = -0.1
        series.slopeChange = -0.005
        series.standardDeviation = 0.05
        series.unitDeviation = 0.15
        return series
    }

    /// The largest table that is made: 10⁸ rows.
    static let largestTable = 100_000_000

    /// Refuses settings outside their ranges.
    func validate() throws(CausalError) {
        try check((3...SimulatedSeries.largestTable).contains(periods), "periods", "\(periods)", "at least 3")
        try check((2...periods).contains(start), "start", "\(start)", "from 2 to the number of periods")
        try check(seasonPeriod >= 2, "the season's period", "\(seasonPeriod)", "at least 2")
        try check(abs(autocorrelation) < 1, "autocorrelation", "\(autocorrelation)", "in (−1, 1)")
        try check(treatedUnits >= 1, "the number of treated units", "\(treatedUnits)", "at least 1")
        try check(controlUnits >= 0, "the number of control units", "\(controlUnits)", "0 or more")
        let largest = SimulatedSeries.largestTable / periods
        try check(
            treatedUnits <= largest && controlUnits <= largest - treatedUnits, "units × periods", "more",
            "at most \(SimulatedSeries.largestTable)")
        for (name, value) in [("standard deviation", standardDeviation), ("unit deviation", unitDeviation)] {
            try check(value >= 0 && value <= 1e6, name, "\(value)", "from 0 to 1e6")
        }
        try check(population > 0 && population <= 1e12, "population", "\(population)", "more than 0")
        try checkMean()
    }

    /// Counts need means that can be drawn.
    private func checkMean() throws(CausalError) {
        let ends = [level, level + trend * Double(periods - 1)].flatMap {
            [$0, $0 + levelChange, $0 + levelChange + slopeChange * Double(periods - start)]
        }
        let limit = outcome == .poisson ? 20.0 : 1e9
        let reach = abs(seasonAmplitude) + 5 * (standardDeviation + unitDeviation)
        try check(
            ends.allSatisfy { abs($0) + reach <= limit }, "the linear predictor",
            "\(ends.max { abs($0) < abs($1) } ?? .nan)",
            outcome == .poisson
                ? "the log of a rate per 1000, with errors between −20 and 20" : "at most 1e9")
    }

    private func check(
        _ holds: Bool, _ setting: String, _ value: String, _ range: String
    ) throws(CausalError) {
        guard holds else {
            throw CausalError(
                .badArgument, "\(setting) must be \(range)", value: value, remedy: "Change the setting.")
        }
    }
}
