import Causal

/// A panel with two cohorts and never-treated units, parallel trends and effects that are known.
struct StaggeredPanel: Sendable {
    /// How effects differ.
    enum Effects: String, CaseIterable, Sendable {
        case homogeneous, dynamic, cohorts

        /// A heading.
        var title: String {
            switch self {
            case .homogeneous: "The same effect for all, at all times"
            case .dynamic: "Effects that grow with time since the start"
            case .cohorts: "Effects that differ between cohorts, and grow"
            }
        }

        /// What they are.
        var description: String {
            switch self {
            case .homogeneous: "τ = 1"
            case .dynamic: "τ = 0.5(e + 1), e the periods since the start"
            case .cohorts: "τ = 0.8(e + 1) in the early cohort, 0.2(e + 1) in the late one"
            }
        }
    }

    let effects: Effects
    static let units = 100
    static let periods = 10
    static let starts = [4, 8]
    /// Units of each cohort; the others are never treated.
    static let cohortSize = 20

    /// The effect on a cohort so many periods after its start.
    func effect(start: Int, event: Int) -> Double {
        switch effects {
        case .homogeneous: 1
        case .dynamic: 0.5 * Double(event + 1)
        case .cohorts: (start == StaggeredPanel.starts[0] ? 0.8 : 0.2) * Double(event + 1)
        }
    }

    /// The mean effect over treated rows, or over event times from 0 to the latest that both cohorts are seen at.
    func truth(overWindow: Bool) -> Double {
        let window = StaggeredPanel.periods - StaggeredPanel.starts[1]
        var values: [Double] = []
        for start in StaggeredPanel.starts {
            let last = overWindow ? window : StaggeredPanel.periods - start
            values += (0...last).map { effect(start: start, event: $0) }
        }
        return values.reduce(0, +) / Double(values.count)
    }

    /// y_it = α_i + t/4 + τ_it + u_it, u autoregressive with ρ = .5 and variance 1.
    func table(_ random: inout Generator) throws(CausalError) -> DataTable {
        var columns: (unit: [Double], period: [Double], start: [Double], y: [Double]) = ([], [], [], [])
        for unit in 0..<StaggeredPanel.units {
            let cohort = unit / StaggeredPanel.cohortSize
            let start = cohort < StaggeredPanel.starts.count ? StaggeredPanel.starts[cohort] : 0
            let level = 2 * random.normal()
            var error = random.normal()
            for period in 1...StaggeredPanel.periods {
                let treated = start > 0 && period >= start
                columns.unit.append(Double(unit))
                columns.period.append(Double(period))
                columns.start.append(Double(start))
                columns.y.append(
                    level + Double(period) / 4 + error
                        + (treated ? effect(start: start, event: period - start) : 0))
                error = 0.5 * error + 0.75.squareRoot() * random.normal()
            }
        }
        return try DataTable([
            Column("unit", columns.unit), Column("period", columns.period), Column("start", columns.start),
            Column("y", columns.y),
        ])
    }
}
