import Regression

/// The rows of a trial sorted into patterns, and the regressors of each.
struct PatternDesign {
    let rows: TrialRows
    /// Since when each cluster is treated.
    let cells: TrialCells
    let effect: EffectColumns
    let patterns: WedgePatterns
    /// Columns that others determine, left out.
    let dropped: [String]
    /// Remarks on the schedule, columns and rows.
    let notes: [String]

    /// - Throws: what reading and checking throw; `CausalError.Code.notIdentified` when periods and covariates
    ///   determine the effect, or some period or arm has no events.
    init(
        _ trial: SteppedWedge, offset: String?, family: OutcomeFamily, _ table: DataTable
    ) throws(CausalError) {
        let (whole, offsetName) = try OffsetColumn.adding(offset, to: table)
        rows = try TrialRows(trial, whole, requiring: offsetName.map { [$0] } ?? [])
        let sample = rows.frame.sample
        try family.check(rows.frame.response, sample, trial.outcome)
        cells = TrialCells(rows)
        try cells.check()
        effect = try EffectColumns(cells)
        let offsets = try offsetName.map { (name) throws(CausalError) in try sample.numbers(name) }
        let keys = PatternKeys(rows, offsets)
        let columns = keys.columns(effect)
        let kept = try PatternDesign.independent(columns, effect.names.count, keys)
        let dropped = columns.indices.filter { !kept.contains($0) }.map { columns[$0].name }
        patterns = PatternSums(keys, rows.frame.response, family).patterns(
            kept.map { columns[$0] }, cohort: try CohortSort.classes(rows, keys))
        self.dropped = dropped
        notes =
            rows.frame.notes + cells.notes + effect.notes
            + (dropped.isEmpty
                ? [] : ["Other columns determine \(dropped.joined(separator: ", ")): no estimate."])
        try patterns.checkEdges(family, trial)
    }

    /// The positions of the columns that others do not determine: the effect's go last.
    private static func independent(
        _ columns: [DesignColumn], _ effects: Int, _ keys: PatternKeys
    ) throws(CausalError) -> [Int] {
        let first = columns.count - keys.timeCount
        let order = Array(first..<columns.count) + Array(effects..<first) + Array(0..<effects)
        let solution = try LeastSquaresSolver.solve(
            columns: order.map { columns[$0].values }, response: keys.offset.map { _ in 0 },
            weights: keys.rows.counts(keys.pattern), intercept: false)
        let kept = Set(solution.kept.map { order[$0] })
        if let lost = (0..<effects).first(where: { !kept.contains($0) }) {
            let model = keys.rows.model
            throw CausalError(
                .notIdentified,
                "the effect '\(columns[lost].name)' cannot be told apart from the periods' levels and the covariates",
                column: model.treatment,
                remedy: model.effect == .immediate
                    ? "Within some period both treated and control clusters are needed, or within some cluster both."
                    : "Use fewer effects (a spline, or the immediate effect), or linear time.")
        }
        return columns.indices.filter(kept.contains)
    }
}
