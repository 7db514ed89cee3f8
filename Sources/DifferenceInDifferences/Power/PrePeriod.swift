import Regression

/// The outcomes of units in the periods before anybody is treated: what errors are estimated from.
///
/// Rows of one unit in one period are averaged, so that a unit can be a clinic whose clinicians have a row each.
public struct PrePeriod: Sendable {
    /// Units × periods, NaN where there is no row.
    let outcomes: Matrix
    /// The number of units.
    public var unitCount: Int { outcomes.rowCount }
    /// The number of periods.
    public var periodCount: Int { outcomes.columnCount }

    /// Reads the rows before the first start.
    ///
    /// - Parameters:
    ///   - table: the data.
    ///   - outcome: the outcome's column.
    ///   - panel: the columns of units and periods.
    ///   - treatment: who is treated and when; nil takes all rows as untreated.
    /// - Throws: `CausalError.Code.badArgument` without units; `CausalError.Code.badPanel` for fewer than two periods before
    ///   the first start or fewer than three units; and what reading the columns throws.
    public init(
        _ table: DataTable, outcome: String, panel: PanelIndex, treatment: Treatment? = nil
    ) throws(CausalError) {
        let never = Column("(never)", [Double](repeating: .nan, count: table.rowCount))
        let others = table.columns.filter { $0.name != never.name }
        let data = treatment == nil ? try DataTable(others + [never], source: table.source) : table
        let policy = PolicyRegression(
            outcome: outcome, panel: panel, treatment: treatment ?? .firstTreated(never.name))
        let base = try policy.frame(absorbing: [], data)
        let first = base.panel.cohorts.first ?? .infinity
        let kept = base.keeping(Parallel.positions(base.panel.time.count) { base.panel.time[$0] < first })
        guard let unit = kept.panel.unit else {
            throw CausalError(
                .badArgument, "errors over time are those of units, and none are given",
                remedy: "Name the column of units.")
        }
        guard unit.levelCount > 2, kept.panel.period.levelCount > 1 else {
            throw CausalError(
                .badPanel,
                "before the first start there are \(unit.levelCount) units and "
                    + "\(kept.panel.period.levelCount) periods: too few to see how errors vary",
                column: panel.period, remedy: "Three units in two periods are the least.")
        }
        try kept.panel.checkSize()
        outcomes = PrePeriod.means(kept, unit)
    }

    private static func means(_ base: PolicyFrame, _ unit: Factor) -> Matrix {
        let period = base.panel.period
        var sums = Matrix(unit.levelCount, period.levelCount)
        var counts = sums
        for (row, value) in base.frame.response.enumerated() {
            sums[Int(unit.codes[row]), Int(period.codes[row])] += value
            counts[Int(unit.codes[row]), Int(period.codes[row])] += 1
        }
        for i in 0..<sums.rowCount {
            for t in 0..<sums.columnCount {
                sums[i, t] = counts[i, t] > 0 ? sums[i, t] / counts[i, t] : .nan
            }
        }
        return sums
    }

    /// The changes of the units that are seen throughout a window: the mean of its last r periods less that of its
    /// first m.
    func changes(from start: Int, before m: Int, after r: Int) -> [Double] {
        (0..<unitCount).compactMap { unit in
            var (early, late) = (0.0, 0.0)
            for t in 0..<m { early += outcomes[unit, start + t] }
            for t in m..<(m + r) { late += outcomes[unit, start + t] }
            let change = late / Double(r) - early / Double(m)
            return change.isFinite ? change : nil
        }
    }
}
