import Regression

extension ImputedOutcomes {
    /// Σa(y − ŷ(0))/Σa over the rows of each mean's cells.
    func values(_ means: [EffectMean]) -> [Double] {
        var sums = [Double](repeating: 0, count: cells.cells.count)
        for (row, cell) in cells.codes.enumerated() where cell >= 0 {
            sums[Int(cell)] += model.weight(row) * model.effects[row]
        }
        return means.map { mean in mean.cells.reduce(0) { $0 + sums[$1] } / mean.mass }
    }

    /// The units, coded already, when no columns name other groups.
    func groups(_ columns: [String]) -> Factor? {
        guard let unit = model.base.panel.unit, columns.isEmpty || columns == [unit.name] else { return nil }
        return unit
    }

    /// The root of how many alike units each group stands for, when the groups are units that stand for several.
    func countRoots(_ groups: Factor) throws(CausalError) -> [Double]? {
        let panel = model.base.panel
        guard let counts = panel.counts, panel.unit == nil || groups.name == panel.unit?.name else {
            return nil
        }
        guard panel.unit != nil || groups.levelCount == counts.count else { return nil }
        guard !leavesOut else {
            throw CausalError(
                .badArgument, "leave-out needs the units one by one",
                remedy: "Leave it out, or fit on the rows.")
        }
        return groups.firstRows.map { counts[Int($0)].squareRoot() }
    }

    /// Facts about the rows.
    func facts(_ estimator: String, _ averages: EffectAverages) -> [JSONValue.Member] {
        let panel = model.base.panel
        return [
            .init("estimator", .string(estimator)), .init("aggregation", .string(averages.aggregation.name)),
        ] + panel.facts + [
            .init("outcome", .string(policy.outcome)), .init("nobs", .integer(panel.rowCount)),
            .init("untreated", .integer(panel.keeping(model.untreated).rowCount)),
            .init("absorbed", .array(model.base.frame.absorbed.map { .string($0.name) })),
            .init("missing", .integer(sample.droppedMissing)),
        ]
    }

    /// Remarks on the rows.
    var notes: [String] {
        sample.droppedNotes + model.base.panel.notes + model.notes + model.base.frame.notes
    }
}
