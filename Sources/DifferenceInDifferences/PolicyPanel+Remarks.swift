import Regression

extension PolicyPanel {
    /// What is said of the rows: how periods and starts were read, and rows that repeat a unit and period.
    var rowNotes: [String] {
        guard unit != nil else {
            return timingNotes + ["No units were given: rows are taken as repeated cross-sections."]
        }
        guard let repeated = RepeatedRows(self) else { return timingNotes }
        return timingNotes + [repeated.note(self)]
    }

    /// ``rowNotes``, and groups that are a single unit.
    var notes: [String] { rowNotes + lonelyNotes }

    /// Cohorts, and a control group, of one unit: what is estimated from them has an error that nobody can know.
    var lonelyNotes: [String] {
        guard let unit else { return [] }
        let starts = cohorts.filter { $0 > firstPeriod }
        var sizes = [Double: Double]()
        for row in unit.firstRows {
            let start = firstTreated[Int(row)]
            if sizes[start, default: 0] <= 1 { sizes[start, default: 0] += counts?[Int(row)] ?? 1 }
        }
        let lonely = starts.filter { sizes[$0] == 1 }
        var notes: [String] = []
        if !lonely.isEmpty {
            notes.append(
                "\(lonely.count == 1 ? "One cohort has" : "\(lonely.count) cohorts have") a single unit (first treated "
                    + "\(lonely.prefix(5).map(startLabel).joined(separator: ", "))"
                    + "\(lonely.count > 5 ? ", …" : "")): the standard errors of such effects say nothing of how units "
                    + "differ.")
        }
        if sizes[.infinity] == 1, !starts.isEmpty {
            notes.append(
                "A single unit is never treated: standard errors of effects that are measured against it alone say nothing "
                    + "of how controls differ.")
        }
        return notes
    }

    /// A remark on units that are treated from the first period on and stay among the rows.
    ///
    /// - Parameter role: what becomes of them.
    func alwaysTreatedNotes(_ role: String) -> [String] {
        let first = firstPeriod
        let rows = firstTreated.indices.reduce(0) {
            $0 + (firstTreated[$1] <= first ? Int(counts?[$1] ?? 1) : 0)
        }
        guard rows > 0 else { return [] }
        return [
            "\(rows) \(rows == 1 ? "row is" : "rows are") of units that are treated from the first period on: \(role)."
        ]
    }

    /// A start as the table writes its periods.
    func startLabel(_ start: Double) -> String {
        let label = labels([start])[0].plain
        return label.isEmpty ? start.shortestDecimal : label
    }

    /// What to do about a window that does not fit: where periods are missing, these are named.
    var windowRemedy: String {
        let gaps = (try? PeriodAxis(period))?.gapNotes(period) ?? []
        return (["Choose a shorter window."] + gaps).joined(separator: " ")
            + (gaps.isEmpty ? "" : " Where nothing is missing, number the periods 1, 2, 3, …")
    }
}

/// Rows that repeat a unit and a period.
struct RepeatedRows {
    /// How many there are beyond the first of each.
    let count: Int
    /// The first of them, and the row that it repeats, among the sample's rows.
    let row: Int
    let repeated: Int

    /// Nil when no row repeats another.
    init?(_ panel: PolicyPanel) {
        guard let unit = panel.unit else { return nil }
        let width = panel.period.levelCount
        let (units, periods) = (unit.codes, panel.period.codes)
        let keys = units.indices.lazy.map { Int(units[$0]) * width + Int(periods[$0]) }
        let found =
            unit.levelCount * width <= max(1 << 26, 64 * units.count)
            ? RepeatedRows.marked(keys, cells: unit.levelCount * width) : RepeatedRows.sorted(Array(keys))
        guard let found else { return nil }
        (count, row) = found
        let key = keys[found.row]
        repeated = keys.firstIndex { $0 == key } ?? found.row
    }

    /// With a mark for each unit and period.
    private static func marked(_ keys: some Sequence<Int>, cells: Int) -> (count: Int, row: Int)? {
        var marks = [UInt64](repeating: 0, count: cells / 64 + 1)
        var (count, first) = (0, -1)
        for (row, key) in keys.enumerated() {
            let bit = UInt64(1) << UInt64(key % 64)
            if marks[key / 64] & bit != 0 {
                count += 1
                if first < 0 { first = row }
            }
            marks[key / 64] |= bit
        }
        return count == 0 ? nil : (count, first)
    }

    /// By sorting, where units and periods are far more than rows.
    private static func sorted(_ keys: [Int]) -> (count: Int, row: Int)? {
        let sorted = keys.sorted()
        let again = zip(sorted, sorted.dropFirst()).filter { $0 == $1 }.map(\.0)
        guard !again.isEmpty else { return nil }
        let wanted = Set(again)
        var seen: Set<Int> = []
        let row = keys.firstIndex { wanted.contains($0) && !seen.insert($0).inserted }
        return row.map { (again.count, $0) }
    }

    /// What to tell and what to do.
    func note(_ panel: PolicyPanel) -> String {
        let sample = panel.sample
        let name = panel.unit.map { $0.label(Int($0.codes[row])) } ?? ""
        let period = panel.period.label(Int(panel.period.codes[row]))
        return
            "\(count) \(count == 1 ? "row repeats" : "rows repeat") a unit and period (first: unit '\(name)' in \(period), "
            + "rows \(sample.tableRow(repeated)) and \(sample.tableRow(row))), and each counts as an observation. That is right "
            + "where units hold several persons; else keep one row of each."
    }
}
