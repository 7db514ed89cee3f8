import Regression

/// The rows of a trial: outcome, covariates, and each row's cluster, period, treatment and cell.
///
/// A cell is a combination of cluster and period that occurs; where the treatment differs within it, each value of the
/// treatment is a cell of its own. Cells are numbered by cluster, then by period.
struct TrialRows: Sendable {
    let model: SteppedWedge
    /// The outcome and the covariates.
    let frame: ModelFrame
    let cluster: Factor
    let period: Factor
    /// The periods' places in time; see `PeriodAxis`.
    let axis: PeriodAxis
    /// Each row's treatment.
    let treatment: [Double]
    /// Each row's cell.
    let cells: Factor
    /// Whether the treatment differs within cluster-periods.
    let isSplit: Bool
    /// The individuals, where they are followed.
    let individual: Factor?
    /// How many alike rows each row stands for; nil: each is one.
    let frequencies: [Double]?

    /// - Throws: what a formula's design throws; `CausalError.Code.notNumeric` for a treatment that is text;
    ///   `CausalError.Code.badValue` for one that is infinite; `CausalError.Code.badPanel` for an individual in two
    ///   clusters.
    ///
    /// - Parameter further: more columns that must not be missing.
    init(
        _ model: SteppedWedge, _ table: DataTable, requiring further: [String] = []
    ) throws(CausalError) {
        let needed =
            [model.cluster, model.period, model.treatment] + (model.individual.map { [$0] } ?? []) + further
        let frame = try ModelFrame(
            TrialRows.formula(model, table), table: table, weights: model.frequencies, requiring: needed)
        try WeightKind.frequency.check(frame.weights, column: model.frequencies, sample: frame.sample)
        guard model.frequencies == nil || model.individual == nil else {
            throw CausalError(
                .badArgument, "rows that stand for several cannot be told apart as individuals",
                column: model.frequencies)
        }
        frequencies = frame.weights
        let sample = frame.sample
        let cluster = try sample.factor(model.cluster)
        let period = try Panel.finitePeriods(sample, model.period)
        let treatment = try sample.numbers(model.treatment)
        guard Parallel.allFinite(treatment) else {
            let row = treatment.firstIndex { !$0.isFinite } ?? 0
            throw CausalError(
                .badValue, "a treatment is infinite", file: table.source, column: model.treatment,
                row: sample.tableRow(row))
        }
        let cells = cluster.crossed(with: period)
        isSplit = TrialRows.differs(treatment, within: cells)
        self.cells =
            isSplit ? cells.crossed(with: Factor(name: model.treatment, numbers: treatment)) : cells
        self.model = model
        self.frame = frame
        self.cluster = cluster
        self.period = period
        axis = try PeriodAxis(period)
        self.treatment = treatment
        individual = try model.individual.map { (name) throws(CausalError) in try sample.factor(name) }
        try checkCohort()
    }

    /// The number of rows, those that rows stand for counted all.
    var count: Int { WeightKind.frequency.observations(rows: cells.codes.count, weights: frequencies) }

    /// What was left out for missing values.
    var missingNotes: [String] {
        MissingNote.notes(frame.sample.missing.map { ($0.column, $0.count) })
    }

    /// How many rows each level of a factor of the rows has, counted so.
    func counts(_ factor: Factor) -> [Double] {
        guard let frequencies else { return factor.levelCounts.map(Double.init) }
        var counts = [Double](repeating: 0, count: factor.levelCount)
        for (row, code) in factor.codes.enumerated() { counts[Int(code)] += frequencies[row] }
        return counts
    }

    /// The outcome on the covariates.
    private static func formula(_ model: SteppedWedge, _ table: DataTable) throws(CausalError) -> Formula {
        let left = table[model.outcome] == nil ? model.outcome : Expression.quoted(model.outcome)
        let formula = try Formula("\(left) ~ \(model.covariates ?? "1")")
        guard formula.writesIntercept, formula.absorbed.isEmpty, formula.slopeNames.isEmpty,
            formula.endogenousNames.isEmpty
        else {
            throw CausalError(
                .badArgument, "covariates hold terms only, no '|' and no '- 1'", value: model.covariates)
        }
        return formula
    }

    private static func differs(_ values: [Double], within cells: Factor) -> Bool {
        var first = [Double](repeating: .nan, count: cells.levelCount)
        for (row, code) in cells.codes.enumerated() {
            if first[Int(code)].isNaN { first[Int(code)] = values[row] }
            if first[Int(code)] != values[row] { return true }
        }
        return false
    }

    private func checkCohort() throws(CausalError) {
        guard let individual, !individual.isNested(in: cluster) else { return }
        var home = [Int32](repeating: -1, count: individual.levelCount)
        for (row, code) in individual.codes.enumerated() {
            if home[Int(code)] < 0 { home[Int(code)] = cluster.codes[row] }
            guard home[Int(code)] != cluster.codes[row] else { continue }
            throw CausalError(
                .badPanel,
                "individual '\(individual.label(Int(code)))' is in cluster "
                    + "'\(cluster.label(Int(home[Int(code)])))' and in '\(cluster.label(Int(cluster.codes[row])))'",
                file: frame.sample.table.source, column: individual.name, row: frame.sample.tableRow(row),
                value: individual.label(Int(code)),
                remedy:
                    "A closed cohort stays in its clusters. Where numbers start anew in each cluster, make them "
                    + "unique; leave out the rows of those who moved; or leave out the column of individuals."
            )
        }
    }
}
