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

    /// The distinct first treated periods, ascending, without never.
    var cohorts: [Double] { Set(firstTreated).filter(\.isFinite).sorted() }
    /// Whether some unit is never treated.
    var hasNeverTreated: Bool { firstTreated.contains(.infinity) }
    /// The first period.
    var firstPeriod: Double { time.min() ?? .nan }

    init(_ sample: Sample, panel: PanelIndex, treatment: Treatment) throws(CausalError) {
        self.sample = sample
        unit = try panel.unit.map { (name) throws(CausalError) in try sample.factor(name) }
        period = try sample.factor(panel.period)
        let axis = try PeriodAxis(period)
        time = axis.times(period)
        let last = time.max() ?? .nan
        let starts: TreatmentStarts
        switch treatment {
        case .firstTreated(let column):
            starts = try TreatmentStarts(column, axis, sample, unit)
        case .status(let column):
            status = try sample.numbers(column)
            guard let unitName = panel.unit else {
                firstTreated = try TreatmentStarts.groupOfTwoPeriods(status, time, column)
                reverts = false
                timingNotes = axis.gapNotes(period)
                return
            }
            starts = try TreatmentStarts(status: column, unit: unitName, period: panel.period, sample)
            firstTreated = starts.firstTreated
            reverts = starts.reverts
            timingNotes = axis.gapNotes(period) + starts.notes
            return
        }
        let late = starts.firstTreated.filter { $0.isFinite && $0 > last }.count
        firstTreated = starts.firstTreated.map { $0 > last ? .infinity : $0 }
        status = zip(time, firstTreated).map { $0 >= $1 ? 1 : 0 }
        reverts = false
        let note = "\(late) rows of units that start after the last period count as not treated."
        timingNotes = axis.gapNotes(period) + (late > 0 ? [note] : [])
    }

    /// The rows at some positions.
    private init(_ whole: PolicyPanel, keeping rows: [Int32]) {
        sample = whole.sample.keeping(rows)
        unit = whole.unit?.keeping(rows)
        period = whole.period.keeping(rows)
        time = rows.map { whole.time[Int($0)] }
        firstTreated = rows.map { whole.firstTreated[Int($0)] }
        status = rows.map { whole.status[Int($0)] }
        reverts = whole.reverts
        timingNotes = whole.timingNotes
    }

    /// The panel without some of its rows.
    func keeping(_ rows: [Int32]) -> PolicyPanel { PolicyPanel(self, keeping: rows) }
}
