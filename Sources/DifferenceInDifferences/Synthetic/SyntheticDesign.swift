import Regression

/// A table read for synthetic difference-in-differences: a balanced panel, controls first.
public struct SyntheticDesign: Sendable {
    private let model: SyntheticDifferenceInDifferences
    private let policy: PolicyFrame
    private let panel: SyntheticPanel
    private let notes: [String]

    init(_ model: SyntheticDifferenceInDifferences, _ table: DataTable) throws(CausalError) {
        self.model = model
        let selected = try SyntheticSelectionOfRows(model, table)
        policy = selected.policy
        panel = try SyntheticPanel(policy)
        notes = selected.notes
        guard model.method != .differences else { return }
        for cohort in panel.cohorts where cohort.before < 2 {
            throw CausalError(
                .badPanel,
                "weights need two periods before the treatment, and the units that start at "
                    + "\(cohort.label.plain) have one",
                column: model.treatment.column,
                remedy: "Leave them out with --where, or use the method did (.differences).")
        }
    }

    /// Estimates weights and effects.
    public func fit() throws(CausalError) -> SyntheticFit {
        var panel = panel
        var projection: [Double] = []
        if !panel.covariates.isEmpty, model.adjustment == .projected {
            projection = SyntheticProjection(panel).coefficients
            panel = panel.subtracting(projection)
        }
        let solver = SyntheticSolver(panel, model.method, optimises: !panel.covariates.isEmpty)
        let weights = solver.weights(panel.everybody)
        guard weights.allSatisfy({ $0?.isFinite ?? false }) else {
            throw CausalError(
                .notConverged, "the coefficients of the covariates run away",
                remedy: "Divide covariates by their standard deviations, or use the adjustment 'projected'.")
        }
        return SyntheticFit(
            solver: solver, weights: weights.compactMap { $0 }, coefficients: projection,
            covariateNames: policy.frame.columns.map(\.name), sample: policy.frame.sample,
            unitColumn: policy.panel.unit?.name ?? "", model: model,
            notes: policy.panel.timingNotes + policy.frame.notes + notes + policy.panel.lonelyNotes)
    }
}

/// The rows that take part, and what is said of those that do not.
private struct SyntheticSelectionOfRows {
    private(set) var policy: PolicyFrame
    private(set) var notes: [String] = []

    init(_ model: SyntheticDifferenceInDifferences, _ table: DataTable) throws(CausalError) {
        guard model.panel.unit != nil else {
            throw CausalError(
                .badArgument, "synthetic controls are units, and no column of units is named",
                remedy: "Give --unit.")
        }
        policy = try PolicyRegression(
            outcome: model.outcome, panel: model.panel, treatment: model.treatment,
            covariates: model.covariates
        ).frame(absorbing: [], table)
        try policy.panel.checkBinary(model.treatment)
        try policy.panel.checkStays(model.treatment)
        try policy.panel.checkSize()
        let column = model.treatment.column
        guard !policy.panel.cohorts.isEmpty else {
            throw CausalError(
                .notIdentified, "nobody is treated within the data", column: column,
                remedy: "A column of first treated periods is named by --cohort, a 0/1 column by --treatment."
            )
        }
        guard policy.panel.hasNeverTreated else {
            throw CausalError(
                .notIdentified, "no unit is never treated, so that there are no controls", column: column,
                remedy:
                    "Leave out the periods after the last cohort's start with --where: its units are then "
                    + "never treated.")
        }
        guard let rows = policy.panel.rowsWithPeriodBefore else { return }
        let dropped = policy.panel.firstTreated.count - rows.count
        policy = policy.keeping(rows)
        guard !policy.panel.cohorts.isEmpty else {
            throw CausalError(
                .notIdentified, "no treated unit is seen before its treatment", column: column)
        }
        notes.append(
            "\(dropped) rows of units that are treated from the first period on were left out: nothing is known of "
                + "them before the treatment.")
    }
}
