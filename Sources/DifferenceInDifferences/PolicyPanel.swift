import Regression

/// The rows of a policy evaluation: periods, and each row's first treated period.
///
/// Periods are numbers as they stand in the column, or, when the column holds text such as `2021-03`, the
/// positions 1, 2, … of the texts in sorted order.
struct PolicyPanel: Sendable {
    let sample: Sample
    /// The units, or nil for repeated cross-sections.
    let unit: Factor?
    let period: Factor
    /// The period of each row.
    let time: [Double]
    /// The first treated period of each row's unit; +∞ is never.
    let firstTreated: [Double]
    /// The treatment of each row: whether ``time`` has reached ``firstTreated``, or the status column.
    let status: [Double]
    /// Whether the treatment of some unit ends.
    let reverts: Bool

    /// The distinct first treated periods, ascending, without never.
    let cohorts: [Double]
    /// Whether some unit is never treated.
    var hasNeverTreated: Bool { firstTreated.contains(.infinity) }
    /// The first period.
    var firstPeriod: Double { time.min() ?? .nan }

    init(_ sample: Sample, panel: PanelIndex, treatment: Treatment) throws(CausalError) {
        self.sample = sample
        unit = try panel.unit.map { (name) throws(CausalError) in try sample.factor(name) }
        period = try Panel.finitePeriods(sample, panel.period)
        let axis = PeriodAxis(period)
        time = axis.times(period)
        switch treatment {
        case .firstTreated(let column):
            firstTreated = try axis.firstTreated(sample, column)
            status = zip(time, firstTreated).map { $0 >= $1 ? 1 : 0 }
            reverts = false
            if let unit { try PolicyPanel.checkConstant(firstTreated, within: unit, sample, column) }
        case .status(let column):
            status = try sample.numbers(column)
            if let unit {
                let starts = StatusHistory(status, time, unit)
                firstTreated = starts.firstTreated
                reverts = starts.reverts
            } else {
                firstTreated = try PolicyPanel.groupOfTwoPeriods(status, time, column)
                reverts = false
            }
        }
        cohorts = PolicyPanel.cohorts(firstTreated)
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

    /// Without units, a status column says who belongs to the treated group, and the second of two periods is
    /// the one after the treatment.
    private static func groupOfTwoPeriods(
        _ status: [Double], _ time: [Double], _ column: String
    ) throws(CausalError) -> [Double] {
        let periods = Set(time).sorted()
        let treatedBefore = zip(status, time).contains { $0 > 0 && $1 == periods[0] }
        guard periods.count == 2, treatedBefore else {
            throw CausalError(
                .badPanel,
                periods.count == 2
                    ? "without units nobody can tell who of the first period is treated later"
                    : "without units the treatment's date is not known: there are \(periods.count) periods",
                column: column,
                remedy: "Give --unit, or --cohort with each group's first treated period.")
        }
        return status.map { $0 > 0 ? periods[1] : .infinity }
    }

    private static func checkConstant(
        _ values: [Double], within unit: Factor, _ sample: Sample, _ column: String
    ) throws(CausalError) {
        var first = [Double](repeating: .nan, count: unit.levelCount)
        for (row, code) in unit.codes.enumerated() {
            let level = Int(code)
            if first[level].isNaN { first[level] = values[row] }
            guard first[level] == values[row] else {
                throw CausalError(
                    .badPanel, "unit \(unit.label(level)) has two different first treated periods",
                    column: column, row: sample.tableRow(row), value: values[row].shortestDecimal,
                    remedy: "A unit's first treated period is one number; use --treatment for a 0/1 status.")
            }
        }
    }
}

/// When each unit's treatment starts, and whether it ends, from a 0/1 status.
private struct StatusHistory {
    let firstTreated: [Double]
    let reverts: Bool

    init(_ status: [Double], _ time: [Double], _ unit: Factor) {
        var start = [Double](repeating: .infinity, count: unit.levelCount)
        for (row, code) in unit.codes.enumerated() where status[row] > 0 {
            start[Int(code)] = min(start[Int(code)], time[row])
        }
        firstTreated = unit.codes.map { start[Int($0)] }
        reverts = zip(zip(status, time), firstTreated).contains { $0.1 > $1 && $0.0 <= 0 }
    }
}
