import Regression

/// When each row's unit is first treated.
struct TreatmentStarts {
    let firstTreated: [Double]
    /// Whether the treatment of some unit ends.
    let reverts: Bool
    let notes: [String]

    /// From a column that holds the start; it must be the same in all rows of a unit.
    init(_ name: String, _ axis: PeriodAxis, _ sample: Sample, _ unit: Factor?) throws(CausalError) {
        let column = try sample.table.column(name)
        firstTreated = try axis.firstTreated(column, sample)
        reverts = false
        notes = axis.zeroNotes(column, sample)
        guard let unit else { return }
        var first = [Int](repeating: -1, count: unit.levelCount)
        for (row, code) in unit.codes.enumerated() {
            let level = Int(code)
            if first[level] < 0 { first[level] = row }
            guard firstTreated[first[level]] == firstTreated[row] else {
                throw CausalError(
                    .badPanel, "unit \(unit.label(level)) has two different first treated periods",
                    file: sample.table.source, column: name, row: sample.tableRow(row),
                    value: column.label(sample.tableRow(row) - 1) ?? "missing",
                    remedy: "A unit's first treated period is one number; use --treatment for a 0/1 status.")
            }
        }
    }

    private init(_ firstTreated: [Double], notes: [String]) {
        self.firstTreated = firstTreated
        reverts = false
        self.notes = notes
    }

    /// The same with starts after the last of these times taken as never, and a note of how many rows have one.
    func within(_ times: [Double], counts: [Double]? = nil) -> TreatmentStarts {
        let last = times.max() ?? .nan
        let late = firstTreated.indices.reduce(0) {
            $0 + (firstTreated[$1].isFinite && firstTreated[$1] > last ? Int(counts?[$1] ?? 1) : 0)
        }
        guard late > 0 else { return self }
        return TreatmentStarts(
            firstTreated.map { $0 > last ? .infinity : $0 },
            notes: notes + ["\(late) rows of units that start after the last period count as not treated."])
    }

    /// From a 0/1 status: the first period in which a unit's status is above zero.
    ///
    /// All rows of the table with unit, period and status are read, so that a missing outcome or covariate does
    /// not move a start.
    init(
        status name: String, unit: String, period: String, _ axis: PeriodAxis, _ sample: Sample
    ) throws(CausalError) {
        let table = sample.table
        let columns = [try table.column(name), try table.column(unit), try table.column(period)]
        let rows = Parallel.positions(table.rowCount) { row in !columns.contains { $0.isMissing(row) } }
        let known = Sample(table).keeping(rows)
        let units = try known.factor(unit)
        let periods = try Panel.finitePeriods(known, period)
        let time = axis.times(periods)
        let status = try known.numbers(name)
        var start = [Double](repeating: .infinity, count: units.levelCount)
        for (row, code) in units.codes.enumerated() where status[row] > 0 {
            start[Int(code)] = min(start[Int(code)], time[row])
        }
        reverts = units.codes.indices.contains { row in
            time[row] > start[Int(units.codes[row])] && status[row] <= 0
        }
        var startOfRow = [Double](repeating: .infinity, count: table.rowCount)
        for (row, code) in zip(rows, units.codes) { startOfRow[Int(row)] = start[Int(code)] }
        firstTreated = (0..<sample.count).map { startOfRow[sample.tableRow($0) - 1] }
        let missing = table.rowCount - rows.count
        notes =
            missing == 0
            ? [] : ["\(missing) rows have no unit, period or treatment; a start may lie in them."]
    }

    /// Without units, a status column says who belongs to the treated group, and the second of two periods is
    /// the one after the treatment.
    static func groupOfTwoPeriods(
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
}
