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
    /// The column of analytic weights.
    public var weights: String?

    /// Puts the parts together.
    public init(
        outcome: String, panel: PanelIndex, treatment: Treatment, covariates: String? = nil,
        weights: String? = nil
    ) {
        self.outcome = outcome
        self.panel = panel
        self.treatment = treatment
        self.covariates = covariates
        self.weights = weights
    }

    /// The regression of the outcome on the covariates with these factors absorbed, and the panel of its rows.
    /// Estimators add their treatment columns.
    func frame(absorbing factors: [String], _ table: DataTable) throws(CausalError) -> PolicyFrame {
        let bar = factors.isEmpty ? "" : " | " + factors.map(Expression.quoted).joined(separator: " + ")
        let formula = try Formula("\(Expression.quoted(outcome)) ~ \(covariates ?? "1")\(bar)")
        let frame = try ModelFrame(formula, table: table, weights: weights, requiring: required)
        return PolicyFrame(
            leastSquares: LeastSquares(formula: formula, weights: weights), frame: frame,
            panel: try PolicyPanel(frame.sample, panel: panel, treatment: treatment))
    }

    /// The two-way regression: units and periods absorbed; without units the cohorts take their place.
    func twoWayFrame(_ table: DataTable) throws(CausalError) -> PolicyFrame {
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
        facts: [JSONValue.Member] = [], notes: [String] = []
    ) -> EffectDesign {
        EffectDesign(
            estimator: estimator, unit: panel.unit?.name, leastSquares: leastSquares,
            frame: frame.prepending(columns), effects: effects, facts: panel.facts + facts,
            notes: panel.notes + notes)
    }
}
