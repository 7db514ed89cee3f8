import Regression

/// The cohorts of a balanced panel, never-treated units last, with their means in every period.
struct TreatmentGroups {
    /// One cohort.
    struct Group {
        /// The first treated period; +∞ for never.
        let start: Double
        /// Σ of the units' weights.
        var mass = 0.0
        /// The mean outcome in each period.
        var means: [Double]
        /// The share of periods under treatment.
        var treatedShare = 0.0
    }
    let groups: [Group]
    let times: [Double]

    /// - Throws: `CausalError.Code.badPanel` when a unit misses a period or has two rows in one, or when its weight
    ///   changes; `CausalError.Code.badArgument` without units.
    init(_ base: PolicyFrame) throws(CausalError) {
        let panel = base.panel
        try TreatmentGroups.checkBalance(base)
        let starts = panel.cohorts + (panel.hasNeverTreated ? [.infinity] : [])
        let width = panel.period.levelCount
        var times = [Double](repeating: 0, count: width)
        for (row, code) in panel.period.codes.enumerated() { times[Int(code)] = panel.time[row] }
        var groups = starts.map { Group(start: $0, means: Array(repeating: 0, count: width)) }
        let positions = Dictionary(uniqueKeysWithValues: starts.enumerated().map { ($1, $0) })
        var position = 0
        for row in panel.time.indices {
            if groups[position].start != panel.firstTreated[row] {
                position = positions[panel.firstTreated[row]] ?? position
            }
            let weight = base.frame.weights?[row] ?? 1
            groups[position].mass += weight
            groups[position].means[Int(panel.period.codes[row])] += weight * base.frame.response[row]
        }
        for g in groups.indices {
            groups[g].mass /= Double(width)
            for t in 0..<width { groups[g].means[t] /= groups[g].mass }
            groups[g].treatedShare = Double(times.count { $0 >= groups[g].start }) / Double(width)
        }
        self.groups = groups
        self.times = times
    }

    private static func checkBalance(_ base: PolicyFrame) throws(CausalError) {
        let panel = base.panel
        guard let unit = panel.unit else {
            throw CausalError(
                .badArgument, "the decomposition follows units over time, and none are given",
                remedy: "Name the column of units.")
        }
        let ordered = try Panel(base.frame.sample, unit: unit, period: panel.period)
        for level in 0..<unit.levelCount {
            let rows = ordered.order[ordered.unitStarts[level]..<ordered.unitStarts[level + 1]].map(Int.init)
            if rows.count < panel.period.levelCount {
                let seen = Set(rows.map { panel.period.codes[$0] })
                let missing = (0..<panel.period.levelCount).first { !seen.contains(Int32($0)) } ?? 0
                throw CausalError(
                    .badPanel,
                    "unit '\(unit.label(level))' has no row in period \(panel.period.label(missing)): the decomposition "
                        + "is known for balanced panels only", column: unit.name,
                    remedy: "Keep units and periods that are complete with --where.")
            }
            guard let weights = base.frame.weights else { continue }
            if let row = rows.first(where: { weights[$0] != weights[rows[0]] }) {
                throw CausalError(
                    .badPanel, "the weight of unit '\(unit.label(level))' changes over time",
                    row: base.frame.sample.tableRow(row), value: weights[row].shortestDecimal,
                    remedy: "The decomposition needs one weight for each unit.")
            }
        }
    }

    /// A group's position by its first treated period.
    func position(_ start: Double) -> Int { groups.firstIndex { $0.start == start } ?? 0 }

    /// The weighted means of a column by group and period.
    func means(of values: [Double], _ base: PolicyFrame) -> [[Double]] {
        var means = groups.map { _ in [Double](repeating: 0, count: times.count) }
        for (row, value) in values.enumerated() {
            let group = position(base.panel.firstTreated[row])
            let weight = base.frame.weights?[row] ?? 1
            means[group][Int(base.panel.period.codes[row])] += weight * value / groups[group].mass
        }
        return means
    }

    /// The mean of a group over the periods from one time to before another.
    func mean(_ group: Int, _ range: Range<Double>) -> Double {
        var sum = 0.0
        var count = 0.0
        for t in times.indices where range.contains(times[t]) {
            sum += groups[group].means[t]
            count += 1
        }
        return sum / count
    }
}
