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
    /// | unmeasured confounding, policies by aim, scorecards, bounds of alpha spending, options on the frontier | that of their name |
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
        for kind in Picture.kinds where kind.belongs(estimates) {
            guard let picture = try kind.make(estimates) else { continue }
            self = picture
            return
        }
        self = try .coefficients(estimates, label: estimates.coefficientLabel)
    }

    /// A kind of result and its picture; nil when the result is of another kind after all.
    private struct Kind: Sendable {
        let belongs: @Sendable (Estimates) -> Bool
        let make: @Sendable (Estimates) throws(CausalError) -> Picture?

        /// Results some row of which has all these labels.
        init(labels: String..., make: @escaping @Sendable (Estimates) throws(CausalError) -> Picture?) {
            belongs = { $0.hasRow(withLabels: labels) }
            self.make = make
        }

        /// Results that something else tells.
        init(
            _ belongs: @escaping @Sendable (Estimates) -> Bool,
            _ make: @escaping @Sendable (Estimates) throws(CausalError) -> Picture?
        ) {
            (self.belongs, self.make) = (belongs, make)
        }

        /// Results of which the maker itself finds out whether they are of its kind.
        init(_ make: @escaping @Sendable (Estimates) -> Picture?) {
            belongs = { _ in true }
            self.make = { (estimates) throws(CausalError) in make(estimates) }
        }
    }

    /// The kinds in the order in which they are asked.
    private static let kinds: [Kind] = [
        Kind(workSystem), Kind(unmeasured), Kind(quadrupleAim), Kind(scorecard), Kind(sequentialBounds),
        Kind(efficiencyFrontier),
        Kind(labels: "bound", make: sensitivity), Kind(labels: "type", "weight", make: baconDecomposition),
        Kind(labels: "threshold", "verdict", make: guardrails),
        Kind({ $0.command == "nnt" }, numberNeeded), Kind(labels: "budget", make: budgetFrontier),
        Kind(labels: "contract", make: paymentModels),
        Kind(labels: "threshold", "harm.averted", make: alertThresholds), Kind(areGroupTimes, groupTimes),
        Kind({
            $0.hasRow(withLabels: ["group", "time", "weight"]) && !$0.rows.contains(where: \.isEstimated)
        }) {
            (estimates) throws(CausalError) in try twoWayWeights(estimates)
        },
        Kind(labels: "event", make: eventStudy),
        Kind(labels: "dose") { (estimates) throws(CausalError) in try effectCurve(estimates, along: "dose") },
        Kind(labels: "quantile") { (estimates) throws(CausalError) in
            try effectCurve(estimates, along: "quantile")
        },
        Kind(labels: "group", "time", make: groupTimes), Kind(labels: "estimator", make: estimators),
        Kind(auditOrMeasure), Kind(labels: "exposure", make: exposureEffects),
        Kind({ $0.fact("cell.means") != nil }, clusterPeriodMeans), Kind(power), Kind(syntheticTrajectories),
        Kind(interruptedSeries), Kind({ $0.fact("means") != nil }, fourMeans),
    ]
}

extension Picture {
    /// Whether rows are effects of cohorts in periods.
    @Sendable private static func areGroupTimes(_ estimates: Estimates) -> Bool {
        estimates.rows.contains { $0.isEstimated && $0.words("group") != nil && $0.words("time") != nil }
    }
}

extension Estimates {
    /// Whether some row has all these labels.
    fileprivate func hasRow(withLabels labels: [String]) -> Bool {
        rows.contains { row in labels.allSatisfy { name in row.labels.contains { $0.name == name } } }
    }

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
