import Regression

/// The imputation estimator of Borusyak, Jaravel & Spiess (2024).
///
/// 1. y_it = α_i + λ_t + x_it′β + u_it is fitted on untreated rows alone.
/// 2. A treated row's effect is τ̂_it = y_it − ŷ_it(0).
/// 3. Effects are averaged: over all treated rows, by time since the start, by cohort or by period.
///
/// Treated units' later periods never serve as controls, so that effects may differ between units and times. Rows
/// that cannot be imputed (units treated from their first period on, periods in which everybody is treated) are
/// left out with a note. Without units, cohorts take their place. Weights are analytic ones; averages are weighted
/// by them too.
///
/// The variance is conservative: rows of the same cohort and period share the auxiliary effect from which their
/// effects deviate; see ``ImputationFit/influence(summedBy:)``.
public struct Imputation: Sendable, Hashable {
    /// Outcome, panel, treatment, covariates and weights.
    public var policy: PolicyRegression
    /// The columns whose levels have effects on the outcome without treatment; nil stands for units (cohorts where
    /// there are no units) and periods.
    public var absorbing: [String]?
    /// For how many periods before its start the treatment may already have effects: these rows count as treated,
    /// but not in averages over all treated rows, cohorts or periods.
    public var anticipation: Int
    /// Whether a row's auxiliary effect leaves its own cluster out: larger standard errors, less biased with few
    /// units in a cohort (Borusyak, Jaravel & Spiess 2024, appendix A.9).
    public var leavesOut: Bool

    /// Makes the estimator.
    public init(
        _ policy: PolicyRegression, absorbing: [String]? = nil, anticipation: Int = 0, leavesOut: Bool = false
    ) {
        self.policy = policy
        self.absorbing = absorbing
        self.anticipation = anticipation
        self.leavesOut = leavesOut
    }

    /// Fits the model of untreated outcomes and imputes.
    ///
    /// - Throws: `CausalError.Code.badPanel` when a treatment ends; `CausalError.Code.notIdentified` when nobody is
    ///   treated or no treated row can be imputed; `CausalError.Code.badArgument` for a negative anticipation.
    public func fit(_ table: DataTable) throws(CausalError) -> ImputedOutcomes {
        try ImputedOutcomes(
            policy, absorbing: absorbing, anticipation: anticipation, leavesOut: leavesOut, table)
    }
}

extension ImputedOutcomes {
    /// Averages of the effects.
    ///
    /// By event time the earlier ones are those of ``leads(_:)``, and `pretrend-wald` tests them.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when no treated row belongs to the average;
    ///   `CausalError.Code.badPanel` for event times that are not whole numbers.
    public func aggregate(_ aggregation: EffectAggregation = .simple) throws(CausalError) -> ImputationFit {
        var leads: UntreatedLeads?
        var anticipated = false
        if case .eventTime(let window) = aggregation {
            anticipated = true
            let count = window.map { max(0, -max($0.lowerBound, -1_000_000)) }
            if try !leadEvents(count).isEmpty { leads = try self.leads(count) }
        }
        let averages = try aggregation.averages(
            cells, among: treatedCells(anticipated: anticipated), column: policy.treatment.column)
        return ImputationFit(self, averages, leads: leads)
    }
}

/// Outcomes without treatment, imputed for every treated row: what averages of effects are made of.
public struct ImputedOutcomes: Sendable {
    let policy: PolicyRegression
    let model: UntreatedModel
    let cells: EffectCells
    let leavesOut: Bool

    init(
        _ policy: PolicyRegression, absorbing: [String]?, anticipation: Int, leavesOut: Bool,
        _ table: DataTable
    ) throws(CausalError) {
        guard anticipation >= 0 else {
            throw CausalError(.badArgument, "anticipation is 0 or more periods", value: "\(anticipation)")
        }
        let everyone = try policy.twoWayFrame(table, absorbing: absorbing)
        try everyone.panel.checkBinary(policy.treatment)
        try everyone.panel.checkStays(policy.treatment)
        self.policy = policy
        self.leavesOut = leavesOut
        model = try UntreatedModel(everyone, anticipation: anticipation)
        cells = try EffectCells(model.base.panel, weights: model.base.frame.weights)
    }

    /// The rows used.
    public var sample: Sample { model.base.frame.sample }
    /// y − ŷ(0) in every row used: effects of treated rows, residuals of untreated ones.
    public var effects: [Double] { model.effects }

    /// The cells of treated rows; with those of anticipated effects when asked.
    func treatedCells(anticipated: Bool) -> [Int] {
        let earliest = anticipated ? -Double(model.anticipation) : 0
        return cells.cells.indices.filter { cells.cells[$0].event >= earliest }
    }
}
