import Regression

/// The rows of a table that a segmented regression needs, with their times, before any segment is laid out.
struct SeriesRows: Sendable {
    /// The outcome and the covariates.
    let frame: ModelFrame
    let axis: SeriesAxis
    /// Each row's time on the axis.
    let times: [Double]
    /// Each row's offset.
    let offset: [Double]?

    /// - Parameter requiring: further columns that must not be missing.
    init(
        _ model: SegmentedRegression, _ table: DataTable, requiring: [String] = []
    ) throws(CausalError) {
        for intervention in model.interventions { try intervention.check() }
        guard model.offset == nil || model.family != nil else {
            throw CausalError(
                .badArgument, "an offset belongs to counts", value: model.offset,
                remedy: "Add --family poisson, or divide the outcome by the population.")
        }
        let (whole, offsetName) = try OffsetColumn.adding(model.offset, to: table)
        let units = model.groups.map { [$0.unit] } ?? []
        frame = try ModelFrame(
            SeriesRows.formula(model, whole), table: whole, weights: model.weights,
            requiring: [model.time] + units + (offsetName.map { [$0] } ?? []) + requiring)
        axis = try SeriesAxis(frame.sample, model.time)
        times = axis.times
        let sample = frame.sample
        offset = try offsetName.map { (name) throws(CausalError) in try sample.numbers(name) }
    }

    private init(_ frame: ModelFrame, _ axis: SeriesAxis, _ times: [Double], _ offset: [Double]?) {
        (self.frame, self.axis, self.times, self.offset) = (frame, axis, times, offset)
    }

    /// The rows at these positions.
    func keeping(_ rows: [Int32]) -> SeriesRows {
        SeriesRows(
            frame.keeping(rows), axis, rows.map { times[Int($0)] },
            offset.map { values in rows.map { values[Int($0)] } })
    }

    /// The outcome on the covariates; segments are put before them.
    private static func formula(
        _ model: SegmentedRegression, _ table: DataTable
    ) throws(CausalError) -> Formula {
        let left = table[model.outcome] == nil ? model.outcome : Expression.quoted(model.outcome)
        let formula = try Formula("\(left) ~ \(model.covariates ?? "1")")
        guard formula.hasIntercept, formula.endogenousNames.isEmpty else {
            throw CausalError(
                .badArgument, "covariates hold terms only, no '|' and no '- 1'", value: model.covariates)
        }
        return formula
    }
}
