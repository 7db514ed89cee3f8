import Regression

/// The rows that take part in group-time effects, and what is said of those that do not.
struct GroupTimeSelection {
    private(set) var policy: PolicyFrame
    private(set) var notes: [String] = []

    /// - Parameter allowsDose: whether a status may be any number from 0 on in place of 0 and 1.
    init(
        _ model: GroupTimeATT, _ table: DataTable, allowsDose: Bool = false
    ) throws(CausalError) {
        guard model.anticipation >= 0, model.anticipation < 1_000_000 else {
            throw CausalError(
                .badArgument, "anticipation is 0 or more periods", value: "\(model.anticipation)")
        }
        var regression = PolicyRegression(
            outcome: model.outcome, panel: model.panel, treatment: model.treatment,
            covariates: model.adjustment.covariates, weights: model.weights)
        regression.unitCounts = model.unitCounts
        policy = try regression.frame(absorbing: [], table)
        guard policy.frame.hasIntercept else {
            throw CausalError(
                .badArgument, "an intercept belongs to the covariates", value: model.adjustment.covariates,
                remedy: "Leave out '- 1' or '+ 0'.")
        }
        if !allowsDose { try policy.panel.checkBinary(model.treatment) }
        try policy.panel.checkStays(model.treatment)
        let column = model.treatment.column
        guard !policy.panel.cohorts.isEmpty else {
            throw CausalError(
                .notIdentified, "nobody is treated within the data", column: column,
                remedy: "A column of first treated periods is named by --cohort, a 0/1 column by --treatment."
            )
        }
        try policy.panel.checkSize()
        try policy.panel.checkCohorts()
        try dropEarly(model, column)
        try dropPeriodsWithoutControls(model, column, allowsDose)
    }

    /// Takes a frame of the same rows, with remarks.
    mutating func replace(_ frame: PolicyFrame, _ remarks: [String]) {
        policy = frame
        notes += remarks
    }

    /// Leaves out units without a period before their treatment.
    private mutating func dropEarly(_ model: GroupTimeATT, _ column: String) throws(CausalError) {
        let panel = policy.panel
        let limit = panel.firstPeriod + Double(model.anticipation)
        let early = panel.cohorts.filter { $0 <= limit }
        guard !early.isEmpty else { return }
        guard early.count < panel.cohorts.count else {
            throw CausalError(
                .notIdentified, "no treated unit is seen before its treatment", column: column,
                remedy: "Effects need at least one period before the start, and before its anticipation.")
        }
        let rows = Parallel.positions(panel.firstTreated.count) { panel.firstTreated[$0] > limit }
        policy = policy.keeping(rows)
        let dropped = panel.rowCount - policy.panel.rowCount
        notes.append(
            "\(dropped) rows of units that are treated from the first period on were left out: nothing is known of "
                + "them before the treatment.")
    }

    /// Without never-treated units the last cohort's units are the last controls there are.
    private mutating func dropPeriodsWithoutControls(
        _ model: GroupTimeATT, _ column: String, _ allowsDose: Bool
    ) throws(CausalError) {
        let panel = policy.panel
        guard !panel.hasNeverTreated, let last = panel.cohorts.last else { return }
        guard model.controls == .notYetTreated else {
            throw CausalError(
                .notIdentified, "no unit is never treated, so that there are no controls", column: column,
                remedy:
                    "Compare with units that are not yet treated: --control not-yet (controls: .notYetTreated)"
                    + (allowsDose ? ", or with those of the lowest dose: --lowest-dose." : ".")
            )
        }
        let limit = last - Double(model.anticipation)
        let rows = Parallel.positions(panel.time.count) { panel.time[$0] < limit }
        guard panel.cohorts.count > 1, !rows.isEmpty else {
            throw CausalError(
                .notIdentified, "all units are treated at the same time, so that there are no controls",
                column: column, remedy: "A comparison needs units that are treated later or never.")
        }
        policy = policy.keeping(rows)
        notes.append(
            "No unit is never treated: the periods from the last cohort's start (\(panel.startLabel(last))) on were left "
                + "out, and its units are controls only.")
        let first = policy.panel.firstPeriod
        guard policy.panel.cohorts.contains(where: { $0 > first && $0 < last }) else {
            throw CausalError(
                .notIdentified, "no period is left in which some units are treated and others are not",
                column: column)
        }
    }
}
