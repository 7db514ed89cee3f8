import Regression

extension SegmentedDesign {
    /// Refuses what no series of this model could answer.
    func check() throws(CausalError) {
        try checkRepeatedTimes()
        try checkInterventions()
        guard times.count > parameterCount else {
            throw CausalError(
                .tooFewRows, "\(times.count) rows cannot carry \(parameterCount) parameters and an error",
                remedy: "Use a simpler season, fewer interruptions or covariates, or more periods.")
        }
        if let first = frame.response.first, frame.response.allSatisfy({ $0 == first }) {
            throw CausalError(
                .notIdentified, "the outcome has the same value in every row", column: model.outcome,
                value: first.shortestDecimal)
        }
    }

    private func checkRepeatedTimes() throws(CausalError) {
        let units = unitCodes
        let order = rowsInOrder
        for (earlier, later) in zip(order, order.dropFirst())
        where units[earlier] == units[later] && times[earlier] == times[later] {
            throw CausalError(
                .badPanel,
                model.groups == nil ? "two rows have the same time" : "two rows have the same unit and time",
                file: frame.sample.table.source, column: model.time,
                row: frame.sample.tableRow(max(earlier, later)), value: axis.label(times[later]),
                remedy: model.groups == nil
                    ? "Sum or average the rows of a period first, or name the units (--unit, --treated, or --by)."
                    : "Sum or average the rows of a unit and period first.")
        }
    }

    private func checkInterventions() throws(CausalError) {
        guard !segments.interventions.isEmpty else {
            throw CausalError(
                .badArgument, "a segmented regression needs an interruption", remedy: "Add --at T0.")
        }
        for placed in segments.interventions {
            let before = times.contains { $0 < placed.start }
            let after = times.contains { $0 >= placed.start }
            guard before, after else {
                if before, leftOut > 0, placed.start <= axis.last {
                    throw CausalError(
                        .badArgument, "the transition leaves no period after the interruption",
                        column: model.time,
                        value: placed.intervention.time.description,
                        remedy: "Use a shorter --transition: the data end at \(axis.label(axis.last)).")
                }
                throw CausalError(
                    .badArgument,
                    "the interruption lies \(before ? "after" : "at or before") "
                        + "the \(before ? "last" : "first") period that is used",
                    column: model.time, value: placed.intervention.time.description,
                    remedy: "The periods used go from \(axis.label(times.min() ?? axis.first)) to "
                        + "\(axis.label(times.max() ?? axis.last)).")
            }
        }
        guard model.groups == nil || treated.contains(true) else {
            throw CausalError(.notIdentified, "no row belongs to a treated unit", column: model.groups?.unit)
        }
    }
}
