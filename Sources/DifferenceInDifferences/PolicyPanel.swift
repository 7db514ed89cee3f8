import Regression

/// The rows of a policy evaluation: periods, and each row's first treated period.
struct PolicyPanel: Sendable {
    let sample: Sample
    /// The units, or nil for repeated cross-sections.
    let unit: Factor?
    let period: Factor
    /// The time of each row; see ``PeriodAxis``.
    let time: [Double]
    /// The first treated period of each row's unit; +∞ is never within the data.
    let firstTreated: [Double]
    /// The treatment of each row: whether ``time`` has reached ``firstTreated``, or the status column.
    let status: [Double]
    /// Whether the treatment of some unit ends.
    let reverts: Bool
    /// Remarks on how periods and starts were read.
    let timingNotes: [String]
    /// How many alike units each row's unit stands for; nil: each is one.
    let counts: [Double]?

    /// The distinct first treated periods, ascending, without never.
    let cohorts: [Double]
    /// Whether some unit is never treated.
    var hasNeverTreated: Bool { firstTreated.contains(.infinity) }
    /// The first period.
    var firstPeriod: Double { time.min() ?? .nan }

    init(
        _ sample: Sample, panel: PanelIndex, treatment: Treatment, counts: [Double]? = nil
    ) throws(CausalError) {
        self.counts = counts
        self.sample = sample
        unit = try panel.unit.map { (name) throws(CausalError) in try sample.factor(name) }
        period = try Panel.finitePeriods(sample, panel.period)
        let axis = try PolicyPanel.axis(sample, period, panel.period)
        time = axis.times(period)
        let gaps = axis.gapNotes(period)
        switch treatment {
        case .firstTreated(let column):
            let starts = try TreatmentStarts(column, axis, sample, unit).within(time, counts: counts)
            firstTreated = starts.firstTreated
            status = zip(time, firstTreated).map { $0 >= $1 ? 1 : 0 }
            reverts = false
            timingNotes = gaps + starts.notes
        case .status(let column):
            status = try sample.numbers(column)
            if let unit = panel.unit {
                let starts = try TreatmentStarts(
                    status: column, unit: unit, period: panel.period, axis, sample)
                firstTreated = starts.firstTreated
                reverts = starts.reverts
                timingNotes = gaps + starts.notes
            } else {
                firstTreated = try TreatmentStarts.groupOfTwoPeriods(status, time, column)
                reverts = false
                timingNotes = gaps
            }
        }
        cohorts = PolicyPanel.cohorts(firstTreated)
    }

    /// The times of periods: of texts of all that the table has, so that a period without outcomes keeps its place.
    private static func axis(
        _ sample: Sample, _ period: Factor, _ name: String
    ) throws(CausalError) -> PeriodAxis {
        guard period.numericLevels == nil, sample.count < sample.table.rowCount else {
            return try PeriodAxis(period)
        }
        let column = try sample.table.column(name)
        let rows = Parallel.positions(sample.table.rowCount) { !column.isMissing($0) }
        return try PeriodAxis(Panel.finitePeriods(Sample(sample.table).keeping(rows), name))
    }

    /// The rows at some positions.
    private init(_ whole: PolicyPanel, keeping rows: [Int32]) {
        sample = whole.sample.keeping(rows)
        unit = whole.unit?.keeping(rows)
        period = whole.period.keeping(rows)
        time = Parallel.gather(whole.time, at: rows)
        firstTreated = Parallel.gather(whole.firstTreated, at: rows)
        status = Parallel.gather(whole.status, at: rows)
        reverts = whole.reverts
        counts = whole.counts.map { Parallel.gather($0, at: rows) }
        timingNotes = whole.timingNotes
        cohorts = PolicyPanel.cohorts(firstTreated)
    }

    /// The finite values of a column, each once, ascending; runs of equal values are looked up once.
    private static func cohorts(_ firstTreated: [Double]) -> [Double] {
        var found: Set<Double> = []
        var before = Double.infinity
        for start in firstTreated where start != before {
            before = start
            if start.isFinite { found.insert(start) }
        }
        return found.sorted()
    }

    /// The panel without some of its rows.
    func keeping(_ rows: [Int32]) -> PolicyPanel { PolicyPanel(self, keeping: rows) }
}
