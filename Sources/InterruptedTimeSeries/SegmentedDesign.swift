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
    /// Each row's unit as a number; zeros for a single series.
    let unitCodes: [Int32]
    /// Each row's offset.
    let offset: [Double]?
    /// How many rows a transition leaves out.
    let leftOut: Int
    /// Where the controls' series comes from, when they are weighted.
    let syntheticControl: SyntheticControl?

    init(_ model: SegmentedRegression, _ table: DataTable) throws(CausalError) {
        let rows = try SeriesRows(model, table)
        guard let groups = model.groups, groups.weights == .synthetic else {
            try self.init(model, rows, try rows.axis.place(model.interventions))
            return
        }
        let control = try SyntheticControl(model, groups, rows)
        let placed = try control.rows.axis.place(model.interventions)
        try self.init(control.model, control.rows, placed, control)
    }

    /// The design of some rows, with interruptions on their axis.
    init(
        _ model: SegmentedRegression, _ rows: SeriesRows, _ placed: [PlacedIntervention],
        _ control: SyntheticControl? = nil
    ) throws(CausalError) {
        let everyTime = rows.times
        let positions = everyTime.indices.filter { row in
            !placed.contains { $0.leavesOut(everyTime[row]) }
        }
        let kept = positions.count == everyTime.count ? rows : rows.keeping(positions.map(Int32.init))
        let axis = rows.axis
        self.model = model
        self.axis = axis
        syntheticControl = control
        times = kept.times
        offset = kept.offset
        leftOut = everyTime.count - positions.count
        (treated, unitCodes) = try SegmentedDesign.units(model.groups, kept.frame.sample)
        segments = SegmentedTerms(
            origin: everyTime.min() ?? axis.first, interventions: placed,
            season: try model.season.map { (season) throws(CausalError) in
                try season.placed(calendar: axis.calendar, step: axis.step)
            },
            isControlled: model.groups != nil && treated.contains(false))
        guard segments.season?.width ?? 0 < kept.times.count else {
            throw CausalError(
                .tooFewRows,
                "\(kept.times.count) rows cannot carry a season of \(segments.season?.width ?? 0) parameters",
                remedy: "Use a simpler season (--season harmonics:2), or more periods.")
        }
        let own = segments.columns(times, treated: treated)
        let levels =
            if let groups = model.groups, groups.unitLevels {
                try UnitLevels(groups, kept.frame.sample, codes: unitCodes, treated: treated).columns
            } else { [DesignColumn]() }
        frame = kept.frame.prepending(own + levels)
        terms = [segments.segments[0].name] + frame.columns.map(\.name)
        try check()
    }

    /// The same rows with another outcome.
    init(_ design: SegmentedDesign, response: [Double]) {
        (model, terms, segments, axis) = (design.model, design.terms, design.segments, design.axis)
        frame = design.frame.replacing(response: response, weights: design.frame.weights)
        (times, treated, unitCodes) = (design.times, design.treated, design.unitCodes)
        (offset, leftOut, syntheticControl) = (design.offset, design.leftOut, design.syntheticControl)
    }

    private static func units(
        _ groups: SegmentedRegression.Groups?, _ sample: Sample
    ) throws(CausalError) -> (treated: [Bool], codes: [Int32]) {
        guard let groups else {
            return (
                Array(repeating: true, count: sample.count), Array(repeating: 0, count: sample.count)
            )
        }
        let unit = try sample.factor(groups.unit)
        let labels = (0..<unit.levelCount).map(unit.label)
        for name in groups.treated where !labels.contains(name) {
            throw CausalError(
                .badArgument, "no unit has this value", column: groups.unit, value: name,
                remedy: "The units are: \(labels.prefix(12).joined(separator: ", ")).")
        }
        let isTreated = labels.map(groups.treated.contains)
        return (unit.codes.map { isTreated[Int($0)] }, unit.codes)
    }

    /// The number of parameters.
    var parameterCount: Int { frame.columns.count + 1 }
}
