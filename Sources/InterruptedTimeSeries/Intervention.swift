import Regression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One interruption of a series: when it came, what it may have changed, and how the change set in.
///
/// With h = t − T₀ in the units of the time column, and steps of length s:
///
/// | change | columns |
/// |---|---|
/// | `.level` | f(h) |
/// | `.slope` | h·1{h ≥ 0} |
/// | `.levelAndSlope` | both |
///
/// | onset | f(h), zero for h < 0 |
/// |---|---|
/// | `.step` | 1 |
/// | `.ramp(K)` | min(1, (h/s + 1)/(K + 1)): full after K further periods |
/// | `.pulse(K)` | 1 for the first K periods, 0 afterwards |
/// | `.decay(K)` | 2^(−h/(sK)): half of it is gone after K periods |
///
/// A transition of K periods leaves the first K periods out of the fit (Wagner et al. 2002); level and slope
/// count from T₀ all the same.
///
/// Source: Wagner, Soumerai, Zhang & Ross-Degnan (2002), Journal of Clinical Pharmacy and Therapeutics 27;
/// Lopez Bernal, Cummins & Gasparrini (2017), International Journal of Epidemiology 46.
public struct Intervention: Sendable, Hashable {
    /// T₀, the first period after the change.
    public var time: TimePoint
    /// What may have changed.
    public var change: Change
    /// How the level's change sets in.
    public var onset: Onset
    /// How many periods from T₀ on are left out of the fit.
    public var transition: Int

    /// What an interruption may change.
    public enum Change: String, Sendable, Hashable, CaseIterable, Codable {
        /// The level alone.
        case level
        /// Level and slope.
        case levelAndSlope = "level+slope"
        /// The slope alone.
        case slope

        var hasLevel: Bool { self != .slope }
        var hasSlope: Bool { self != .level }
    }

    /// How a change of level sets in.
    public enum Onset: Sendable, Hashable {
        /// At once and for good.
        case step
        /// Evenly, full after so many further periods.
        case ramp(Int)
        /// For so many periods only.
        case pulse(Int)
        /// At once, with that half-life in periods.
        case decay(Int)
    }

    /// Makes an interruption.
    public init(
        at time: TimePoint, change: Change = .levelAndSlope, onset: Onset = .step, transition: Int = 0
    ) {
        self.time = time
        self.change = change
        self.onset = onset
        self.transition = transition
    }

    /// A change of level.
    public static func level(at time: TimePoint, onset: Onset = .step, transition: Int = 0) -> Intervention {
        Intervention(at: time, change: .level, onset: onset, transition: transition)
    }

    /// A change of slope.
    public static func slope(at time: TimePoint, transition: Int = 0) -> Intervention {
        Intervention(at: time, change: .slope, transition: transition)
    }

    /// A change of level and slope.
    public static func levelAndSlope(
        at time: TimePoint, onset: Onset = .step, transition: Int = 0
    ) -> Intervention {
        Intervention(at: time, onset: onset, transition: transition)
    }

    /// No series is longer.
    private static let longest = 1_000_000

    func check() throws(CausalError) {
        guard (0...Intervention.longest).contains(transition) else {
            throw CausalError(
                .badArgument, "a transition is 0 to a million periods long", value: "\(transition)")
        }
        guard (1...Intervention.longest).contains(onset.length ?? 1) else {
            throw CausalError(
                .badArgument, "an onset is 1 to a million periods long", value: "\(onset.length ?? 0)")
        }
        guard change.hasLevel || onset == .step else {
            throw CausalError(
                .badArgument, "an onset is how the level sets in, and the level is not in the model",
                value: change.rawValue, remedy: "Add the level (--effect level+slope), or leave --onset out.")
        }
    }
}

extension Intervention.Onset {
    var length: Int? {
        switch self {
        case .step: nil
        case .ramp(let periods), .pulse(let periods), .decay(let periods): periods
        }
    }

    /// f at a distance of so many periods from T₀, 0 or more.
    func share(_ periods: Double) -> Double {
        switch self {
        case .step: 1
        case .ramp(let length): min(1, (periods + 1) / (Double(length) + 1))
        case .pulse(let length): periods < Double(length) ? 1 : 0
        case .decay(let halfLife): exp2(-periods / Double(halfLife))
        }
    }
}

/// An interruption on the axis of a series.
struct PlacedIntervention: Sendable {
    let intervention: Intervention
    /// T₀ as a number of the axis.
    let start: Double
    /// The axis's step.
    let step: Double
    /// Behind a term's name, `@T₀`, when there are several.
    let suffix: String

    /// f(h)
    func level(_ time: Double) -> Double {
        time < start ? 0 : intervention.onset.share((time - start) / step)
    }
    /// h·1{h ≥ 0}
    func slope(_ time: Double) -> Double { max(0, time - start) }
    /// Whether a time lies in the transition.
    func leavesOut(_ time: Double) -> Bool {
        time >= start && (time - start) / step < Double(intervention.transition) - 1e-9
    }
}
