import Regression

/// A balanced panel: outcomes and covariates of every unit in every period, controls first, then cohort by cohort.
struct SyntheticPanel: Sendable {
    /// The units' names.
    let units: [String]
    /// The periods as they were written.
    let periods: [JSONValue]
    /// y_it at `i * periods.count + t`.
    var outcomes: [Double]
    /// Each covariate in the same order.
    let covariates: [[Double]]
    /// How many units are never treated.
    let controlCount: Int
    /// The cohorts by start.
    let cohorts: [Cohort]

    /// The units that start at one time.
    struct Cohort: Sendable {
        /// The first treated period as it was written.
        let label: JSONValue
        /// Their places among the units.
        let units: Range<Int>
        /// How many periods lie before the start.
        let before: Int
    }

    /// The number of treated units.
    var treatedCount: Int { units.count - controlCount }

    /// All units, each in its place.
    var everybody: SyntheticSelection {
        SyntheticSelection(controls: Array(0..<controlCount), treated: cohorts.map { Array($0.units) })
    }

    /// The treated unit–periods of a cohort when it has so many units: its weight in the average.
    func mass(_ cohort: Int, units: Int) -> Double {
        Double(units * (periods.count - cohorts[cohort].before))
    }

    /// The block of a cohort.
    func block(_ selection: SyntheticSelection, _ cohort: Int, of values: [Double]) -> SyntheticBlock {
        SyntheticBlock(
            values, periods: periods.count, before: cohorts[cohort].before, controls: selection.controls,
            treated: selection.treated[cohort])
    }

    /// The standard deviation σ of first differences of the controls before a cohort's start, all pooled.
    func noise(_ cohort: Int) -> Double {
        let before = cohorts[cohort].before
        let count = controlCount * (before - 1)
        guard count > 1 else { return 0 }
        var steps: [Double] = []
        steps.reserveCapacity(count)
        for unit in 0..<controlCount {
            for t in 1..<before {
                let place = unit * periods.count + t
                steps.append(outcomes[place] - outcomes[place - 1])
            }
        }
        let mean = steps.reduce(0, +) / Double(count)
        let squares = steps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(count - 1)).squareRoot()
    }
}

/// Which units stand for the controls and for each cohort: places among the panel's units, possibly repeated.
struct SyntheticSelection: Sendable {
    var controls: [Int]
    var treated: [[Int]]
}
