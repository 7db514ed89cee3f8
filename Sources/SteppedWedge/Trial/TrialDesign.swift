import Regression

/// The fixed effects of a trial, cell by cell, and what is told of their coefficients.
///
/// A cell's row of the design is the indicator of its period (of the intercept alone where time is linear), and behind
/// it time, covariates and the treatment's columns, centred at their means over the rows. Covariates of individuals
/// enter by their cell means here and by their products within cells.
struct TrialDesign: Sendable {
    /// A function of the coefficients that is told.
    struct Row: Sendable {
        let term: String
        let labels: [JSONValue.Member]
        /// Weights on the design's columns; nil for a column that others determine.
        let contrast: [Double]?
        /// What is added.
        let offset: Double
    }

    let cells: TrialCells
    /// The indicator that is one in each cell.
    let indicators: [Int32]
    let indicatorCount: Int
    /// The columns behind the indicators.
    let columns: [Column]
    /// How many of them, the last ones, are the treatment's.
    let effectCount: Int
    let rows: [Row]
    let notes: [String]

    /// One column behind the indicators.
    struct Column: Sendable {
        let name: String
        /// Centred values, one a cell.
        let values: [Double]
        /// What was taken off.
        let centre: Double
        /// The position among the columns of ``CellStatistics``, for a covariate.
        let covariate: Int?
    }

    /// The number of coefficients.
    var width: Int { indicatorCount + columns.count }

    init(_ model: SteppedWedge, _ table: DataTable) throws(CausalError) {
        let cells = TrialCells(try TrialRows(model, table))
        try cells.check()
        try TrialDesign.checkSize(cells)
        let effect = try EffectColumns(cells)
        let statistics = cells.statistics
        let isLinear = model.time == .linear
        self.cells = cells
        indicators = isLinear ? statistics.periods.map { _ in 0 } : statistics.periods.map(Int32.init)
        indicatorCount = isLinear ? 1 : cells.rows.period.levelCount
        let all = TrialDesign.columns(cells, effect)
        let kept = TrialDesign.independent(all, indicators, indicatorCount, statistics)
        if let lost = all.indices.first(where: { !kept.contains($0) && $0 >= all.count - effect.names.count })
        {
            throw TrialDesign.unidentified(all[lost].name, model)
        }
        columns = kept.map { all[$0] }
        effectCount = effect.names.count
        rows = TrialDesign.rows(cells, effect, all, kept, indicatorCount)
        notes = cells.rows.frame.notes + cells.notes + effect.notes
        guard statistics.rowCount > width else {
            throw CausalError(
                .tooFewRows, "\(statistics.rowCount) rows cannot carry \(width) coefficients and an error",
                remedy: "Use linear time, or fewer covariates.")
        }
    }

    /// Refuses designs that would take hours: a cluster's cells are a dense matrix, and so are the coefficients.
    private static func checkSize(_ cells: TrialCells) throws(CausalError) {
        let model = cells.rows.model
        let longest = (0..<cells.statistics.clusterCount).map { cells.cells(of: $0).count }.max() ?? 0
        let levels = model.time == .linear && model.effect == .immediate ? 0 : cells.rows.period.levelCount
        let width = levels + cells.rows.frame.columns.count
        guard longest <= 400, width <= 500 else {
            throw CausalError(
                .badArgument,
                longest > 400
                    ? "a cluster has \(longest) cluster-periods; at most 400 are taken"
                    : "the model has \(width) periods and covariates; at most 500 are taken",
                column: model.period,
                remedy: "Use coarser periods (months in place of days); for many levels linear time.")
        }
    }

    private static func columns(_ cells: TrialCells, _ effect: EffectColumns) -> [Column] {
        let statistics = cells.statistics
        let model = cells.rows.model
        var columns: [Column] = []
        if model.time == .linear {
            let times = cells.rows.axis.levelTimes
            columns.append(
                centred(model.period, statistics.periods.map { times[$0] }, statistics, covariate: nil))
        }
        for (position, column) in cells.rows.frame.columns.enumerated() {
            let means = (0..<statistics.cellCount).map { statistics.means[$0 * statistics.width + position] }
            columns.append(centred(column.name, means, statistics, covariate: position))
        }
        for (name, values) in zip(effect.names, effect.columns) {
            columns.append(centred(name, values, statistics, covariate: nil))
        }
        return columns
    }

    private static func centred(
        _ name: String, _ values: [Double], _ statistics: CellStatistics, covariate: Int?
    ) -> Column {
        let centre = Kernels.mean(values, weights: statistics.counts)
        return Column(name: name, values: values.map { $0 - centre }, centre: centre, covariate: covariate)
    }

    private static func unidentified(_ name: String, _ model: SteppedWedge) -> CausalError {
        CausalError(
            .notIdentified,
            "the effect '\(name)' cannot be told apart from the periods' levels and the covariates",
            column: model.treatment,
            remedy: model.effect == .immediate
                ? "Within some period both treated and control clusters are needed, or within some cluster both."
                : "Use fewer effects (a spline, or the immediate effect), or linear time.")
    }
}
