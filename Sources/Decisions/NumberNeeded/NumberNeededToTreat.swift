import Groundwork

/// Whether an event is one to bring about or one to prevent.
public enum EventSense: String, Sendable, Hashable, Codable, CaseIterable {
    /// More events are better: recovered, retained, satisfied. A positive difference is a benefit.
    case favourable
    /// Fewer events are better: burnout, readmission, death. A negative difference is a benefit.
    case adverse
}

/// How many people are treated for one more good outcome: NNT = 1 / ARR.
///
/// ARR is the risk difference in the direction of benefit, and its limits are inverted. When they have one sign the NNT
/// is one interval of numbers needed to treat for one to benefit (NNTB) or to be harmed (NNTH). When they span zero the
/// NNT runs from the NNTB of the upper limit through infinity (no effect) to the NNTH of the lower one; to print it as
/// an interval of two finite ends would leave out the estimate itself.
///
/// ```swift
/// let nnt = try estimates["treatment"].numberNeededToTreat(events: .adverse)
/// print(nnt)  // NNTB 12.5 (7.1 to ∞ to NNTH 52)
/// ```
///
/// - Source: Altman (1998), *Confidence intervals for the number needed to treat*, BMJ 317, 1309–1312.
public struct NumberNeededToTreat: Sendable, Hashable, Codable {
    /// The difference in the direction of benefit, ARR.
    public let reduction: RiskDifference
    /// Whether the events are good or bad.
    public let events: EventSense

    /// The numbers within the limits.
    public enum Limits: Sendable, Hashable, Codable {
        /// NNTB from a number to another; nil is infinity.
        case benefit(from: Double, to: Double?)
        /// NNTH from a number to another; nil is infinity.
        case harm(from: Double, to: Double?)
        /// From NNTB through infinity to NNTH.
        case throughInfinity(benefit: Double, harm: Double)
    }

    /// Inverts a risk difference, treated less control.
    public init(_ difference: RiskDifference, events: EventSense = .favourable) throws(CausalError) {
        reduction = events == .adverse ? try difference.negated : difference
        self.events = events
    }

    /// 1 / |ARR|; nil when there is no difference at all and the number is infinite.
    public var value: Double? {
        let value = 1 / reduction.estimate.magnitude
        return value.isFinite ? value : nil
    }

    /// Whether the estimate lies on the side of benefit.
    public var isBenefit: Bool { reduction.estimate >= 0 }

    /// The numbers within the limits; nil without limits.
    public var limits: Limits? {
        guard let low = reduction.low, let high = reduction.high else { return nil }
        if low >= 0, high > 0 { return .benefit(from: 1 / high, to: Self.inverse(low)) }
        if high <= 0, low < 0 { return .harm(from: -1 / low, to: Self.inverse(-high)) }
        guard low < 0, high > 0 else { return nil }
        return .throughInfinity(benefit: 1 / high, harm: -1 / low)
    }

    private static func inverse(_ value: Double) -> Double? {
        let inverse = 1 / value
        return inverse.isFinite ? inverse : nil
    }

    /// `NNTB`, `NNTH` or `NNTB…∞…NNTH`: what the limits run over; without limits what the estimate is.
    public var type: String {
        switch limits {
        case .benefit: "NNTB"
        case .harm: "NNTH"
        case .throughInfinity: "NNTB…∞…NNTH"
        case nil: isBenefit ? "NNTB" : "NNTH"
        }
    }

    /// The ends as they are printed, from NNTB to NNTH; nil is infinity or unknown.
    public var ends: (low: Double?, high: Double?) {
        switch limits {
        case .benefit(let from, let to), .harm(let from, let to): (from, to)
        case .throughInfinity(let benefit, let harm): (benefit, harm)
        case nil: (nil, nil)
        }
    }
}

extension NumberNeededToTreat: CustomStringConvertible {
    /// `NNTB 5 (3 to 19.1)`, `NNTB 10 (4 to ∞ to NNTH 20)`
    public var description: String {
        let name = isBenefit ? "NNTB" : "NNTH"
        let estimate = "\(name) " + (value.map(Numbers.inWords) ?? "∞")
        switch limits {
        case .benefit(let from, let to), .harm(let from, let to):
            return estimate + " (\(Numbers.inWords(from)) to \(to.map(Numbers.inWords) ?? "∞"))"
        case .throughInfinity(let benefit, let harm):
            let (first, last) =
                isBenefit ? (("", benefit), ("NNTH ", harm)) : (("", harm), ("NNTB ", benefit))
            return estimate
                + " (\(first.0)\(Numbers.inWords(first.1)) to ∞ to \(last.0)\(Numbers.inWords(last.1)))"
        case nil: return estimate
        }
    }
}

extension Estimate {
    /// The number needed to treat that an effect on a risk means.
    ///
    /// - Parameters:
    ///   - events: whether more events are better or worse.
    ///   - measure: a difference of shares, or the logarithm of a ratio.
    ///   - baselineRisk: the risk without treatment, for a ratio.
    /// - Throws: as `RiskDifference.init(_:measure:baselineRisk:)`.
    public func numberNeededToTreat(
        events: EventSense = .favourable, measure: RiskMeasure = .difference, baselineRisk: Double? = nil
    ) throws(CausalError) -> NumberNeededToTreat {
        try NumberNeededToTreat(
            RiskDifference(self, measure: measure, baselineRisk: baselineRisk), events: events)
    }
}
