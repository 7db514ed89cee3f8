import Groundwork
import Inference

/// What an estimate says of a risk, or of another amount that cannot be negative.
public enum RiskMeasure: String, Sendable, Hashable, Codable, CaseIterable {
    /// A difference of shares: linear probability, difference-in-differences, …
    case difference
    /// The logarithm of an odds ratio: logistic regression.
    case logOdds = "log-odds"
    /// The logarithm of a risk ratio or of a ratio of rates: Poisson regression.
    case logRisk = "log-risk"

    /// What a row of a result is, by the model that made it.
    ///
    /// | result | row |
    /// |---|---|
    /// | `did` under any link, and all without a link | a difference: effects are told on the outcome's own scale |
    /// | `its` with a log link | a log ratio where the row has the label `ratio`; effects at a time are differences |
    /// | other results with a link | by the link |
    ///
    /// - Throws: `CausalError.Code.badArgument` for a link, such as probit, whose coefficients are neither.
    public init(of row: Estimate, in result: Estimates) throws(CausalError) {
        let estimator = result.fact("estimator")?.text ?? result.command
        let counts = ["poisson", "quasipoisson", "negative-binomial"].contains(estimator)
        let usual = counts ? "log" : ["logit", "binomial"].contains(estimator) ? "logit" : "identity"
        let isEffect = result.command == "did" || (result.command == "its" && !row.has("ratio"))
        switch isEffect ? "identity" : result.fact("link")?.text ?? usual {
        case "identity": self = .difference
        case "log": self = .logRisk
        case "logit": self = .logOdds
        case let link:
            throw CausalError(
                .badArgument,
                "coefficients under the link '\(link)' are neither differences nor ratios of risks",
                value: row.term, remedy: "Fit the model with the link logit, log or identity.")
        }
    }

    /// What becomes of a baseline, and its derivative by the estimate: b + θ; b·e^θ; and for odds b·e^θ/(1 − b + b·e^θ).
    func treated(_ estimate: Double, baseline: Double) -> (value: Double, slope: Double) {
        guard self != .difference else { return (baseline + estimate, 1) }
        let ratio = Elementary.exponential(estimate)
        if self == .logRisk { return (ratio * baseline, ratio * baseline) }
        if ratio == .infinity { return (1, 0) }
        let p = ratio * baseline / (1 - baseline + ratio * baseline)
        return (p, p * (1 - p))
    }
}

extension Uncertain {
    /// The change of an amount that a row stands for: a difference as it is, a ratio times the baseline less the baseline;
    /// the standard error by the delta method, with the baseline as known.
    ///
    /// - Parameters:
    ///   - row: the estimate.
    ///   - measure: what it is.
    ///   - baseline: the amount without treatment; needed for the logarithm of a ratio.
    /// - Throws: `CausalError.Code.notIdentified` for a row without an estimate; `CausalError.Code.badArgument` without a
    ///   baseline where one is needed, or with one that cannot be: a share between 0 and 1 for odds, else above zero.
    public init(_ row: Estimate, _ measure: RiskMeasure, baseline: Double?) throws(CausalError) {
        guard row.isEstimated else {
            throw CausalError(.notIdentified, "the row '\(row.term)' has no estimate", value: row.term)
        }
        guard measure != .difference else {
            self.init(row)
            return
        }
        guard let baseline else {
            throw CausalError(
                .badArgument,
                "'\(row.term)' is the logarithm of a ratio, which changes different amounts differently: the baseline is needed",
                value: row.term, remedy: "Give the amount without treatment, or a difference.")
        }
        guard baseline > 0, baseline < (measure == .logOdds ? 1 : .infinity) else {
            throw .argument(
                measure == .logOdds
                    ? "the baseline of an odds ratio lies between 0 and 1"
                    : "the baseline of a ratio is above zero",
                baseline)
        }
        let (value, slope) = measure.treated(row.estimate, baseline: baseline)
        guard value.isFinite else { throw .argument("the ratio is too large to be one", row.estimate) }
        self.init(
            value - baseline, standardError: row.standardError.isFinite ? slope * row.standardError : 0)
    }
}

extension Estimate {
    /// Whether the row has a label of that name.
    fileprivate func has(_ label: String) -> Bool { labels.contains { $0.name == label } }
}
