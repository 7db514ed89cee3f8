import Regression

/// Mean outcomes of each cohort in each period: the first thing to look at.
public struct CohortMeans: Sendable, Hashable {
    /// One cohort.
    public struct Cohort: Sendable, Hashable {
        /// The first treated period; +∞ for never.
        public let start: Double
        /// The weighted mean outcome in each period; NaN where there is no row.
        public let means: [Double]
    }
    /// The periods' times, ascending.
    public let periods: [Double]
    /// The cohorts by their start, the never treated last.
    public let cohorts: [Cohort]

    /// Averages the rows of a policy evaluation; covariates play no part.
    ///
    /// - Throws: what reading the columns throws.
    public init(_ policy: PolicyRegression, _ table: DataTable) throws(CausalError) {
        var plain = policy
        plain.covariates = nil
        let base = try plain.frame(absorbing: [], table)
        let panel = base.panel
        try panel.checkCohorts()
        let times = Set(panel.time).sorted()
        let starts = panel.cohorts + (panel.hasNeverTreated ? [.infinity] : [])
        let columns = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($1, $0) })
        let rows = Dictionary(uniqueKeysWithValues: starts.enumerated().map { ($1, $0) })
        var sums = Array(repeating: [Double](repeating: 0, count: times.count), count: starts.count)
        var masses = sums
        for (row, time) in panel.time.enumerated() {
            guard let cohort = rows[panel.firstTreated[row]], let period = columns[time] else { continue }
            let weight = base.frame.weights?[row] ?? 1
            sums[cohort][period] += weight * base.frame.response[row]
            masses[cohort][period] += weight
        }
        periods = times
        cohorts = starts.indices.map { cohort in
            Cohort(
                start: starts[cohort],
                means: zip(sums[cohort], masses[cohort]).map { $1 > 0 ? $0 / $1 : .nan })
        }
    }
}
