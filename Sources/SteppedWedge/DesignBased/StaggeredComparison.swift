import DifferenceInDifferences

extension SteppedWedge {
    /// The trial as a staggered adoption: the estimators of difference-in-differences side by side, on cluster-period means.
    ///
    /// A row `treatment` for each `estimator`, standard errors clustered by cluster: `callaway-santanna` is the mean of the
    /// group-time effects of Callaway and Sant'Anna (2021) with clusters not yet treated as controls, `etwfe` the mean effect of
    /// Wooldridge's (2021) extended two-way fixed effects. Both let the effect differ by sequence and period and average over
    /// treated cluster-periods in which some cluster is still in control; neither knows a correlation or uses
    /// differences between clusters' levels, so that they cost precision against a mixed model. Few clusters make their
    /// standard errors too small.
    ///
    /// - Throws: as ``permutationTest(_:_:)`` for columns, model and schedule; what the two estimators throw, such as
    ///   `CausalError.Code.notIdentified` when all clusters are treated in the first period.
    public func staggeredComparison(_ table: DataTable, level: Double = 0.95) throws(CausalError) -> Estimates
    {
        try Estimates.check(level: level)
        let cells = try CrossingCells(self, table, .equal)
        let panel = try cells.panel()
        let index = PanelIndex(unit: "cluster", period: "period")
        let groupTime = try GroupTimeATT(
            outcome: "outcome", panel: index, treatment: .status("treatment"), controls: .notYetTreated
        ).fit(panel).aggregate(.simple).estimates(level: level)
        let saturated = try ExtendedTwoWay(
            PolicyRegression(outcome: "outcome", panel: index, treatment: .status("treatment"))
        ).fit(panel).aggregate(.simple).estimates(level: level)
        return cells.sideBySide([("callaway-santanna", groupTime), ("etwfe", saturated)])
    }
}

extension CrossingCells {
    /// A row for each cell: positions of its cluster and period from 1 on, its treatment and mean.
    fileprivate func panel() throws(CausalError) -> DataTable {
        try DataTable([
            Column("cluster", clusters.map { Double($0 + 1) }),
            Column("period", periods.map { Double($0 + 1) }),
            Column("treatment", treatment(schedule)), Column("outcome", means),
        ])
    }

    /// One row of each answer; the answers' covariance is not known.
    fileprivate func sideBySide(_ answers: [(name: String, estimates: Estimates)]) -> Estimates {
        var rows: [Estimate] = []
        var notes = cells.rows.frame.notes + cells.crossingNotes + cells.emptyNotes
        for (name, estimates) in answers {
            rows += estimates.rows.prefix(1).map {
                $0.renamed("treatment", labels: [.init("estimator", .string(name))])
            }
            notes += estimates.notes.map { "\(name): \($0)" }
        }
        if clusterCount < 40 {
            notes.append(
                "With \(clusterCount) clusters these standard errors are likely too small: judge the effect by a mixed model or a "
                    + "permutation test.")
        }
        var covariance = Matrix(rows.count, rows.count, repeating: .nan)
        for (place, row) in rows.enumerated() {
            covariance[place, place] = row.standardError * row.standardError
        }
        let model = cells.rows.model
        return Estimates(
            command: "stepped-wedge fit", rows: rows, covariance: covariance,
            model: [
                .init("estimator", "staggered"), .init("outcome", .string(model.outcome)),
                .init("nobs", .integer(cells.statistics.rowCount)),
                .init("clusters", .object([.init(model.cluster, .integer(clusterCount))])),
                .init("periods", .integer(periodCount)), .init("cluster.periods", .integer(periods.count)),
                .init("vcov", "clustered"),
            ], diagnostics: [], notes: notes)
    }
}
