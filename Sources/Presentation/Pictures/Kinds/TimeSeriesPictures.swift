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

        /// Makes a series; the lists have one number a time.
        public init(
            times: [Double], observed: [Double], fitted: [Double] = [], counterfactual: [Double] = [],
            low: [Double] = [], high: [Double] = []
        ) {
            (self.times, self.observed, self.fitted) = (times, observed, fitted)
            (self.counterfactual, self.low, self.high) = (counterfactual, low, high)
        }
    }

    /// An interrupted time series: what was observed as dots, the fit, and what would have been as a dashed line with
    /// its band (Wagner, Soumerai, Zhang & Ross-Degnan 2002).
    ///
    /// - Parameters:
    ///   - series: the numbers.
    ///   - interruptions: when something happened, each with a label, which may be empty.
    ///   - outcome: the outcome's name.
    ///   - time: the axis of times.
    public static func interruptedSeries(
        _ series: Series, interruptions: [(time: Double, label: String)], outcome: String = "outcome",
        time: Axis = Axis("time", .whole)
    ) -> Picture {
        let rules = Mark.rules(x: interruptions.map(\.time), labels: interruptions.map(\.label))
        let layers = [
            Layer(rules, tone: .muted, stroke: .dashed),
            Layer(
                .band(x: series.times, low: series.low, high: series.high, .pointwise),
                name: "counterfactual",
                tone: .series(1)),
            Layer(.points(x: series.times, y: series.observed), name: "observed", tone: .muted),
            Layer(
                .line(x: series.times, y: series.counterfactual), name: "counterfactual", tone: .series(1),
                stroke: .dashed),
            Layer(fitted(series, interruptions.map(\.time)), name: "fitted", tone: .series(0)),
        ]
        let panel = Panel(x: time, y: Axis(outcome), layers: layers.filter { !$0.mark.isEmpty })
        return Picture("Series with its interruption", panels: [panel])
    }

    /// The same from a result of `its`; nil for any other.
    static func interruptedSeries(_ estimates: Estimates) -> Picture? {
        guard estimates.command == "its", let rows = estimates.fact("series")?.elements, !rows.isEmpty else {
            return nil
        }
        let values = { (name: String) in rows.map { $0[name]?.double ?? .nan } }
        let series = Series(
            times: values("position"), observed: values("observed"), fitted: values("fitted"),
            counterfactual: values("counterfactual"), low: values("low"), high: values("high"))
        let starts = (estimates.fact("starts")?.elements ?? []).compactMap { start in
            start["position"]?.double.map {
                (time: $0, label: start["time"]?.text ?? start["time"]?.double?.shortestDecimal ?? "")
            }
        }
        let inYears = estimates.fact("position.unit")?.text == "year"
        return interruptedSeries(
            series, interruptions: starts, outcome: estimates.outcome ?? "outcome",
            time: Axis(inYears ? "year" : "time", .whole))
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

    /// An effect that adds up over time, with its band, against zero.
    ///
    /// - Parameters:
    ///   - times: the times.
    ///   - effect: the sum of effects up to each time.
    ///   - low: the band's lower ends.
    ///   - high: its upper ends.
    ///   - outcome: the outcome's name.
    ///   - time: the axis of times.
    public static func cumulativeEffect(
        times: [Double], effect: [Double], low: [Double], high: [Double], outcome: String = "outcome",
        time: Axis = Axis("time", .whole)
    ) -> Picture {
        let layers = [
            Layer(.levels(y: [0]), tone: .ink), Layer(.band(x: times, low: low, high: high, .pointwise)),
            Layer(.line(x: times, y: effect)),
        ]
        let panel = Panel(x: time, y: Axis("cumulative effect on \(outcome)"), layers: layers)
        return Picture("Effect added up over time", panels: [panel])
    }
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
