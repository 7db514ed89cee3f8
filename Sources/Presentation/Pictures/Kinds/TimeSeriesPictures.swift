import Inference

extension Picture {
    /// What a series' picture is drawn from.
    public struct Series: Sendable, Hashable, Codable {
        /// The times.
        public var times: [Double]
        /// What was observed; NaN where nothing was.
        public var observed: [Double]
        /// What the model fits.
        public var fitted: [Double]
        /// What the model says had nothing happened; NaN before the interruption.
        public var counterfactual: [Double]
        /// The ends of the counterfactual's band; empty for none.
        public var low: [Double]
        /// The upper ends.
        public var high: [Double]
        /// The counterfactual's band that holds for all times at once; nil for none.
        public var simultaneous: Band?
        /// Where a new observation would lie without the interruption; nil for none.
        public var forecast: Band?

        /// The ends of a band, one number a time.
        public struct Band: Sendable, Hashable, Codable {
            /// The lower ends.
            public var low: [Double]
            /// The upper ends.
            public var high: [Double]

            /// Makes a band.
            public init(low: [Double], high: [Double]) { (self.low, self.high) = (low, high) }
        }

        /// Makes a series; the lists have one number a time.
        public init(
            times: [Double], observed: [Double], fitted: [Double] = [], counterfactual: [Double] = [],
            low: [Double] = [], high: [Double] = [], simultaneous: Band? = nil, forecast: Band? = nil
        ) {
            (self.times, self.observed, self.fitted) = (times, observed, fitted)
            (self.counterfactual, self.low, self.high) = (counterfactual, low, high)
            (self.simultaneous, self.forecast) = (simultaneous, forecast)
        }
    }

    /// An interrupted time series: what was observed as dots, the fit, and what would have been as a dashed line with
    /// its bands (Wagner, Soumerai, Zhang & Ross-Degnan 2002).
    ///
    /// - Parameters:
    ///   - series: the numbers.
    ///   - interruptions: when something happened, each with a label, which may be empty.
    ///   - outcome: the outcome's name.
    ///   - time: the axis of times.
    ///   - level: the bands' confidence level.
    public static func interruptedSeries(
        _ series: Series, interruptions: [(time: Double, label: String)], outcome: String = "outcome",
        time: Axis = Axis("time", .whole), level: Double = 0.95
    ) -> Picture {
        let rules = Mark.rules(x: interruptions.map(\.time), labels: interruptions.map(\.label))
        let layers =
            [Layer(rules, tone: .muted, stroke: .dashed)] + bands(series, level) + [
                Layer(.points(x: series.times, y: series.observed), name: "observed", tone: .muted),
                Layer(
                    .line(x: series.times, y: series.counterfactual), name: "counterfactual",
                    tone: .series(1), stroke: .dashed),
                Layer(fitted(series, interruptions.map(\.time)), name: "fitted", tone: .series(0)),
            ]
        let panel = Panel(x: time, y: Axis(outcome), layers: layers.filter { !$0.mark.isEmpty })
        return Picture("Series with its interruption", panels: [panel])
    }

    /// The counterfactual's bands, the widest at the back: a new observation between dotted lines, all times at once, each time.
    private static func bands(_ series: Series, _ level: Double) -> [Layer] {
        let share = NumberText.percent(level)
        let dotted = (series.forecast.map { [$0.low, $0.high] } ?? []).map { ends in
            Layer(
                .line(x: series.times, y: ends), name: "\(share) of single observations without it",
                tone: .series(1), stroke: .dotted)
        }
        let all = series.simultaneous.map { band in
            Layer(
                .band(x: series.times, low: band.low, high: band.high, .simultaneous),
                name: "\(share) band, all times at once", tone: .series(1))
        }
        let each = Layer(
            .band(x: series.times, low: series.low, high: series.high, .pointwise),
            name: "\(share) interval, each time", tone: .series(1))
        return (all.map { [$0] } ?? []) + [each] + dotted
    }

    /// The same from a result of `its`; nil for any other.
    static func interruptedSeries(_ estimates: Estimates) -> Picture? {
        guard let found = InterruptedResult(estimates) else { return nil }
        let band = { (name: String) in
            Series.Band(low: found.values(name + ".low"), high: found.values(name + ".high"))
        }
        let series = Series(
            times: found.times, observed: found.values("observed"), fitted: found.values("fitted"),
            counterfactual: found.values("counterfactual"), low: found.values("low"),
            high: found.values("high"), simultaneous: band("simultaneous"), forecast: band("forecast"))
        return interruptedSeries(
            series, interruptions: found.starts, outcome: estimates.outcome ?? "outcome", time: found.axis,
            level: estimates.level)
    }

    /// The fit, broken at the interruptions.
    private static func fitted(_ series: Series, _ breaks: [Double]) -> Mark {
        var (x, y): ([Double], [Double]) = ([], [])
        for (time, value) in zip(series.times, series.fitted) {
            if let last = x.last, let gap = breaks.first(where: { $0 > last && $0 <= time }) {
                x.append(gap)
                y.append(.nan)
            }
            x.append(time)
            y.append(value)
        }
        return .line(x: x, y: y)
    }
}

/// What the pictures of an interrupted series are drawn from, read from a result.
struct InterruptedResult {
    private let rows: [JSONValue]
    let times: [Double]
    let starts: [(time: Double, label: String)]
    let axis: Picture.Axis

    /// Nil for results of other commands, or without the series.
    init?(_ estimates: Estimates) {
        guard estimates.command == "its", let rows = estimates.fact("series")?.elements, !rows.isEmpty else {
            return nil
        }
        self.rows = rows
        times = rows.map { $0["position"]?.double ?? .nan }
        starts = (estimates.fact("starts")?.elements ?? []).compactMap { start in
            start["position"]?.double.map {
                (time: $0, label: start["time"]?.text ?? start["time"]?.double?.shortestDecimal ?? "")
            }
        }
        let inYears = estimates.fact("position.unit")?.text == "year"
        axis = Picture.Axis(inYears ? "year" : "time", .whole)
    }

    /// A member of every period; NaN where it is missing.
    func values(_ name: String) -> [Double] { rows.map { $0[name]?.double ?? .nan } }
}

extension Picture.Mark {
    /// Whether it has nothing to show.
    var isEmpty: Bool {
        switch self {
        case .slope, .region: false
        case .spans(_, let low, _, _): !low.contains(where: \.isFinite)
        case .rules(let x, _): !x.contains(where: \.isFinite)
        default: !vertical.contains(where: \.isFinite)
        }
    }
}
