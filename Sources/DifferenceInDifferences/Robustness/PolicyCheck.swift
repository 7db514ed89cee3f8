import Regression

/// Checks of a policy's estimate that re-estimate it on other data: placebos in time and in units, and the estimate
/// without each cohort. They work with any estimator.
///
/// ```swift
/// let check = PolicyCheck(panel: PanelIndex(unit: "county", period: "year"), treatment: .firstTreated("cohort")) {
///     table, treatment throws(CausalError) in
///     var policy = policy
///     policy.treatment = treatment
///     return try Imputation(policy).fit(table).aggregate().estimates()["ATT"]
/// }
/// print(try check.leaveOneCohortOut(table))
/// ```
public struct PolicyCheck: Sendable {
    /// Estimates one effect from a table whose treatment stands in the column given.
    public typealias Estimator = @Sendable (DataTable, Treatment) throws(CausalError) -> Estimate

    /// The columns of units and periods.
    public let panel: PanelIndex
    /// The column of the treatment.
    public let treatment: Treatment
    let estimate: Estimator

    /// Makes the checks of an estimator.
    public init(panel: PanelIndex, treatment: Treatment, estimate: @escaping Estimator) {
        self.panel = panel
        self.treatment = treatment
        self.estimate = estimate
    }

    /// The name of the column of starts in the tables that estimators are given.
    static let startColumn = "(start)"

    /// The rows with units, periods and treatment.
    func policyRows(_ table: DataTable) throws(CausalError) -> PolicyPanel {
        var names = [panel.period] + (panel.unit.map { [$0] } ?? [])
        if case .status(let column) = treatment { names.append(column) }
        var columns: [Column] = []
        for name in names { columns.append(try table.column(name)) }
        let rows = Parallel.positions(table.rowCount) { [columns] row in
            !columns.contains { $0.isMissing(row) }
        }
        guard !rows.isEmpty else { throw CausalError(.noRows, "no row has a unit, a period and a treatment") }
        let known = try PolicyPanel(Sample(table).keeping(rows), panel: panel, treatment: treatment)
        try known.checkBinary(treatment)
        try known.checkStays(treatment)
        return known
    }

    /// The table of some rows, with periods as numbers and a column of starts.
    func table(_ known: PolicyPanel, rows: [Int32], starts: [Double]) throws(CausalError) -> DataTable {
        // Counted from 1, so that no start is 0, which would be never.
        let first = min(known.firstPeriod, starts.filter(\.isFinite).min() ?? 1)
        let offset = first < 1 ? 1 - first.rounded(.down) : 0
        let times = Parallel.gather(known.time, at: rows).map { $0 + offset }
        let picked = known.sample.table.rows(rows.map { Int32(known.sample.tableRow(Int($0)) - 1) })
        let others = picked.columns.filter { $0.name != panel.period && $0.name != PolicyCheck.startColumn }
        return try DataTable(
            others + [
                Column(panel.period, times), Column(PolicyCheck.startColumn, starts.map { $0 + offset }),
            ],
            source: picked.source)
    }

    func estimate(_ known: PolicyPanel, rows: [Int32], starts: [Double]) throws(CausalError) -> Estimate {
        try estimate(table(known, rows: rows, starts: starts), .firstTreated(PolicyCheck.startColumn))
    }
}

extension Estimates {
    /// A table of estimates that come from different data, so that nothing is known of how they vary together.
    init(checks rows: [Estimate], _ name: String, diagnostics: [Diagnostic] = [], notes: [String]) {
        var covariance = Matrix(rows.count, rows.count, repeating: .nan)
        for (i, row) in rows.enumerated() { covariance[i, i] = row.standardError * row.standardError }
        self.init(
            command: "did", rows: rows, covariance: covariance, model: [.init("estimator", .string(name))],
            diagnostics: diagnostics, notes: notes)
    }
}
