import Regression

/// A panel by unit and period, and each unit's first switch.
struct SwitcherPanel: Sendable {
    let sample: Sample
    let unit: Factor
    /// The number of periods T.
    let width: Int
    /// Unit after unit, T numbers each; NaN where not known.
    private(set) var outcomes: [Double]
    /// The weights, laid out alike; nil when all are equal.
    private(set) var weights: [Double]?
    /// What covariates explain of the outcomes; nil without any.
    private(set) var adjustment: SwitcherAdjustment?
    /// D − D₁, laid out alike.
    private(set) var doses: [Double]
    /// The position of the first period with another treatment; T for none.
    private(set) var first: [Int32]
    /// The number of periods from the first that are used; zero for units left out.
    private(set) var end: [Int32]
    /// The code of D₁.
    private(set) var baseline: [Int32]
    /// +1 or −1: the direction of the first switch; 0 for none.
    private(set) var sign: [Double]
    /// The code of (D₁, F, D_F); −1 without a switch.
    private(set) var cohort: [Int32]
    private(set) var baselineCount = 0
    private(set) var cohortCount = 0
    private(set) var notes: [String]
    /// Each period's position in time.
    let levels: [Int]

    var count: Int { unit.levelCount }

    func weight(_ u: Int, _ t: Int) -> Double { weights?[u * width + t] ?? 1 }

    /// The same units with other outcomes, and nothing of covariates.
    func replacing(outcomes: [Double]) -> SwitcherPanel {
        var copy = self
        copy.outcomes = outcomes
        copy.adjustment = nil
        return copy
    }

    init(_ model: Switchers, _ table: DataTable) throws(CausalError) {
        guard let name = model.panel.unit, name != model.panel.period else {
            throw CausalError(
                .badArgument, "switchers are followed over time: a column of units is needed",
                remedy: "--unit names it.")
        }
        let needed = [
            try table.column(name), try table.column(model.panel.period), try table.column(model.treatment),
        ]
        let rows = Parallel.positions(table.rowCount) { row in !needed.contains { $0.isMissing(row) } }
        sample = Sample(table).keeping(rows)
        unit = try sample.factor(name)
        let period = try Panel.finitePeriods(sample, model.panel.period)
        let axis = try PeriodAxis(period)
        let time = axis.times(period)
        notes = axis.gapNotes(period)
        let times = Set(time).sorted()
        width = times.count
        let n = unit.levelCount
        let (size, overflows) = n.multipliedReportingOverflow(by: width)
        guard !overflows, size <= max(1 << 26, 4 * sample.count) else {
            throw CausalError(
                .badPanel, "\(n) units in \(width) periods are far more than the rows that fill them",
                column: model.panel.period, remedy: "Use coarser periods, e.g. months in place of days.")
        }
        outcomes = Array(repeating: .nan, count: n * width)
        doses = outcomes
        first = Array(repeating: Int32(width), count: n)
        end = Array(repeating: 0, count: n)
        baseline = Array(repeating: -1, count: n)
        sign = Array(repeating: 0, count: n)
        cohort = Array(repeating: -1, count: n)
        levels = SwitcherPanel.levels(period, time)
        try fill(model, period, levels)
        findSwitches()
        guard baselineCount <= 1000 else {
            throw CausalError(
                .badArgument, "units start with \(baselineCount) different treatments",
                column: model.treatment,
                remedy: "Controls have the switcher's first treatment: put doses into a few classes.")
        }
        guard cohortCount > 0 else {
            throw CausalError(
                .notIdentified, "no unit's treatment changes from its first one", column: model.treatment,
                remedy: "Without switches there is no effect to see.")
        }
        if model.covariates != nil {
            let found = try SwitcherAdjustment(model, table, self)
            outcomes = found.adjusted(outcomes, self)
            adjustment = found
        }
    }

    private static func levels(_ period: Factor, _ time: [Double]) -> [Int] {
        let positions = Dictionary(uniqueKeysWithValues: Set(time).sorted().enumerated().map { ($1, $0) })
        var levels = [Int](repeating: -1, count: period.levelCount)
        for (row, code) in period.codes.enumerated() where levels[Int(code)] < 0 {
            levels[Int(code)] = positions[time[row]] ?? 0
        }
        return levels
    }

    private mutating func fill(
        _ model: Switchers, _ period: Factor, _ levels: [Int]
    ) throws(CausalError) {
        let y = try finite(values(model.outcome), model.outcome)
        let d = try finite(sample.numbers(model.treatment), model.treatment)
        let w = try model.weights.map { (name) throws(CausalError) in try checkedWeights(name) }
        if w != nil { weights = Array(repeating: 0, count: outcomes.count) }
        for row in y.indices {
            let place = Int(unit.codes[row]) * width + levels[Int(period.codes[row])]
            guard doses[place].isNaN else {
                throw CausalError(
                    .badPanel, "unit '\(unit.label(Int(unit.codes[row])))' has two rows in one period",
                    file: sample.table.source, column: unit.name, row: sample.tableRow(row),
                    remedy: "Keep one row for each unit and period.")
            }
            doses[place] = d[row]
            outcomes[place] = y[row]
            if let w { weights?[place] = w[row] }
        }
    }

    private struct Cohort: Hashable {
        let baseline: Double
        let first: Int
        let treatment: Double
    }

    /// Finds each unit's status quo, first switch and last usable period, and turns doses into differences.
    private mutating func findSwitches() {
        var baselines: [Double: Int32] = [:]
        var cohorts: [Cohort: Int32] = [:]
        var (late, gaps, crossing) = (0, 0, 0)
        for u in 0..<count {
            let start = u * width
            let own = doses[start]
            guard !own.isNaN else {
                late += 1
                continue
            }
            let known = doses[start..<(start + width)].firstIndex(where: \.isNaN).map { $0 - start } ?? width
            if (known..<width).contains(where: { !doses[start + $0].isNaN }) { gaps += 1 }
            var (above, below, used) = (false, false, 0)
            while used < known {
                let gap = doses[start + used] - own
                above = above || gap > 0
                below = below || gap < 0
                if above && below { break }
                doses[start + used] = gap
                if gap != 0 && first[u] == Int32(width) {
                    first[u] = Int32(used)
                    sign[u] = gap > 0 ? 1 : -1
                    let key = Cohort(baseline: own, first: used, treatment: gap)
                    cohort[u] = cohorts[key] ?? Int32(cohorts.count)
                    cohorts[key] = cohort[u]
                }
                used += 1
            }
            if used < known { crossing += 1 }
            end[u] = Int32(used)
            baseline[u] = baselines[own] ?? Int32(baselines.count)
            baselines[own] = baseline[u]
        }
        (baselineCount, cohortCount) = (baselines.count, cohorts.count)
        if late > 0 {
            notes.append("\(late) units without a known treatment in the first period were left out.")
        }
        if gaps > 0 {
            notes.append("\(gaps) units have a gap in their treatment; their periods after it were left out.")
        }
        if crossing > 0 {
            notes.append(
                "\(crossing) units go above and below their first treatment; their periods from the crossing on were "
                    + "left out.")
        }
        notes += lonelyNotes
    }
}
