import Regression

/// The time column as numbers: dates count months, quarters, weeks or days.
struct SeriesAxis: Sendable {
    private let axis: PeriodAxis
    private let labels: [Double: String]
    /// Each row's time.
    let times: [Double]
    /// The first time.
    let first: Double
    /// The last time.
    let last: Double
    /// The distance of neighbouring periods.
    let step: Double
    /// What the dates count, when times are dates.
    let calendar: CalendarText.Kind?
    /// Remarks on gaps.
    let notes: [String]

    init(_ sample: Sample, _ column: String) throws(CausalError) {
        let period = try Panel.finitePeriods(sample, column)
        let axis = try PeriodAxis(period)
        let levels = axis.levelTimes
        self.axis = axis
        times = axis.times(period)
        first = levels.min() ?? 0
        last = levels.max() ?? 0
        step = SeriesAxis.step(levels.sorted())
        calendar = axis.calendar
        notes = axis.dateNotes + SeriesAxis.gaps(levels.sorted(), step)
        labels = Dictionary(
            zip(levels, (0..<period.levelCount).map(period.label)), uniquingKeysWith: { first, _ in first })
    }

    /// A remark on missing periods, or on times that are not evenly spaced.
    private static func gaps(_ sorted: [Double], _ step: Double) -> [String] {
        let steps = zip(sorted.dropFirst(), sorted).map { ($0 - $1) / step }
        guard steps.contains(where: { $0 > 1 + 1e-9 }) else { return [] }
        guard steps.allSatisfy({ abs($0 - $0.rounded()) < 1e-6 && $0 < 1e9 }) else {
            return ["Times are not evenly spaced: the trend counts by the time itself, and lags count rows."]
        }
        let missing = Int(steps.reduce(0) { $0 + $1.rounded() - 1 })
        return [
            "\(missing) \(missing == 1 ? "period is" : "periods are") missing: the trend counts by the time itself, and models of "
                + "the errors' process (gls, arima) bridge the gap."
        ]
    }

    /// The shortest distance between neighbouring times; 1 for a single one.
    private static func step(_ sorted: [Double]) -> Double {
        zip(sorted.dropFirst(), sorted).map { $0 - $1 }.min() ?? 1
    }

    /// A point that somebody names, as a number of the axis.
    func time(_ point: TimePoint) throws(CausalError) -> Double { try axis.time(of: point.description) }

    /// A time as the column writes it, where the column has it.
    func label(_ time: Double) -> String { labels[time] ?? time.shortestDecimal }

    /// The label as a JSON value: a number for times that are numbers.
    func json(_ time: Double) -> JSONValue {
        Double(label(time)).map(JSONValue.number) ?? .string(label(time))
    }

    /// The interruptions in order of time; with several the terms carry `@T₀`.
    func place(_ interventions: [Intervention]) throws(CausalError) -> [PlacedIntervention] {
        var placed: [PlacedIntervention] = []
        for intervention in interventions {
            placed.append(
                PlacedIntervention(
                    intervention: intervention, start: try time(intervention.time), step: step,
                    suffix: interventions.count > 1 ? "@\(intervention.time)" : ""))
        }
        placed.sort { $0.start < $1.start }
        for (earlier, later) in zip(placed, placed.dropFirst()) where earlier.start == later.start {
            throw CausalError(
                .badArgument, "an interruption is named twice", value: later.intervention.time.description)
        }
        return placed
    }
}
