import Regression

/// A trial's cells, and the period from which each cluster was treated: what a design-based analysis works on.
///
/// A schedule is a number for each cluster: the position of its first treated period, ``periodCount`` for one that never
/// crosses. A cell is treated when its period is not before its cluster's number.
struct CrossingCells: Sendable {
    /// Each cell's cluster.
    let clusters: [Int]
    /// Each cell's period.
    let periods: [Int]
    /// Each cell's mean outcome, less the mean over all rows.
    let means: [Double]
    /// Each cell's weight.
    let weights: [Double]
    /// The schedule that was followed.
    let schedule: [Int]
    let clusterCount: Int
    let periodCount: Int
    let cells: TrialCells

    /// - Throws: `CausalError.Code.badArgument` for parts of a model that a design-based analysis does not have;
    ///   `CausalError.Code.badPanel` for a treatment that is ended, that differs within cluster-periods or is no 0 or 1, or
    ///   whose start was not observed; `CausalError.Code.notIdentified` for one sequence and for no period with
    ///   both control and treated clusters.
    init(_ model: SteppedWedge, _ table: DataTable, _ weighting: CellWeighting) throws(CausalError) {
        try CrossingCells.check(model)
        let cells = TrialCells(try TrialRows(model, table))
        try cells.check()
        let statistics = cells.statistics
        self.cells = cells
        clusterCount = statistics.clusterCount
        periodCount = cells.rows.period.levelCount
        periods = statistics.periods
        clusters = (0..<statistics.clusterCount).flatMap { cluster in
            cells.cells(of: cluster).map { _ in cluster }
        }
        let centre = Kernels.mean(statistics.means, weights: statistics.counts)
        means = statistics.means.map { $0 - centre }
        weights = weighting == .equal ? statistics.counts.map { _ in 1 } : statistics.counts
        let end = periodCount
        schedule = cells.starts.map { $0 ?? end }
        try cells.checkCrossing()
    }

    /// Refuses what would otherwise be ignored.
    private static func check(_ model: SteppedWedge) throws(CausalError) {
        let parts: [(isGiven: Bool, name: String)] = [
            (model.time != .categorical, "a linear trend"),
            (model.effect != .immediate, "an effect that changes"),
            (model.covariates != nil, "covariates"), (model.individual != nil, "a column of individuals"),
        ]
        guard let part = parts.first(where: \.isGiven) else { return }
        throw CausalError(
            .badArgument, "a design-based analysis compares clusters within periods, without \(part.name)",
            remedy: "Leave it out, or fit a mixed model.")
    }

    /// Whether a cell is treated under a schedule.
    func isTreated(_ cell: Int, _ schedule: [Int]) -> Bool { periods[cell] >= schedule[clusters[cell]] }

    /// A schedule as the values of the treatment, cell by cell.
    func treatment(_ schedule: [Int]) -> [Double] {
        clusters.indices.map { isTreated($0, schedule) ? 1 : 0 }
    }
}

/// How much a cluster-period counts.
public enum CellWeighting: String, Sendable, Hashable, Codable, CaseIterable {
    /// Each alike.
    case equal
    /// By its number of rows.
    case size
}

extension TrialCells {
    /// Refuses schedules whose clusters could not change places.
    func checkCrossing() throws(CausalError) {
        let column = rows.model.treatment
        guard isBinary, !rows.isSplit else {
            throw CausalError(
                .badPanel,
                "a design-based analysis needs a treatment that is 0 or 1 in whole cluster-periods",
                column: column, remedy: "Leave out transition periods, or fit a mixed model.")
        }
        if let cluster = reverting.first {
            throw CausalError(
                .badPanel, "cluster '\(rows.cluster.label(cluster))' is in control again after its treatment",
                column: column, value: rows.cluster.label(cluster),
                remedy: "The order of crossing is what is assigned anew; fit a mixed model to a crossover.")
        }
        guard Set(starts).count > 1 else {
            throw CausalError(
                .notIdentified, "all clusters follow one sequence: no other order of them is possible",
                column: column, remedy: "Clusters that cross at different times are needed.")
        }
        guard arms.contains(where: { $0.control > 0 && $0.treated > 0 }) else {
            throw CausalError(
                .notIdentified,
                "no period has both control and treated clusters: there is nothing to compare within it",
                column: column, remedy: "Check the columns of periods and of the treatment.")
        }
        for cluster in starts.indices { try checkStart(cluster) }
    }

    /// A start between two observed periods is known only when the period before it was observed.
    private func checkStart(_ cluster: Int) throws(CausalError) {
        let seen = Set(cells(of: cluster).map { statistics.periods[$0] })
        let before = starts[cluster].map { $0 - 1 } ?? (rows.period.levelCount - 1)
        guard before >= 0, !seen.contains(before) else { return }
        throw CausalError(
            .badPanel,
            "cluster '\(rows.cluster.label(cluster))' has no rows in \(rows.period.name) \(rows.period.label(before)): "
                + "when it crossed is not known",
            column: rows.model.period, value: rows.period.label(before),
            remedy:
                "Orders of crossing cannot be told where a transition was not observed; fit a mixed model.")
    }
}
