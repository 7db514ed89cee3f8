import Inference

extension Picture {
    /// The picture that belongs to a result, by the labels of its rows:
    ///
    /// | rows | picture |
    /// |---|---|
    /// | `event` | ``eventStudy(_:)`` |
    /// | `group` and `time` | ``groupTimes(_:)`` |
    /// | `type` and `weight` | ``baconDecomposition(_:)`` |
    /// | `bound` | ``sensitivity(_:)`` |
    /// | `threshold` and `verdict` | ``guardrails(_:)`` |
    /// | `estimator` | ``estimators(_:)`` |
    /// | four means (2x2) | ``fourMeans(_:)`` |
    /// | synthetic difference-in-differences, one cohort | treated and synthetic means, with the weights |
    /// | any other | ``coefficients(_:label:)`` |
    ///
    /// - Throws: `CausalError.Code.noPicture` when no row was estimated.
    public init(of estimates: Estimates) throws(CausalError) {
        func has(_ labels: String...) -> Bool {
            estimates.rows.contains { row in
                labels.allSatisfy { name in row.labels.contains { $0.name == name } }
            }
        }
        if has("bound") {
            self = try .sensitivity(estimates)
        } else if has("type", "weight") {
            self = try .baconDecomposition(estimates)
        } else if has("threshold", "verdict") {
            self = try .guardrails(estimates)
        } else if has("event") {
            self = try .eventStudy(estimates)
        } else if has("group", "time") {
            self = try .groupTimes(estimates)
        } else if has("estimator") {
            self = try .estimators(estimates)
        } else if let picture = Picture.syntheticTrajectories(estimates) {
            self = picture
        } else if estimates.fact("means") != nil {
            self = try .fourMeans(estimates)
        } else {
            self = try .coefficients(estimates, label: estimates.coefficientLabel)
        }
    }
}

extension Estimates {
    /// What coefficients measure.
    fileprivate var coefficientLabel: String {
        if command == "did" { return effectLabel }
        switch fact("estimator")?.text {
        case "poisson", "quasipoisson", "negative-binomial": return "estimate (log of a ratio)"
        case "binomial": return "estimate (log of an odds ratio)"
        default: return outcome.map { "estimate (change in \($0))" } ?? "estimate"
        }
    }
}
