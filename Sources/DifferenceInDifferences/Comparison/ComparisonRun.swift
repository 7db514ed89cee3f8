import Regression

/// One data set on which estimators are run.
struct ComparisonRun {
    let comparison: EstimatorComparison
    let table: DataTable
    let panel: PolicyPanel
    let clusters: [String]
    let level: Double
    let window: ClosedRange<Int>

    private var policy: PolicyRegression { comparison.policy }
    private var linear: LinearCovariance? { clusters.isEmpty ? nil : .clustered(by: clusters) }

    /// The estimator's answer, in which `ATT` or `overall` is the effect.
    func overall(_ estimator: EstimatorComparison.Estimator) throws(CausalError) -> Estimates {
        try checkAnticipation(estimator)
        let lead = comparison.anticipation
        let others = comparison.controls ?? .notYetTreated
        switch estimator {
        case .groupTime: return try groupTime()
        case .imputation:
            return try byInfluence(Imputation(policy, anticipation: lead).fit(table).aggregate())
        case .twoStage:
            return try byInfluence(TwoStage(policy, anticipation: lead).fit(table).aggregate())
        case .sunAbraham:
            return try averaged(SunAbraham(policy, anticipation: lead).fit(table).aggregate())
        case .extendedTwoWay:
            return try averaged(
                ExtendedTwoWay(policy, controls: others, anticipation: lead).fit(table).aggregate())
        case .stacked:
            return try averaged(
                StackedComparisons(policy, window: window, controls: others).fit(table).aggregate())
        case .localProjections:
            return try LocalProjections(policy, window: window, controls: others).fit(table)
                .estimates(clusters: clusters, level: level)
        case .synthetic: return try synthetic()
        case .switchers: return try switchers()
        case .twoByTwo: return try TwoByTwo(policy).fit(table).estimates(linear, level: level)
        case .twoWayFixedEffects:
            return try TwoWayFixedEffects(policy).fit(table).estimates(linear, level: level)
        }
    }

    private func byInfluence(_ fit: some InfluenceFit) throws(CausalError) -> Estimates {
        try fit.estimates(.clustered(by: clusters), level: level)
    }

    private func averaged(_ effects: AveragedEffects) throws(CausalError) -> Estimates {
        try effects.estimates(linear, level: level)
    }

    private func groupTime() throws(CausalError) -> Estimates {
        let model = GroupTimeATT(
            outcome: policy.outcome, panel: policy.panel, treatment: policy.treatment,
            controls: comparison.controls ?? .neverTreated,
            adjustment: Adjustment(.doublyRobust, policy.covariates), anticipation: comparison.anticipation,
            weights: policy.weights)
        return try byInfluence(model.fit(table).aggregate(.simple))
    }

    private func synthetic() throws(CausalError) -> Estimates {
        try refuseWeights("makes its own weights of units and periods")
        guard clusters.isEmpty || clusters == [policy.panel.unit ?? ""] else {
            throw CausalError(.badArgument, "its draws take whole units, no other clusters")
        }
        let most = EstimatorComparison.mostSyntheticUnits
        guard panel.unit?.levelCount ?? 0 <= most else {
            throw CausalError(
                .badPanel, "with more than \(most) units it takes long; ask for it by its name")
        }
        let fit = try SyntheticDifferenceInDifferences(
            outcome: policy.outcome, panel: policy.panel, treatment: policy.treatment,
            covariates: policy.covariates
        ).fit(table)
        let (draws, seed) = (comparison.draws, comparison.seed)
        do {
            return try fit.estimates(.placebo(draws: draws, seed: seed), level: level)
        } catch  where error.code == .tooFewRows {
            // Placebos need more controls than treated units; the bootstrap two treated ones.
            return try fit.estimates(.bootstrap(draws: draws, seed: seed), level: level)
        }
    }

    private func switchers() throws(CausalError) -> Estimates {
        try refuseWeights("takes no weights")
        guard policy.covariates == nil else {
            throw CausalError(.badArgument, "it takes no covariates")
        }
        var data = table
        var column = policy.treatment.column
        if case .firstTreated = policy.treatment {
            column = "(treated)"
            let rows = (0..<panel.sample.count).map { Int32(panel.sample.tableRow($0) - 1) }
            let others = table.rows(rows).columns.filter { $0.name != column }
            data = try DataTable(others + [Column(column, panel.status)], source: table.source)
        }
        let model = Switchers(outcome: policy.outcome, panel: policy.panel, treatment: column)
        return try byInfluence(model.fit(data))
    }

    private func refuseWeights(_ reason: String) throws(CausalError) {
        guard let weights = policy.weights else { return }
        throw CausalError(.badArgument, "it \(reason)", value: weights)
    }

    /// Anticipation that an estimator knows nothing of would be counted as part of the time before.
    private func checkAnticipation(_ estimator: EstimatorComparison.Estimator) throws(CausalError) {
        guard comparison.anticipation > 0 else { return }
        switch estimator {
        case .groupTime, .imputation, .twoStage, .sunAbraham, .extendedTwoWay: return
        default: throw CausalError(.badArgument, "it knows no anticipation")
        }
    }
}
