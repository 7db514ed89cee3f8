import Regression

extension PolicyPanel {
    /// Times as the table writes its periods.
    func labels(_ times: [Double]) -> [JSONValue] {
        times.map(EffectCells.PeriodLabels(self).label)
    }
}

extension GroupTimeData {
    /// What is said of the panel.
    var notes: [String] {
        guard isPanel else { return ["No units were given: rows are taken as repeated cross-sections."] }
        var notes: [String] = []
        if hasMissing {
            notes.append(
                "The panel is not balanced: each effect uses the units seen in both of its periods.")
        }
        if varies {
            notes.append(
                "Covariates or weights vary within units: each effect uses those of the earlier of its two periods."
            )
        }
        return notes
    }
}

extension GroupTimeCells {
    /// Which cells could not be estimated, by reason.
    ///
    /// - Parameter collinear: what it means here that a regression's columns determine each other.
    func failureNotes(
        _ failures: [Int: CellFailure], _ periods: [JSONValue],
        collinear: String =
            "covariates determine each other among the rows compared, or are more than these"
    ) -> [String] {
        let reasons: [(CellFailure, String)] = [
            (.noTreated, "no treated unit is seen in both periods"),
            (.noControls, "no control is left"),
            (
                .noOverlap,
                "covariates tell the treated from the controls (no overlap), or determine each other"
            ),
            (.collinear, collinear),
        ]
        return reasons.compactMap { reason, text in
            let failed = cells.indices.filter { failures[$0] == reason }
            guard !failed.isEmpty else { return nil }
            let names = failed.prefix(5).map { position in
                let cell = cells[position]
                return "(\(starts[cell.cohort].shortestDecimal), \(periods[cell.period].plain))"
            }
            return "\(failed.count) of \(cells.count) effects could not be estimated, \(text): "
                + names.joined(separator: ", ") + (failed.count > 5 ? ", …" : "") + "."
        }
    }
}
