import Groundwork
import Inference

/// The side of a threshold on which harm lies.
public enum HarmSide: String, Sendable, Hashable, Codable, CaseIterable {
    /// Readmissions, cost, exhaustion: harm is above the threshold.
    case above
    /// Satisfaction, safety checks done: harm is below it.
    case below

    /// The words for each side, besides their own names.
    private static let words: [HarmSide: Set<String>] = [
        .above: [
            "above", "upper", "max", "maximum", "ceiling", "at-most", "<=", "≤", "<", "up", "increase",
            "higher", "high",
            "higher-is-worse", "lower-is-better", "worse-above",
        ],
        .below: [
            "below", "lower", "min", "minimum", "floor", "at-least", ">=", "≥", ">", "down", "decrease",
            "less", "low",
            "lower-is-worse", "higher-is-better", "worse-below",
        ],
    ]

    /// Reads the side on which harm lies: `above` (also `max`, `upper`, `<=`, `lower-is-better`, …) or `below` (`min`,
    /// `lower`, `>=`, `higher-is-better`, …).
    ///
    /// `max` and `<=` name a bound to stay under, `higher` and `increase` the change that is feared.
    public init?(_ text: String) {
        let word = text.lowercased().map { $0 == " " || $0 == "_" || $0 == "." ? "-" : String($0) }.joined()
        guard let side = HarmSide.allCases.first(where: { HarmSide.words[$0]?.contains(word) ?? false })
        else {
            return nil
        }
        self = side
    }
}

/// One measure with a threshold that it must not cross: an estimate with its error, and the side on which harm lies.
public struct Guardrail: Sendable, Hashable, Codable {
    /// The measure's name.
    public let measure: String
    /// The estimate, on the scale of the threshold.
    public let estimate: Double
    /// Its standard error; nil when it is not known.
    public let standardError: Double?
    /// The degrees of freedom of Student's t; nil is the normal distribution.
    public let degreesOfFreedom: Double?
    /// The threshold.
    public let threshold: Double
    /// The side on which harm lies.
    public let harm: HarmSide
    /// What the measure is for.
    public let role: Role

    /// What a measure is for.
    public enum Role: String, Sendable, Hashable, Codable, CaseIterable {
        /// The target that people are rewarded for.
        case primary
        /// What must not get worse while they pursue it.
        case balancing
    }

    /// Makes a guardrail.
    ///
    /// - Throws: `CausalError.Code.badValue` for numbers that are missing or infinite, or a negative standard error.
    public init(
        _ measure: String, estimate: Double, standardError: Double?, threshold: Double, harm: HarmSide,
        role: Role = .balancing, degreesOfFreedom: Double? = nil
    ) throws(CausalError) {
        let error = standardError ?? 0
        guard estimate.isFinite, threshold.isFinite, error.isFinite, error >= 0, degreesOfFreedom ?? 1 > 0
        else {
            throw CausalError(
                .badValue,
                "a guardrail needs an estimate, a standard error that is not negative, and a threshold",
                value: "\(measure): \(estimate), \(error), \(threshold)")
        }
        self.measure = measure
        self.estimate = estimate
        self.standardError = standardError
        self.degreesOfFreedom = degreesOfFreedom
        self.threshold = threshold
        self.harm = harm
        self.role = role
    }

    /// Makes a guardrail of a result's row.
    ///
    /// - Throws: as ``init(_:estimate:standardError:threshold:harm:role:degreesOfFreedom:)``.
    public init(_ row: Estimate, threshold: Double, harm: HarmSide, role: Role = .balancing)
        throws(CausalError)
    {
        try self.init(
            row.term, estimate: row.estimate,
            standardError: row.standardError.isFinite ? row.standardError : nil,
            threshold: threshold, harm: harm, role: role, degreesOfFreedom: row.degreesOfFreedom)
    }

    /// How far the estimate lies beyond the threshold; negative on the safe side.
    public var excess: Double { harm == .above ? estimate - threshold : threshold - estimate }

    /// P(an estimate as far beyond the threshold or farther, when the truth lies on it); nil without a standard error.
    public var harmPValue: Double? { tail(excess) }

    /// The same towards the safe side.
    public var safetyPValue: Double? { tail(-excess) }

    private func tail(_ excess: Double) -> Double? {
        guard let standardError else { return nil }
        guard standardError > 0 else { return excess > 0 ? 0 : 1 }
        return StudentT(df: degreesOfFreedom ?? .infinity).survival(excess / standardError)
    }
}
