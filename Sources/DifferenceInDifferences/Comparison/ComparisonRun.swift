import Regression

/// An estimator's answer, and the fit that its overall effect is a coefficient of where there is one.
struct ComparedAnswer {
    let estimates: Estimates
    let fit: (any Fit)?

    init(_ estimates: Estimates, _ fit: (any Fit)?) {
        self.estimates = estimates
        self.fit = fit
    }
}

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

    /// The estimator's answer, in which `ATT` or `overall` is the effect, and the fit that it is a coefficient of.
    func overall(_ estimator: EstimatorComparison.Estimator) throws(CausalError) -> ComparedAnswer {
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
            let fit = try LocalProjections(policy, window: window, controls: others).fit(table)
            return ComparedAnswer(try fit.estimates(clusters: clusters, level: level), fit.pooled)
        case .synthetic: return ComparedAnswer(try synthetic(), nil)
        case .switchers: return try switchers()
        case .twoByTwo: return try regression(TwoByTwo(policy).fit(table))
        case .twoWayFixedEffects: return try regression(TwoWayFixedEffects(policy).fit(table))
        case .continuous: return try continuous()
        case .changesInChanges: return try distribution(.changesInChanges)
        case .quantileDifferences: return try distribution(.quantileDifferences)
        }
    }

    private func regression(_ fit: EffectFit) throws(CausalError) -> ComparedAnswer {
        ComparedAnswer(try fit.estimates(linear, level: level), fit.regression)
    }

    private func byInfluence(_ fit: some InfluenceFit) throws(CausalError) -> ComparedAnswer {
        ComparedAnswer(try fit.estimates(.clustered(by: clusters), level: level), fit)
    }

    private func averaged(_ effects: AveragedEffects) throws(CausalError) -> ComparedAnswer {
        ComparedAnswer(try effects.estimates(linear, level: level), effects)
    }

    private var groupTimeModel: GroupTimeATT {
        GroupTimeATT(
            outcome: policy.outcome, panel: policy.panel, treatment: policy.treatment,
            controls: comparison.controls ?? .neverTreated,
            adjustment: Adjustment(.doublyRobust, policy.covariates), anticipation: comparison.anticipation,
            weights: policy.weights)
    }

    private func groupTime() throws(CausalError) -> ComparedAnswer {
        try byInfluence(groupTimeModel.fit(table).aggregate(.simple))
    }

    /// The mean of group-time effects over the window's event times from 0 on; nil where there is none.
    func windowReference() -> ComparedEffect? {
        guard comparison.estimators.contains(.groupTime), comparison.anticipation == 0,
            let fit = try? groupTimeModel.fit(table).aggregate(.eventTime(0...window.upperBound)),
            let answer = try? byInfluence(fit)
        else { return nil }
        return try? ComparedEffect(.groupTime, answer)
    }

    private func continuous() throws(CausalError) -> ComparedAnswer {
        guard case .status = policy.treatment else {
            throw CausalError(.badArgument, "it needs doses (--treatment with a column of them)")
        }
        let model = ContinuousDose(
            outcome: policy.outcome, panel: policy.panel, treatment: policy.treatment,
            controls: comparison.controls ?? .neverTreated, covariates: policy.covariates,
            anticipation: comparison.anticipation, weights: policy.weights)
        return try byInfluence(model.fit(table).aggregate(.simple))
    }

    private func distribution(_ method: ChangesInChanges.Method) throws(CausalError) -> ComparedAnswer {
        let model = ChangesInChanges(
            outcome: policy.outcome, panel: policy.panel, treatment: policy.treatment, method: method,
            covariates: policy.covariates, weights: policy.weights)
        return try byInfluence(model.fit(table))
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
        return try fit.estimates(
            fit.usualInference(draws: comparison.draws, seed: comparison.seed), level: level)
    }

    private func switchers() throws(CausalError) -> ComparedAnswer {
        var column = policy.treatment.column
        if case .firstTreated = policy.treatment { column = ComparisonRun.statusName }
        let model = Switchers(
            outcome: policy.outcome, panel: policy.panel, treatment: column, covariates: policy.covariates,
            weights: policy.weights)
        return try byInfluence(model.fit(table))
    }

    static let statusName = "(treated)"

    /// The table with a column of each row's status beside that of starts; missing where a row takes no part.
    static func withStatus(
        _ table: DataTable, _ panel: PolicyPanel, _ treatment: Treatment
    ) throws(CausalError) -> DataTable {
        guard case .firstTreated = treatment else { return table }
        var status = [Double](repeating: .nan, count: table.rowCount)
        for (row, value) in panel.status.enumerated() { status[panel.sample.tableRow(row) - 1] = value }
        let others = table.columns.filter { $0.name != statusName }
        return try DataTable(others + [Column(statusName, status)], source: table.source)
    }

    private func refuseWeights(_ reason: String) throws(CausalError) {
        guard let weights = policy.weights else { return }
        throw CausalError(.badArgument, "it \(reason)", value: weights)
    }

    /// Anticipation that an estimator knows nothing of would be counted as part of the time before.
    private func checkAnticipation(_ estimator: EstimatorComparison.Estimator) throws(CausalError) {
        guard comparison.anticipation > 0 else { return }
        switch estimator {
        case .groupTime, .imputation, .twoStage, .sunAbraham, .extendedTwoWay, .continuous: return
        default: throw CausalError(.badArgument, "it knows no anticipation")
        }
    }
}
