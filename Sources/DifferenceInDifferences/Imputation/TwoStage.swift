import Regression

/// The two-stage estimator of Gardner (2022).
///
/// 1. y_it = α_i + λ_t + x_it′β + u_it is fitted on untreated rows alone.
/// 2. y_it − ŷ_it(0) of all rows is regressed, without an intercept, on indicators of the treatment.
///
/// The estimates are those of ``Imputation``. The covariance is that of both stages' moments together (Newey &
/// McFadden 1994, theorem 6.1), clustered by unit unless told otherwise, without a small-sample factor, as R's `did2s`.
/// Its effects deviate from the coefficient itself, not from the mean of their cohort and period, so that variation
/// of effects between cohorts counts as noise too.
///
/// By event time there are rows before the start as well, relative to the last period before it (and before
/// anticipated effects), as in `did2s`: means of first-stage residuals.
public struct TwoStage: Sendable, Hashable {
    /// Outcome, panel, treatment, covariates and weights.
    public var policy: PolicyRegression
    /// The columns whose levels have effects on the outcome without treatment; nil stands for units (cohorts where
    /// there are no units) and periods.
    public var absorbing: [String]?
    /// For how many periods before its start the treatment may already have effects.
    public var anticipation: Int

    /// Makes the estimator.
    public init(_ policy: PolicyRegression, absorbing: [String]? = nil, anticipation: Int = 0) {
        self.policy = policy
        self.absorbing = absorbing
        self.anticipation = anticipation
    }

    /// Fits the first stage.
    ///
    /// - Throws: as ``Imputation/fit(_:)``.
    public func fit(_ table: DataTable) throws(CausalError) -> TwoStageOutcomes {
        TwoStageOutcomes(
            outcomes: try ImputedOutcomes(
                policy, absorbing: absorbing, anticipation: anticipation, leavesOut: false, table))
    }
}

/// The first stage of ``TwoStage``.
public struct TwoStageOutcomes: Sendable {
    /// Outcomes without treatment.
    public let outcomes: ImputedOutcomes

    /// The second stage, with indicators of the treatment, of event times, cohorts or periods.
    ///
    /// - Throws: as ``ImputedOutcomes/aggregate(_:)``.
    public func aggregate(_ aggregation: EffectAggregation = .simple) throws(CausalError) -> TwoStageFit {
        let cells = outcomes.cells.cells
        var members = outcomes.treatedCells(anticipated: false)
        var reference: Double?
        if case .eventTime = aggregation {
            reference = Double(-1 - outcomes.model.anticipation)
            members = cells.indices.filter { cells[$0].event != reference }
        }
        let averages = try aggregation.averages(
            outcomes.cells, among: members, column: outcomes.policy.treatment.column)
        return TwoStageFit(outcomes, averages, reference: reference)
    }
}

/// The second stage of ``TwoStage``.
public struct TwoStageFit: InfluenceFit {
    /// The first stage.
    public let outcomes: ImputedOutcomes
    let averages: EffectAverages
    let reference: Double?
    /// The coefficients, an overall one before them where there is one.
    public let coefficients: [Double]

    init(_ outcomes: ImputedOutcomes, _ averages: EffectAverages, reference: Double?) {
        self.outcomes = outcomes
        self.averages = averages
        self.reference = reference
        coefficients = averages.rows(outcomes.values(averages.means))
    }

    /// `did`.
    public var command: String { "did" }
    /// The rows' names.
    public var terms: [String] { averages.terms }
    /// What places them.
    public var labels: [[JSONValue.Member]] { averages.labels }
    /// The rows used.
    public var sample: Sample { outcomes.sample }
    /// Facts about the model.
    public var facts: [JSONValue.Member] { outcomes.facts("two-stage", averages) }
    /// Remarks.
    public var notes: [String] {
        outcomes.notes
            + (reference.map { ["Effects are relative to event time \($0.shortestDecimal)."] } ?? [])
    }
    /// n⁻¹ψ by the combinations of some columns, without columns by unit.
    public func influenceBlocks(by columns: [String]) throws(CausalError) -> InfluenceBlocks {
        if let units = outcomes.groups(columns) { return InfluenceBlocks(try influence(summedBy: units)) }
        return InfluenceBlocks(try influence(summedBy: influenceGroups(columns)))
    }
    /// All rows but the overall one.
    public var family: [Int] { Array(averages.offset..<terms.count) }
    /// The column of units, or nil.
    public var independentUnit: String? { outcomes.model.base.panel.unit?.name }
    /// `pretrend-wald`: the event times before the reference are all zero.
    public func diagnostics(by columns: [String]) throws(CausalError) -> [Diagnostic] {
        guard let reference else { return [] }
        let before = averages.means.indices.filter {
            outcomes.cells.cells[averages.means[$0].cells[0]].event < reference
        }
        guard !before.isEmpty else { return [] }
        return [try jointTest("pretrend-wald", zero: before.map { $0 + averages.offset }, by: columns)]
    }

    /// n⁻¹ψ_g = (X₂′AX₂)⁻¹(X₂g′A_gε₂g − X₂′AX₁(X₁₀′AX₁₀)⁻¹X₁₀g′A_gε₁₀g), with X₁ the first stage's columns (zero in
    /// treated rows of X₁₀), X₂ the second stage's, ε their residuals, A the weights.
    ///
    /// Indicators exclude each other, so that a coefficient is a mean and the second term is its
    /// `ImputationWeights` times the untreated residuals: nothing larger than the data is formed.
    public func influence(summedBy groups: Factor) throws(CausalError) -> Matrix {
        let weights = ImputationWeights(model: outcomes.model, cells: outcomes.cells)
        var influence = try weights.untreatedInfluence(averages.means, groups)
        let users = averages.users(cellCount: outcomes.cells.cells.count)
        let values = Array(coefficients[averages.offset...])
        GroupedEffects(outcomes.model, outcomes.cells, groups: groups).forEach { sum in
            for mean in users[sum.cell] {
                influence[sum.group, mean] +=
                    (sum.effect - sum.mass * values[mean]) / averages.means[mean].mass
            }
        }
        return averages.rows(influence)
    }
}
