import Regression

/// A segmented regression, ready to be fitted: rows, columns and where they lie in time.
public struct SegmentedDesign: Sendable {
    /// The model.
    public let model: SegmentedRegression
    /// The terms' names in the answer, in the order of the fit's coefficients.
    public let terms: [String]
    let frame: ModelFrame
    let segments: SegmentedTerms
    let axis: SeriesAxis
    /// Each row's time on the axis.
    let times: [Double]
    /// Whether each row is one of a treated unit.
    let treated: [Bool]
    /// Each row's offset.
    let offset: [Double]?
    /// How many rows a transition leaves out.
    let leftOut: Int

    init(_ model: SegmentedRegression, _ table: DataTable) throws(CausalError) {
        for intervention in model.interventions { try intervention.check() }
        let (whole, offsetName) = try SegmentedDesign.withOffset(model, table)
        let base = try ModelFrame(
            SegmentedDesign.formula(model, whole), table: whole, weights: model.weights,
            requiring: [model.time] + (model.groups.map { [$0.unit] } ?? []) + (offsetName.map { [$0] } ?? [])
        )
        let axis = try SeriesAxis(base.sample, model.time)
        let placed = try axis.place(model.interventions)
        let everyTime = axis.times
        let rows = everyTime.indices.filter { row in !placed.contains { $0.leavesOut(everyTime[row]) } }
        let kept = rows.count == everyTime.count ? base : base.keeping(rows.map(Int32.init))
        self.model = model
        self.axis = axis
        times = rows.map { everyTime[$0] }
        leftOut = everyTime.count - rows.count
        treated = try SegmentedDesign.treated(model.groups, kept.sample)
        segments = SegmentedTerms(
            origin: axis.first, interventions: placed,
            season: try model.season.map { (season) throws(CausalError) in
                try season.placed(calendar: axis.calendar, step: axis.step)
            },
            isControlled: model.groups != nil && treated.contains(false))
        offset = try offsetName.map { (name) throws(CausalError) in try kept.sample.numbers(name) }
        frame = kept.prepending(segments.columns(times, treated: treated))
        terms = [segments.segments[0].name] + frame.columns.map(\.name)
        try check()
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

    private static func withOffset(
        _ model: SegmentedRegression, _ table: DataTable
    ) throws(CausalError) -> (DataTable, String?) {
        guard model.offset == nil || model.family != nil else {
            throw CausalError(
                .badArgument, "an offset belongs to counts", value: model.offset,
                remedy: "Add --family poisson, or divide the outcome by the population.")
        }
        let (whole, name) = try OffsetColumn.adding(model.offset, to: table)
        return (whole, name)
    }

    private static func treated(
        _ groups: SegmentedRegression.Groups?, _ sample: Sample
    ) throws(CausalError) -> [Bool] {
        guard let groups else { return Array(repeating: true, count: sample.count) }
        let unit = try sample.factor(groups.unit)
        let labels = (0..<unit.levelCount).map(unit.label)
        for name in groups.treated where !labels.contains(name) {
            throw CausalError(
                .badArgument, "no unit has this value", column: groups.unit, value: name,
                remedy: "The units are: \(labels.prefix(12).joined(separator: ", ")).")
        }
        let isTreated = labels.map(groups.treated.contains)
        return unit.codes.map { isTreated[Int($0)] }
    }

    /// The number of parameters.
    var parameterCount: Int { frame.columns.count + 1 }
}
