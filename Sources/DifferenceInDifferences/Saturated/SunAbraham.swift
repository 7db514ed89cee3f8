import Regression

/// The interaction-weighted estimator of Sun & Abraham (2021).
///
/// y_it = α_i + λ_t + Σ_g Σ_{e≠−1} δ_{g,e} 1{g_i = g, t − g = e} + x_it′θ + u_it
///
/// Every cohort has its own effect in every period, relative to the period before its start and to units that are
/// never treated; effects are then averaged with the cohorts' shares of the rows, which count as fixed, as in R's
/// `fixest::sunab`. A two-way event study with one coefficient per event time would mix those of other event times.
///
/// - Without never-treated units the last cohort is the control group, and rows from its start on are left out.
/// - Units treated from the first period on are left out, with a note; a cohort without rows at the reference is
///   relative to its last period before it.
/// - `simple` is the mean over treated rows (fixest's `agg = "att"`); `group` fixest's `agg = "cohort"`.
/// - A regression with one column for each cohort and period: 16 bytes × rows × columns. A design that would fill a
///   third of the machine's memory is refused; ``Imputation`` needs memory for the rows alone.
///
/// - Source: Sun & Abraham (2021), *Estimating dynamic treatment effects in event studies with heterogeneous treatment
///   effects*, Journal of Econometrics 225, eqs. 26–28.
public struct SunAbraham: Sendable, Hashable {
    /// Outcome, panel, treatment, covariates and weights.
    public var policy: PolicyRegression
    /// For how many periods before its start the treatment may already have effects: the reference is −1 less these.
    public var anticipation: Int

    /// Makes the estimator.
    public init(_ policy: PolicyRegression, anticipation: Int = 0) {
        self.policy = policy
        self.anticipation = anticipation
    }

    /// Fits the regression.
    ///
    /// - Throws: `CausalError.Code.badPanel` when a treatment ends or event times are not whole numbers;
    ///   `CausalError.Code.notIdentified` when nobody is treated, no control group is left or effects cannot be told
    ///   apart; `CausalError.Code.badValue` for a design that cannot be held.
    public func fit(_ table: DataTable) throws(CausalError) -> SaturatedFit {
        let rows = try ComparisonRows(
            policy.twoWayFrame(table), policy.treatment, anticipation: anticipation)
        let cells = try SaturatedCells(
            rows, .allButReference, anticipation: anticipation, column: policy.treatment.column)
        try cells.checkSize(covariates: 0, further: 0, policy)
        let regression = try rows.base.leastSquares.fit(rows.base.frame.prepending(cells.indicators()))
        return try SaturatedFit(
            regression, "sun-abraham", policy, rows, cells,
            facts: [.init("reference", .integer(-1 - anticipation))])
    }
}

extension SaturatedCells {
    /// Refuses a design that cannot be held.
    func checkSize(covariates: Int, further: Int, _ policy: PolicyRegression) throws(CausalError) {
        var size = DesignSize(rowCount: all.codes.count)
        try size.add(
            estimated.count * (1 + covariates) + further, of: "cohorts × periods",
            column: policy.treatment.column,
            remedy: "Use --estimator imputation, coarser periods, or fewer of them with --where.")
    }
}

extension SaturatedFit {
    /// The effects of a linear regression: the coefficients of the cells, and with interactions those times the
    /// cells' means of the centred covariates.
    init(
        _ regression: LeastSquaresFit, _ estimator: String, _ policy: PolicyRegression,
        _ rows: ComparisonRows,
        _ cells: SaturatedCells, centred: [DesignColumn] = [], facts: [JSONValue.Member]
    ) throws(CausalError) {
        try cells.requireAll(regression)
        let used = rows.base.frame.sample.positions(of: regression.sample)
        let kept = cells.all.keeping(used, weights: regression.weights)
        var effects = CellEffects(
            kept, members: cells.estimated, coefficientCount: regression.terms.count)
        let offset = regression.hasIntercept ? 1 : 0
        let count = cells.estimated.count
        for (place, cell) in cells.estimated.enumerated() {
            effects.add(cell, term: offset + place, of: regression, times: 1)
        }
        for (number, column) in centred.enumerated() {
            let means = kept.means(column.values, at: used, weights: regression.weights)
            for (place, cell) in cells.estimated.enumerated() {
                effects.add(
                    cell, term: offset + (number + 1) * count + place, of: regression, times: means[cell])
            }
        }
        self.init(
            regression: policy.counted(regression, rows: rows.base.panel.rowCount), estimator: estimator,
            policy: policy,
            panel: rows.base.panel,
            effects: effects, facts: facts, notes: rows.notes + cells.notes)
    }
}

extension SaturatedCells {
    /// Refuses a regression in which a cell's effect was determined by other columns: the others would not mean what
    /// they say.
    func requireAll(_ regression: some LinearFit) throws(CausalError) {
        let names = Set(estimated.map(name))
        let lost = regression.droppedTerms.filter(names.contains)
        guard lost.isEmpty else {
            throw CausalError(
                .notIdentified,
                "the effects of cohorts and periods cannot be told apart: other columns determine "
                    + lost.prefix(8).joined(separator: ", ") + (lost.count > 8 ? ", …" : ""),
                remedy: "Leave these cohorts or periods out with --where, or use fewer covariates.")
        }
    }
}

extension EffectCells {
    /// The weighted mean of a column over each cell's rows; `positions` are these rows' places in the column.
    func means(_ column: [Double], at positions: [Int32], weights: [Double]?) -> [Double] {
        var sums = [Double](repeating: 0, count: cells.count)
        for (row, code) in codes.enumerated() where code >= 0 {
            sums[Int(code)] += (weights?[row] ?? 1) * column[Int(positions[row])]
        }
        return zip(sums, cells).map { $1.mass > 0 ? $0 / $1.mass : 0 }
    }
}
