import Groundwork
import Tables

/// The rows in which units, periods and clusters are known, coded.
struct DesignRows {
    let sample: Sample
    let unit: Factor?
    let period: Factor?
    let axis: PeriodAxis?
    let notes: [String]

    init(_ table: DataTable, _ roles: TableDescription.Roles) throws(CausalError) {
        try DesignRows.check(roles)
        var named: [Column] = []
        let names = [roles.unit, roles.time, roles.treatment].compactMap { $0 } + roles.clusters
        for name in names { named.append(try table.column(name)) }
        if let cohort = roles.cohort { _ = try table.column(cohort) }
        let columns = named
        let rows = Parallel.positions(table.rowCount) { row in !columns.contains { $0.isMissing(row) } }
        let left = table.rowCount - rows.count
        let known = left == 0 ? Sample(table) : Sample(table).keeping(rows)
        sample = known
        unit = try roles.unit.map { name throws(CausalError) in try known.factor(name) }
        let periods = try roles.time.map { name throws(CausalError) in try Panel.finitePeriods(known, name) }
        let axis = try periods.map { periods throws(CausalError) in try PeriodAxis(periods) }
        period = periods
        self.axis = axis
        var notes: [String] = []
        if left > 0 {
            notes.append(
                "The design is described without \(left) rows in which one of \(names.joined(separator: ", ")) is missing."
            )
        }
        if let periods, let axis { notes += axis.gapNotes(periods) }
        self.notes = notes
    }

    private static func check(_ roles: TableDescription.Roles) throws(CausalError) {
        if roles.cohort != nil, roles.treatment != nil {
            throw CausalError(
                .badArgument, "a cohort and a treatment say the same thing twice",
                remedy: "Name one of the two columns.")
        }
        if roles.treatment != nil, roles.unit == nil || roles.time == nil {
            throw CausalError(
                .badArgument, "whose treatment starts when cannot be told without units and periods",
                remedy: "Name the columns of units and periods (--unit, --time).")
        }
        if roles.cohort != nil || roles.unit != nil, roles.time == nil {
            throw CausalError(
                .badArgument, "units and cohorts are described over periods, which are not named",
                remedy: "Name the column of periods (--time).")
        }
    }

    /// The panel; nil without periods.
    var panel: PanelSummary? {
        guard let period else { return nil }
        guard let unit else { return PanelSummary(period: period) }
        return PanelSummary(unit: unit, period: period, sample)
    }

    /// Who starts when, each row's start, and remarks; nil when no column tells.
    func adoption(
        _ roles: TableDescription.Roles
    ) throws(CausalError) -> (summary: AdoptionSummary, starts: [Double], notes: [String])? {
        guard let period, let axis, let name = roles.cohort ?? roles.treatment else { return nil }
        let times = axis.times(period)
        let column = try sample.table.column(name)
        var notes: [String] = []
        let starts: [Double]
        let inconsistent: Int
        if roles.cohort != nil {
            let last = times.max() ?? 0
            starts = try axis.firstTreated(column, sample).map { $0 > last ? .infinity : $0 }
            inconsistent = unit.map { DesignRows.changing(starts, $0) } ?? 0
        } else {
            let status = try sample.numbers(name)
            let others = status.count { $0 != 0 && $0 != 1 }
            if others > 0 {
                notes.append("'\(name)' is neither 0 nor 1 in \(others) rows; above 0 counts as treated.")
            }
            (starts, inconsistent) = DesignRows.starts(status, times, unit)
        }
        let levels = (0..<period.levelCount).map { (axis.levelTimes[$0], period.label($0)) }
        let labels = Dictionary(levels) { first, _ in first }
        let summary = AdoptionSummary(
            column: name, starts: starts, inconsistent: inconsistent, times: times, unit: unit,
            label: { labels[$0] ?? $0.shortestDecimal })
        return (summary, starts, notes)
    }

    /// How many units have more than one start.
    private static func changing(_ starts: [Double], _ unit: Factor) -> Int {
        var first = [Double](repeating: .nan, count: unit.levelCount)
        var changes = [Bool](repeating: false, count: unit.levelCount)
        for (row, code) in unit.codes.enumerated() {
            let level = Int(code)
            if first[level].isNaN { first[level] = starts[row] }
            if first[level] != starts[row] { changes[level] = true }
        }
        return changes.count { $0 }
    }

    /// Each row's unit's first treated period, and how many units are untreated again later.
    private static func starts(
        _ status: [Double], _ times: [Double], _ unit: Factor?
    ) -> (starts: [Double], reverting: Int) {
        guard let unit else { return (status.map { _ in .infinity }, 0) }
        var start = [Double](repeating: .infinity, count: unit.levelCount)
        for (row, code) in unit.codes.enumerated() where status[row] > 0 {
            start[Int(code)] = min(start[Int(code)], times[row])
        }
        var reverts = [Bool](repeating: false, count: unit.levelCount)
        for (row, code) in unit.codes.enumerated() where status[row] <= 0 && times[row] > start[Int(code)] {
            reverts[Int(code)] = true
        }
        return (unit.codes.map { start[Int($0)] }, reverts.count { $0 })
    }
}
