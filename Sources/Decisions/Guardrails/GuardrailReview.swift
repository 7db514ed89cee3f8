import Distributions
import Groundwork
import Inference

/// Whether an incentive may go on: a verdict on a target's balancing measures, with their joint error under control.
///
/// When a measure becomes a target it ceases to be a good measure (Goodhart's law): so a target is paired with measures
/// that must not get worse, each with a threshold. With α = (1 − level)/2 on one side,
///
/// | verdict | when |
/// |---|---|
/// | `suspend` | harm is shown: the p-value of "no worse than the threshold", adjusted for all balancing measures, is at most α |
/// | `continue` | harm is excluded: the interval lies on the safe side |
/// | `watch` | neither |
///
/// The whole is suspended when any measure is, continues when all do, and is watched otherwise. The chance that any
/// measure is suspended while all are within their thresholds is at most α, whatever the correlation between measures
/// (Holm 1979, or Bonferroni). To continue, every measure must be shown safe by itself, which needs no adjustment (Berger
/// 1982, intersection–union). An incentive is never suspended when every interval lies on the safe side.
///
/// With ``Looks`` the same holds over all looks together: p-values become repeated p-values, and intervals repeated
/// confidence intervals (Jennison & Turnbull 1989).
public struct GuardrailReview: Sendable, Hashable, Codable {
    /// The measures.
    public let guardrails: [Guardrail]
    /// The level of the two-sided intervals; α = (1 − level)/2 is that of the verdict.
    public let level: Double
    /// How p-values are adjusted for several measures.
    public let adjustment: MultipleTesting
    /// The looks so far; nil when there is one only.
    public let looks: Looks?
    /// One finding for each measure.
    public let findings: [Finding]

    /// Looks at accumulating data.
    public struct Looks: Sendable, Hashable, Codable {
        /// The share of the information at each look up to this one, rising.
        public let information: [Double]
        /// How α is spent over them.
        public let spending: AlphaSpending

        /// Makes a schedule up to the present look.
        public init(information: [Double], spending: AlphaSpending = .obrienFleming) {
            self.information = information
            self.spending = spending
        }
    }

    /// What to do.
    public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
        /// Harm is excluded.
        case `continue`
        /// Harm is neither shown nor excluded.
        case watch
        /// Harm is shown.
        case suspend
    }

    /// What was found of one measure.
    public struct Finding: Sendable, Hashable, Codable {
        /// The p-value of "no worse than the threshold", over all looks; nil without a standard error.
        public let harmPValue: Double?
        /// The same, adjusted for all balancing measures; nil for the primary target.
        public let adjustedPValue: Double?
        /// How many standard errors the interval reaches to each side; nil without a standard error, or while nothing
        /// may be spent.
        public let criticalValue: Double?
        /// What to do on account of this measure.
        public let verdict: Verdict
        /// Why.
        public let reason: String
    }

    /// Reviews measures.
    ///
    /// - Throws: `CausalError.Code.badValue` without a balancing measure and for names that are empty or repeated;
    ///   `CausalError.Code.badArgument` without measures, for a level outside (0, 1), for Benjamini & Hochberg's adjustment
    ///   (which does not control the chance of any false alarm), and for impossible looks.
    public init(
        _ guardrails: [Guardrail], level: Double = 0.95, adjustment: MultipleTesting = .holm,
        looks: Looks? = nil
    ) throws(CausalError) {
        try Estimates.check(level: level)
        let names = guardrails.map(\.measure)
        guard !names.isEmpty else { throw CausalError(.badArgument, "there is no measure to review") }
        if let row = names.indices.first(where: { names[$0].isEmpty || names[..<$0].contains(names[$0]) }) {
            throw CausalError(.badValue, "measures need names that differ", row: row + 1, value: names[row])
        }
        guard guardrails.contains(where: { $0.role == .balancing }) else {
            throw CausalError(
                .badValue, "every measure is a primary one", column: "role",
                remedy: "Add a balancing measure: what must not get worse.")
        }
        guard adjustment != .benjaminiHochberg else {
            throw CausalError(
                .badArgument, "bh does not control the chance of any false alarm",
                remedy: "Use holm or bonferroni.")
        }
        self.guardrails = guardrails
        self.level = level
        self.adjustment = adjustment
        self.looks = looks
        findings = try GuardrailFindings(guardrails, (1 - level) / 2, adjustment, looks).findings
    }

    /// α, the one-sided level of the verdict.
    public var alpha: Double { (1 - level) / 2 }

    /// The verdict on the whole: that of the worst balancing measure.
    public var verdict: Verdict {
        let own = zip(guardrails, findings).filter { $0.0.role == .balancing }.map(\.1.verdict)
        if own.contains(.suspend) { return .suspend }
        return own.allSatisfy { $0 == .continue } ? .continue : .watch
    }
}
