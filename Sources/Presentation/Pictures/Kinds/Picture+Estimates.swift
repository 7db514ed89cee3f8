import Inference

extension Picture {
    /// The picture that belongs to a result, by the labels of its rows:
    ///
    /// | rows | picture |
    /// |---|---|
    /// | `dose`, `quantile` | the curve, with slopes |
    /// | `group` and `time` | ``groupTimes(_:)`` |
    /// | these and `weight`, without estimates | ``twoWayWeights(_:)`` |
    /// | `event` | ``eventStudy(_:)`` |
    /// | `type` and `weight` | ``baconDecomposition(_:)`` |
    /// | `bound` | ``sensitivity(_:)`` |
    /// | `threshold` and `verdict` | ``guardrails(_:)`` |
    /// | funnels, charts, loops, measures, reservoirs | the plot of that name |
    /// | `exposure` | ``exposureEffects(_:)`` |
    /// | a stepped-wedge trial's means | ``clusterPeriodMeans(_:)`` |
    /// | `estimator` | ``estimators(_:)`` |
    /// | four means (2x2) | ``fourMeans(_:)`` |
    /// | power with curves | ``power(x:curves:label:wanted:)`` |
    /// | synthetic difference-in-differences, one cohort | treated and synthetic means, with the weights |
    /// | an interrupted series of up to 1,000 periods | the series, its fit and the counterfactual |
    /// | a number needed to treat | ``numberNeeded(_:)`` |
    /// | `budget` | ``budgetFrontier(_:)`` |
    /// | `contract` | ``paymentModels(_:)`` |
    /// | `threshold` and `harm.averted` | ``alertThresholds(_:)`` |
    /// | queues, capacity, early warnings | the curve, plan or paths behind them |
    /// | any other | ``coefficients(_:label:)`` |
    ///
    /// - Throws: `CausalError.Code.noPicture` when no row was estimated.
    public init(of estimates: Estimates) throws(CausalError) {
        func has(_ labels: String...) -> Bool {
            estimates.rows.contains { row in
                labels.allSatisfy { name in row.labels.contains { $0.name == name } }
            }
        }
        if let picture = Picture.workSystem(estimates) {
            self = picture
        } else if has("bound") {
            self = try .sensitivity(estimates)
        } else if has("type", "weight") {
            self = try .baconDecomposition(estimates)
        } else if has("threshold", "verdict") {
            self = try .guardrails(estimates)
        } else if estimates.command == "nnt" {
            self = try .numberNeeded(estimates)
        } else if has("budget") {
            self = try .budgetFrontier(estimates)
        } else if has("contract") {
            self = try .paymentModels(estimates)
        } else if has("threshold", "harm.averted") {
            self = try .alertThresholds(estimates)
        } else if Picture.areGroupTimes(estimates) {
            self = try .groupTimes(estimates)
        } else if has("group", "time", "weight"), !estimates.rows.contains(where: \.isEstimated) {
            self = try .twoWayWeights(estimates)
        } else if has("event") {
            self = try .eventStudy(estimates)
        } else if has("dose") {
            self = try .effectCurve(estimates, along: "dose")
        } else if has("quantile") {
            self = try .effectCurve(estimates, along: "quantile")
        } else if has("group", "time") {
            self = try .groupTimes(estimates)
        } else if has("estimator") {
            self = try .estimators(estimates)
        } else if let picture = Picture.auditOrMeasure(estimates) {
            self = picture
        } else if has("exposure") {
            self = try .exposureEffects(estimates)
        } else if estimates.fact("cell.means") != nil {
            self = try .clusterPeriodMeans(estimates)
        } else if let picture = Picture.power(estimates) ?? Picture.syntheticTrajectories(estimates) {
            self = picture
        } else if let picture = Picture.interruptedSeries(estimates) {
            self = picture
        } else if estimates.fact("means") != nil {
            self = try .fourMeans(estimates)
        } else {
            self = try .coefficients(estimates, label: estimates.coefficientLabel)
        }
    }
}

extension Picture {
    /// Whether rows are effects of cohorts in periods.
    private static func areGroupTimes(_ estimates: Estimates) -> Bool {
        estimates.rows.contains { $0.isEstimated && $0.words("group") != nil && $0.words("time") != nil }
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
