import LinearAlgebra

/// Coefficients of covariates from the rows of never-treated units, units and periods swept out (Kranz 2022).
struct SyntheticProjection {
    let coefficients: [Double]

    init(_ panel: SyntheticPanel) {
        let swept = panel.covariates.map { SyntheticProjection.swept($0, panel) }
        let outcome = SyntheticProjection.swept(panel.outcomes, panel)
        let design = Matrix(outcome.count, swept.count, columnMajor: swept.flatMap { $0 })
        coefficients = PivotedQR(design).solve(outcome)
    }

    /// The controls' values less their units' and periods' means.
    private static func swept(_ values: [Double], _ panel: SyntheticPanel) -> [Double] {
        let (units, periods) = (panel.controlCount, panel.periods.count)
        var rows = Array(values[0..<(units * periods)])
        var mean = [Double](repeating: 0, count: periods)
        for unit in 0..<units {
            let own = (unit * periods)..<((unit + 1) * periods)
            let centre = rows[own].reduce(0, +) / Double(periods)
            for place in own {
                rows[place] -= centre
                mean[place - own.lowerBound] += rows[place] / Double(units)
            }
        }
        for place in rows.indices { rows[place] -= mean[place % periods] }
        return rows
    }
}

extension SyntheticPanel {
    /// The panel without covariates, their share taken off the outcomes.
    func subtracting(_ coefficients: [Double]) -> SyntheticPanel {
        var adjusted = outcomes
        for (column, factor) in zip(covariates, coefficients) {
            for place in adjusted.indices { adjusted[place] -= factor * column[place] }
        }
        return SyntheticPanel(
            units: units, periods: periods, outcomes: adjusted, covariates: [], controlCount: controlCount,
            cohorts: cohorts)
    }
}

extension SyntheticWeights {
    /// Whether all numbers exist.
    var isFinite: Bool {
        units.allSatisfy(\.isFinite) && periods.allSatisfy(\.isFinite) && coefficients.allSatisfy(\.isFinite)
    }
}
