import Regression

extension PolicyCheck {
    /// A placebo in time: every start is set some periods earlier, and only rows before the true start are used. An
    /// effect in them cannot come from the policy.
    ///
    /// Never-treated rows stay until the last true start. Cohorts that would then start in or before the first period
    /// are left out, with a note.
    ///
    /// - Parameters:
    ///   - table: the data.
    ///   - shift: by how much starts are set earlier, in the units of the period column; 1 or more.
    /// - Returns: one row `placebo`, labelled `shift`.
    /// - Throws: `CausalError.Code.badArgument` for a shift below 1; `CausalError.Code.notIdentified` when no cohort
    ///   is left; what the estimator throws.
    public func placeboInTime(_ table: DataTable, shift: Int) throws(CausalError) -> Estimates {
        guard shift >= 1 else {
            throw CausalError(.badArgument, "a placebo starts 1 or more periods earlier", value: "\(shift)")
        }
        let known = try policyRows(table)
        let first = known.firstPeriod + Double(shift)
        let used = known.cohorts.filter { $0 > first }
        guard let last = used.last else {
            throw CausalError(
                .notIdentified, "no cohort is seen more than \(shift) periods before its start",
                column: treatment.column, remedy: "Use a shorter shift.")
        }
        let kept = Parallel.positions(known.time.count) { row in
            let start = known.firstTreated[row]
            return start.isFinite ? start > first && known.time[row] < start : known.time[row] < last
        }
        let starts = Parallel.gather(known.firstTreated, at: kept).map { $0 - Double(shift) }
        let found = try estimate(known, rows: kept, starts: starts)
        let labels = EffectCells.PeriodLabels(known)
        let lost = known.cohorts.filter { $0 <= first }.map { labels.label($0).plain }
        return Estimates(
            checks: [found.renamed("placebo", labels: [.init("shift", .integer(shift))])], "placebo-in-time",
            notes: lost.isEmpty
                ? []
                : [
                    "Cohorts without periods before the placebo were left out: \(lost.joined(separator: ", "))."
                ])
    }
}
