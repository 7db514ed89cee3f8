import Distributions
import Inference

extension Picture {
    /// The effect of each period and the effect added up over time, with their intervals, from a result of `its`.
    ///
    /// - Throws: `CausalError.Code.noPicture` for a result without the effects by period.
    public static func effectsOverTime(_ estimates: Estimates) throws(CausalError) -> Picture {
        guard let found = InterruptedResult(estimates) else {
            throw CausalError(
                .noPicture, "there is no series of effects to draw",
                remedy: "Ask for it with its on one table, of up to 1000 periods.")
        }
        let rule = Layer(
            .rules(x: found.starts.map(\.time), labels: found.starts.map(\.label)), tone: .muted,
            stroke: .dashed)
        let outcome = estimates.outcome ?? "outcome"
        let share = NumberText.percent(estimates.level)
        let panels = [("effect", "effect on \(outcome)"), ("cumulative", "effect added up")].map {
            name, label in
            let layers = [
                Layer(.levels(y: [0]), tone: .ink), rule,
                Layer(
                    .band(
                        x: found.times, low: found.values(name + ".simultaneous.low"),
                        high: found.values(name + ".simultaneous.high"), .simultaneous),
                    name: "\(share) band, all times at once"),
                Layer(
                    .band(
                        x: found.times, low: found.values(name + ".low"), high: found.values(name + ".high"),
                        .pointwise), name: "\(share) interval, each time"),
                Layer(.line(x: found.times, y: found.values(name)), name: "effect"),
            ]
            return Panel(
                x: found.axis, y: Axis(label), height: 200, layers: layers.filter { !$0.mark.isEmpty })
        }
        return Picture("Effect over time, and added up", panels: panels)
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

    /// Four panels from a result of `its` that say whether its residuals are independent and normal: over time, against normal
    /// quantiles, and their autocorrelations and partial ones with ±z/√n.
    ///
    /// - Throws: `CausalError.Code.noPicture` for a result without residuals.
    public static func residualChecks(_ estimates: Estimates) throws(CausalError) -> Picture {
        guard let found = InterruptedResult(estimates), let residuals = estimates.fact("residuals"),
            let values = residuals["standardised"]?.elements?.map({ $0.double ?? .nan }),
            let places = residuals["position"]?.elements?.map({ $0.double ?? .nan }), !values.isEmpty
        else {
            throw CausalError(
                .noPicture, "there are no residuals to draw",
                remedy: "They exist for one table of up to 1000 rows, and not at the edge of stationarity.")
        }
        let what = residuals["of"]?.text ?? "residuals"
        let rule = Layer(.rules(x: found.starts.map(\.time)), tone: .muted, stroke: .dashed)
        let time = Panel(
            "over time", x: found.axis, y: Axis("standardised"), height: 170,
            layers: [Layer(.levels(y: [0]), tone: .ink), rule, Layer(.points(x: places, y: values))])
        let box = estimates.diagnostic("ljung-box")
        let correlations = [("autocorrelations", "autocorrelation"), ("partial", "partial autocorrelation")]
            .compactMap { member, label in
                (box?[member]?.elements?.map { $0.double ?? .nan }).map {
                    Picture.correlogram($0, label, count: values.count, level: estimates.level)
                }
            }
        let title = "\(what.prefix(1).uppercased())\(what.dropFirst()) of the model"
        return Picture(title, panels: [time, quantiles(values)] + correlations, columns: 2)
    }

    /// Sorted values against the normal quantiles of (i − ½)/n.
    private static func quantiles(_ values: [Double]) -> Panel {
        let sorted = values.filter(\.isFinite).sorted()
        let expected = sorted.indices.map { Normal().quantile((Double($0) + 0.5) / Double(sorted.count)) }
        return Panel(
            "against the normal distribution", x: Axis("normal quantile"), y: Axis("standardised"),
            height: 170,
            layers: [
                Layer(.slope(intercept: 0, slope: 1), tone: .muted, stroke: .dashed),
                Layer(.points(x: expected, y: sorted)),
            ])
    }

    /// Autocorrelations as bars, with the ends of what independent residuals give.
    private static func correlogram(
        _ values: [Double], _ label: String, count: Int, level: Double
    ) -> Panel {
        let end = Normal().upperQuantile((1 - level) / 2) / Double(max(1, count)).squareRoot()
        let lags = values.indices.map { Double($0 + 1) }
        return Panel(
            label, x: Axis("lag", .whole, domain: 0.3...(Double(values.count) + 0.7)), y: Axis(""),
            height: 170,
            layers: [
                Layer(.levels(y: [0]), tone: .ink),
                Layer(.levels(y: [-end, end]), tone: .series(1), stroke: .dashed),
                Layer(.bars(x: lags, y: values, width: 0.35)),
            ])
    }
}
