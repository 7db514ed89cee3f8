import Regression

extension EffectDesign {
    /// What negative weights under staggered adoption do to the coefficients; nothing where there are none.
    func weightNotes(_ regression: LeastSquaresFit) throws(CausalError) -> [String] {
        guard let panel = staggered, panel.cohorts.count > 1, !panel.reverts,
            !panel.status.contains(where: { $0 != 0 && $0 != 1 })
        else { return [] }
        let isWhole = panel.sample.count == regression.sample.count
        let used = isWhole ? panel : panel.keeping(panel.sample.positions(of: regression.sample))
        let shown = effects.compactMap { effect in
            regression.terms.firstIndex(of: effect.coefficient).map { (effect.term, $0) }
        }.filter { regression.coefficients[$0.1].isFinite }
        guard !shown.isEmpty else { return [] }
        let weights = try CellWeights(regression, used, of: shown.map(\.1))
        return estimator == "twfe"
            ? weights.averageNote : weights.eventNote(shown.map(\.0))
    }
}

extension CellWeights {
    /// The negative weights in the one coefficient of two-way fixed effects.
    var averageNote: [String] {
        let treated = cells.cells.indices.filter { cells.cells[$0].event >= 0 }
        let negative = treated.map { values[$0, 0] }.filter { $0 < -1e-12 }
        guard !negative.isEmpty else { return [] }
        return [
            "Of the \(treated.count) effects of cohorts and periods that ATT averages, \(negative.count) "
                + "have a negative weight (\(CellWeights.rounded(negative.reduce(0, +))) in all): ATT can have "
                + "another sign than every one of them. Use imputation, in which treated rows weigh alike; "
                + "causal decompose --kind twfe-weights lists the weights."
        ]
    }

    /// Negative weights of cohorts' effects at a coefficient's own event time, and weights of effects at others
    /// (Sun & Abraham 2021, proposition 1).
    func eventNote(_ names: [String]) -> [String] {
        let events = names.map { name in Double(name.dropFirst("event::".count)) ?? .nan }
        let own = Set(events)
        var negative = 0
        var largest = (weight: 0.0, cell: 0, column: 0)
        for (column, event) in events.enumerated() {
            var isNegative = false
            for (row, cell) in cells.cells.enumerated() {
                let weight = values[row, column]
                if cell.event == event {
                    isNegative = isNegative || weight < -1e-12
                } else if own.contains(cell.event), weight.magnitude > largest.weight.magnitude {
                    largest = (weight, row, column)
                }
            }
            negative += isNegative ? 1 : 0
        }
        guard negative > 0 || largest.weight.magnitude >= 0.01 else { return [] }
        let first =
            negative == 0
            ? "No cohort's effect has a negative weight at its own event time"
            : "In \(negative) of \(events.count) coefficients some cohort's effect at that event time has a "
                + "negative weight"
        let cell = cells.cells[largest.cell]
        return [
            first
                + (largest.weight.magnitude < 0.01
                    ? "."
                    : "; effects of other event times enter too, with weights up to "
                        + "\(CellWeights.rounded(largest.weight)) (cohort \(cells.labels.label(cell.cohort).plain) at "
                        + "event time \(cell.event.shortestDecimal) in \(names[largest.column])).")
                + " Use sun-abraham, whose coefficients hold effects of their own event time alone."
        ]
    }

    private static func rounded(_ value: Double) -> String {
        ((value * 1000).rounded() / 1000).shortestDecimal
    }
}
