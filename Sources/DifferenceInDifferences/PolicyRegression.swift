import Regression

/// What the regression estimators of a policy's effect share: outcome, panel, treatment, covariates and weights.
public struct PolicyRegression: Sendable, Hashable {
    /// The outcome's column.
    public var outcome: String
    /// The columns of units and periods; without units rows are repeated cross-sections.
    public var panel: PanelIndex
    /// The column of the treatment.
    public var treatment: Treatment
    /// Further regressors as the right side of a formula, e.g. `"x1 + log(x2)"`.
    public var covariates: String?
    /// The column of weights.
    public var weights: String?
    /// What the weights mean.
    public var weightKind: WeightKind
    /// The column of how many alike units each unit (without units: each row) stands for, or nil: the answer is that of
    /// the data in which they are all written out. It takes the place of weights.
    public var unitCounts: String?

    /// Puts the parts together.
    public init(
        outcome: String, panel: PanelIndex, treatment: Treatment, covariates: String? = nil,
        weights: String? = nil, kind: WeightKind = .analytic
    ) {
        self.outcome = outcome
        self.panel = panel
        self.treatment = treatment
        self.covariates = covariates
        self.weights = weights
        weightKind = kind
    }

    /// The regression of the outcome on the covariates with these factors absorbed, and the panel of its rows.
    /// Estimators add their treatment columns.
    func frame(absorbing factors: [String], _ table: DataTable) throws(CausalError) -> PolicyFrame {
        let formula = try formula(absorbing: factors, table)
        guard unitCounts == nil || weights == nil else {
            throw CausalError(.badArgument, "counts of units take the place of weights", value: weights)
        }
        let weights = unitCounts ?? weights
        let frame = try ModelFrame(
            formula, table: table, weights: weights, panel: panel.unit == nil ? nil : panel,
            requiring: required)
        return PolicyFrame(
            leastSquares: LeastSquares(
                formula: formula, weights: weights, kind: unitCounts == nil ? weightKind : .frequency),
            frame: frame,
            panel: try PolicyPanel(
                frame.sample, panel: panel, treatment: treatment,
                counts: unitCounts == nil ? nil : frame.weights))
    }

    private func formula(absorbing factors: [String], _ table: DataTable) throws(CausalError) -> Formula {
        guard panel.unit != panel.period else {
            throw CausalError(.badArgument, "units and periods are the same column", column: panel.period)
        }
        let left = table[outcome] == nil ? outcome : Expression.quoted(outcome)
        let alone = try covariates.map { (text) throws(CausalError) in try Formula("\(left) ~ \(text)") }
        guard alone?.absorbed.isEmpty ?? true, alone?.slopeNames.isEmpty ?? true,
            alone?.endogenousNames.isEmpty ?? true
        else {
            throw CausalError(
                .badArgument, "covariates hold terms only, no '|'", value: covariates,
                remedy: "Units and periods are absorbed already.")
        }
        let bar = factors.isEmpty ? "" : " | " + factors.map(Expression.quoted).joined(separator: " + ")
        return try Formula("\(left) ~ \(covariates ?? "1")\(bar)")
    }

    /// The two-way regression: units and periods absorbed; without units the cohorts take their place.
    ///
    /// - Parameter columns: the factors to absorb in their place, or nil.
    func twoWayFrame(
        _ table: DataTable, absorbing columns: [String]? = nil
    ) throws(CausalError) -> PolicyFrame {
        if let columns { return try frame(absorbing: columns, table) }
        if let unit = panel.unit { return try frame(absorbing: [unit, panel.period], table) }
        var whole = try frame(absorbing: [panel.period], table)
        let cohort = Factor(name: treatment.column, numbers: whole.panel.firstTreated)
        whole.frame = whole.frame.absorbing([cohort])
        return whole
    }

    /// The columns that may not be missing; a missing first treated period means never.
    private var required: [String] {
        var names = [panel.period] + (panel.unit.map { [$0] } ?? [])
        if case .status(let column) = treatment { names.append(column) }
        return names
    }
}

/// A policy's regression without its treatment columns, and the panel of its rows.
struct PolicyFrame {
    var leastSquares: LeastSquares
    var frame: ModelFrame
    var panel: PolicyPanel

    /// The same with some of the rows.
    func keeping(_ rows: [Int32]?) -> PolicyFrame {
        guard let rows else { return self }
        return PolicyFrame(
            leastSquares: leastSquares, frame: frame.keeping(rows), panel: panel.keeping(rows))
    }

    /// The design with the treatment's columns put first.
    func design(
        _ estimator: String, columns: [DesignColumn], effects: [EffectFit.Effect],
        leads: Set<String> = [], inseparable: Set<String> = [], checksWeights: Bool = false,
        facts: [JSONValue.Member] = [], notes: [String] = []
    ) -> EffectDesign {
        EffectDesign(
            estimator: estimator, unit: panel.unit?.name, leastSquares: leastSquares,
            frame: frame.prepending(columns), effects: effects, leads: leads, inseparable: inseparable,
            staggered: checksWeights ? panel : nil, facts: panel.facts + facts,
            notes: panel.notes + notes, countedRows: panel.counts == nil ? nil : panel.rowCount)
    }
}
