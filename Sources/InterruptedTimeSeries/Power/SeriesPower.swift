import Regression

/// A planned interrupted series: how surely an effect would be found, and how many periods it takes.
///
///     y_t = β₀ + β₁t + β₂f(t − T₀) + β₃(t − T₀)·1{t ≥ T₀} + season_t + u_t,  u_t AR(1) with standard deviation σ and φ
///
/// The effect that is tested is Δ_h = β₂f(h) + β₃h, h periods after T₀; the model of the analysis has a trend, the season's terms and the
/// change's own.
///
/// ```swift
/// var plan = SeriesPower()
/// plan.autocorrelation = 0.4
/// let power = try plan.closedForm().power
/// ```
///
/// Source: Zhang, Wagner & Ross-Degnan (2011), Journal of Clinical Epidemiology 64, for power by simulation.
public struct SeriesPower: Sendable, Hashable {
    /// Periods before the change, from 2 on.
    public var before = 24
    /// Periods from the change on, from 1 on.
    public var after = 24
    /// β₂, the change of level.
    public var levelChange = -5.0
    /// β₃, the change of slope a period.
    public var slopeChange = 0.0
    /// What the analysis lets change.
    public var change = Intervention.Change.levelAndSlope
    /// f, how the change of level sets in.
    public var onset = Intervention.Onset.step
    /// h, how many periods after T₀ the effect is tested; 0 is the first.
    public var horizon = 0
    /// φ, in (−1, 1).
    public var autocorrelation = 0.0
    /// σ, more than 0: the errors' own standard deviation, that of the innovations is σ√(1 − φ²).
    public var standardDeviation = 2.0
    /// What repeats, with its period, in the analysis; nil for nothing.
    public var season: Season?
    /// The amplitude of the first harmonic in simulated series.
    public var seasonAmplitude = 0.0
    /// The level of the two-sided test.
    public var alpha = 0.05

    /// Makes a plan with the usual settings.
    public init() {}

    /// The largest number of periods.
    static let longest = 5000

    /// Δ_h.
    public var effect: Double {
        (change.hasLevel ? levelChange * onset.share(Double(horizon)) : 0)
            + (change.hasSlope ? slopeChange * Double(horizon) : 0)
    }

    var periods: Int { before + after }

    /// The change on an axis whose first period is 1.
    var placed: PlacedIntervention {
        PlacedIntervention(
            intervention: Intervention(
                at: TimePoint(Double(before + 1)), change: change, onset: onset), start: Double(before + 1),
            step: 1, suffix: "")
    }

    /// Refuses settings outside their ranges.
    func validate() throws(CausalError) {
        let rules: [(Bool, String, String)] = [
            ((2...SeriesPower.longest).contains(before), "periods before the change", "2 to 5000"),
            ((1...SeriesPower.longest).contains(after), "periods after the change", "1 to 5000"),
            ((0...10 * SeriesPower.longest).contains(horizon), "the horizon", "0 to 50000"),
            (abs(autocorrelation) < 1, "the autocorrelation", "in (−1, 1)"),
            (
                standardDeviation > 0 && standardDeviation <= 1e9, "the standard deviation",
                "more than 0, at most 1e9"
            ),
            (abs(levelChange) <= 1e9 && abs(slopeChange) <= 1e9, "the change", "at most 1e9"),
            (abs(seasonAmplitude) <= 1e9, "the season's amplitude", "at most 1e9"),
            (alpha > 0 && alpha < 1, "alpha", "between 0 and 1"),
            ((1...1_000_000).contains(onset.length ?? 1), "the onset's length", "1 to a million"),
        ]
        for (holds, setting, range) in rules where !holds {
            throw CausalError(.badArgument, "\(setting) must be \(range)", remedy: "Change the setting.")
        }
        _ = try season?.placed(calendar: nil, step: 1)
    }

    /// The columns of the analysis without the intercept, and the row of Δ_h's contrast with it.
    func columns() throws(CausalError) -> (columns: [[Double]], contrast: [Double]) {
        let terms = SegmentedTerms(
            origin: 1, interventions: [placed],
            season: try season.map { (s) throws(CausalError) in try s.placed(calendar: nil, step: 1) },
            isControlled: false)
        let times = (1...periods).map(Double.init)
        let time = Double(before + 1 + horizon)
        let contrast = zip(terms.row(time, effect: true), terms.row(time, effect: false)).map(-)
        return (terms.columns(times, treated: times.map { _ in true }).map(\.values), contrast)
    }
}
