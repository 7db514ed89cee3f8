import Groundwork

/// Who starts a treatment when.
public struct AdoptionSummary: Sendable, Hashable {
    /// The column that tells it.
    public let column: String
    /// The groups that start together, in order of time.
    public let cohorts: [Cohort]
    /// Units (rows, without a column of units) that never start within the data.
    public let never: Int
    /// Units that are treated from the first period on, so that nothing of them is seen before.
    public let always: Int
    /// Units whose treatment ends again, or whose start is not the same in all their rows.
    public let inconsistent: Int
    /// The share of rows under treatment.
    public let treatedShare: Double
    /// Whether units are counted, rather than rows.
    public let countsUnits: Bool

    /// Units that start in one period.
    public struct Cohort: Sendable, Hashable {
        /// The first treated period, as it is written.
        public let start: String
        /// How many units (rows, without a column of units).
        public let count: Int
        /// How many rows.
        public let rows: Int
    }

    /// - Parameters:
    ///   - starts: each row's first treated period within the data, ∞ for never.
    ///   - inconsistent: units of which something contradicts the start.
    init(
        column: String, starts: [Double], inconsistent: Int, times: [Double], unit: Factor?,
        label: (Double) -> String
    ) {
        let first = times.min() ?? 0
        let cohort = Factor(name: column, numbers: starts)
        let (values, rows) = (cohort.numericLevels ?? [], cohort.levelCounts)
        var counts = rows
        if let unit {
            counts = counts.map { _ in 0 }
            for row in unit.firstRows where row >= 0 { counts[Int(cohort.codes[Int(row)])] += 1 }
        }
        let treated = zip(times, starts).count { $0 >= $1 }
        let levels = values.indices.filter { values[$0].isFinite }
        self.column = column
        self.inconsistent = inconsistent
        countsUnits = unit != nil
        never = values.indices.reduce(0) { $0 + (values[$1].isFinite ? 0 : counts[$1]) }
        always = levels.reduce(0) { $0 + (values[$1] <= first ? counts[$1] : 0) }
        treatedShare = starts.isEmpty ? 0 : Double(treated) / Double(starts.count)
        cohorts = levels.map { Cohort(start: label(values[$0]), count: counts[$0], rows: rows[$0]) }
    }
}
