import Regression

/// A panel's units, or the rows of repeated cross-sections, sorted so that those a comparison needs lie together.
///
/// In a panel units are sorted by cohort, and outcomes are columns of units, one for each period, with NaN where a unit
/// is not seen: linear in units × periods. In repeated cross-sections rows are sorted by period and cohort.
struct GroupTimeData: Sendable {
    /// Rows that belong to the same comparisons.
    struct Stratum: Sendable {
        let rows: Range<Int>
        let cohort: Int
        /// The period's position; nil in a panel.
        let period: Int?
    }

    let isPanel: Bool
    let strata: [Stratum]
    /// The row of the sample that each unit or row came from first.
    let source: [Int32]
    /// Columns of outcomes: one for each period in a panel, else one.
    let outcomes: [[Double]]
    /// Row after row a one and the covariates, centred and scaled; one list, or one for each period when they vary.
    let covariates: [[Double]]
    let width: Int
    /// One list, or one for each period when they vary; nil when all weigh the same.
    let weights: [[Double]]?
    /// Whether weights say how many alike units each stands for.
    let isCounted: Bool

    /// The number of units, or of rows.
    var count: Int { source.count }
    /// Whether covariates or weights vary within units.
    var varies: Bool { covariates.count > 1 || (weights?.count ?? 1) > 1 }

    /// The rows of a comparison; covariates and weights are those of the earlier period.
    func rows(_ cell: GroupTimeCell) -> CellRows {
        let earlier = min(cell.period, cell.base)
        return CellRows(
            covariates: covariates[covariates.count > 1 ? earlier : 0], width: width,
            weights: weights.map { $0[$0.count > 1 ? earlier : 0] },
            outcome: outcomes[isPanel ? cell.period : 0], base: isPanel ? outcomes[cell.base] : nil,
            segments: segments(cell))
    }

    private func segments(_ cell: GroupTimeCell) -> [CellRows.Segment] {
        strata.indices.compactMap { position in
            let stratum = strata[position]
            let isTreated = stratum.cohort == cell.cohort
            guard !stratum.rows.isEmpty, isTreated || cell.controls.contains(stratum.cohort),
                stratum.period.map({ $0 == cell.period || $0 == cell.base }) ?? true
            else { return nil }
            return CellRows.Segment(
                stratum: position, rows: stratum.rows, isTreated: isTreated,
                isPost: stratum.period.map { $0 == cell.period } ?? true)
        }
    }

    /// How many units some are, where weights say how many each stands for; else their number.
    func unitCount(_ rows: Range<Int>) -> Double {
        guard isCounted, let weights = weights?[0] else { return Double(rows.count) }
        return rows.reduce(0) { $0 + weights[$1] }
    }

    /// Σw of each cohort over n, never treated last: its share of the weights, in a panel those of units when they are
    /// first seen.
    func share(_ row: Int) -> Double { (weights?[0][row] ?? 1) / Double(count) }
}

/// The rows of a policy evaluation with positions in place of periods and cohorts.
struct GroupTimeRows {
    let policy: PolicyFrame
    let times: [Double]
    let starts: [Double]
    /// Each row's period.
    let period: [Int32]
    /// A one and the design's columns, centred and scaled.
    let columns: [[Double]]
    /// Whether each row's unit can be treated at all, where cohorts are split by it; else nil.
    let eligible: [Bool]?

    init(_ policy: PolicyFrame, eligible: [Bool]? = nil) {
        self.policy = policy
        self.eligible = eligible
        let panel = policy.panel
        var levelTimes = [Double](repeating: .nan, count: panel.period.levelCount)
        for (row, code) in panel.period.codes.enumerated() where levelTimes[Int(code)].isNaN {
            levelTimes[Int(code)] = panel.time[row]
        }
        let order = levelTimes.indices.sorted { levelTimes[$0] < levelTimes[$1] }
        times = order.map { levelTimes[$0] }
        let isSorted = order == Array(order.indices)
        var rank = [Int32](repeating: 0, count: order.count)
        for (position, level) in order.enumerated() { rank[level] = Int32(position) }
        period = isSorted ? panel.period.codes : panel.period.codes.map { rank[Int($0)] }
        let last = times.last ?? .nan
        starts = panel.cohorts.filter { $0 <= last }
        columns = policy.frame.columns.map { GroupTimeRows.scaled($0.values) }
    }

    /// A cohort's position; the one after all treated for units that start later or never.
    func cohort(_ row: Int) -> Int {
        let start = policy.panel.firstTreated[row]
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] < start { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The number of groups that comparisons tell apart: cohorts and the never treated, or twice as many.
    var groupCount: Int { (starts.count + 1) * (eligible == nil ? 1 : 2) }

    /// A row's group: its cohort, or twice that for eligible units and one more for the others.
    func group(_ row: Int) -> Int {
        guard let eligible else { return cohort(row) }
        return 2 * cohort(row) + (eligible[row] ? 0 : 1)
    }

    /// (x − mean)/SD, so that cross-products keep their digits; estimates do not depend on it.
    private static func scaled(_ values: [Double]) -> [Double] {
        let n = Double(values.count)
        let mean = values.reduce(0, +) / n
        let spread = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n).squareRoot()
        guard spread.isFinite, mean.isFinite else { return values }
        let scale = spread > 1e-14 * mean.magnitude ? 1 / spread : 1
        return Parallel.array(values.count) { rows, out in
            for row in rows {
                out.initializeElement(at: row - rows.lowerBound, to: (values[row] - mean) * scale)
            }
        }
    }
}
