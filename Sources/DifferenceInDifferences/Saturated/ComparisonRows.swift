import Regression

/// The rows in which cohorts are compared with never-treated units or, when there are none, with the last cohort
/// before its start.
struct ComparisonRows {
    let base: PolicyFrame
    /// The cohort of controls; +∞ for never-treated units.
    let control: Double
    let notes: [String]

    /// - Throws: `CausalError.Code.badPanel` when a treatment ends; `CausalError.Code.badValue` for a dose;
    ///   `CausalError.Code.notIdentified` when nobody is treated after the first period or nobody is left to compare with;
    ///   `CausalError.Code.badArgument` for a negative anticipation.
    init(_ everyone: PolicyFrame, _ treatment: Treatment, anticipation: Int) throws(CausalError) {
        guard anticipation >= 0 else {
            throw CausalError(.badArgument, "anticipation is 0 or more periods", value: "\(anticipation)")
        }
        try everyone.panel.checkBinary(treatment)
        try everyone.panel.checkStays(treatment)
        let earliest = everyone.panel.firstPeriod + Double(anticipation)
        let starts = everyone.panel.firstTreated
        let before = everyone.keeping(where: { starts[$0] > earliest })
        var notes: [String] = []
        let dropped = everyone.panel.rowCount - before.panel.rowCount
        if dropped > 0 {
            notes.append(
                "\(dropped) rows of units that are treated from the first period on were left out.")
        }
        try ComparisonRows.check(before.panel, everyone.panel, treatment)
        guard !before.panel.hasNeverTreated, let last = before.panel.cohorts.last else {
            (base, control) = (before, .infinity)
            self.notes = notes
            return
        }
        let end = last - Double(anticipation)
        let time = before.panel.time
        base = before.keeping(where: { time[$0] < end })
        control = last
        self.notes =
            notes + [
                "No unit is never treated: the last cohort (\(last.shortestDecimal)) serves as the control group, and "
                    + "rows from its start on were left out."
            ]
    }

    private static func check(
        _ panel: PolicyPanel, _ everyone: PolicyPanel, _ treatment: Treatment
    ) throws(CausalError) {
        guard !panel.cohorts.isEmpty else {
            throw CausalError(
                .notIdentified,
                everyone.cohorts.isEmpty
                    ? "nobody is treated" : "no treated unit is seen before its treatment",
                column: treatment.column, remedy: "Cohorts need periods before their start.")
        }
        guard panel.hasNeverTreated || panel.cohorts.count > 1 else {
            throw CausalError(
                .notIdentified, "no control group is left: all units start at the same time",
                column: treatment.column,
                remedy: "Add units that are never treated or start later.")
        }
    }
}

extension PolicyFrame {
    /// The rows for which a condition holds.
    func keeping(where test: @Sendable (Int) -> Bool) -> PolicyFrame {
        let rows = Parallel.positions(panel.time.count, where: test)
        return keeping(rows.count == panel.time.count ? nil : rows)
    }
}
