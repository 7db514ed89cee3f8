import Regression

extension PolicyCheck {
    /// The estimate from all rows, then without each cohort in turn: rows `ATT`, labelled `without`.
    ///
    /// An estimate that rests on one cohort changes when it is left out.
    ///
    /// - Throws: `CausalError.Code.notIdentified` with fewer than two cohorts, and what the estimator throws on all
    ///   rows; where it fails without a cohort, that row has no estimate, and a note says why.
    public func leaveOneCohortOut(_ table: DataTable) throws(CausalError) -> Estimates {
        let known = try policyRows(table)
        guard known.cohorts.count > 1 else {
            throw CausalError(
                .notIdentified, "with one cohort there is nothing to leave out", column: treatment.column)
        }
        let labels = EffectCells.PeriodLabels(known)
        let whole = try estimate(table, treatment)
        var rows = [whole.renamed("ATT", labels: [.init("without", "none")])]
        var notes: [String] = []
        for cohort in known.cohorts {
            let kept = Parallel.positions(known.time.count) { known.firstTreated[$0] != cohort }
            let label = labels.label(cohort)
            do {
                let starts = Parallel.gather(known.firstTreated, at: kept)
                let found = try estimate(known, rows: kept, starts: starts)
                rows.append(found.renamed("ATT", labels: [.init("without", label)]))
            } catch {
                rows.append(
                    Estimate(
                        term: "ATT", labels: [.init("without", label)], estimate: .nan, standardError: .nan,
                        degreesOfFreedom: nil, level: whole.level))
                notes.append("Without cohort \(label.plain): \(error.message).")
            }
        }
        return Estimates(checks: rows, "leave-one-cohort-out", notes: notes)
    }
}
