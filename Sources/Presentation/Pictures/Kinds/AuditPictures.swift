import Inference

extension Picture {
    /// The picture of a funnel, a chart, a loop, a measure or a reservoir; nil for other results.
    static func auditOrMeasure(_ estimates: Estimates) -> Picture? {
        switch estimates.command {
        case "funnel": funnel(estimates)
        case "control-chart": controlChart(estimates)
        case "feedback-loop", "feedback-gain": feedbackLoop(estimates)
        case "reservoir": reservoir(estimates)
        case "burnout": burnout(estimates)
        case "effort-reward": effortReward(estimates)
        case "mediation", "demands-resources": paths(estimates)
        default: nil
        }
    }

    private static func funnel(_ estimates: Estimates) -> Picture? {
        guard let curves = estimates.fact("curves")?.elements, !curves.isEmpty else { return nil }
        let column = { (index: Int) in
            curves.map { $0.elements.flatMap { index < $0.count ? $0[index].double : nil } ?? .nan }
        }
        let percent = { (name: String) in
            NumberText.percent(estimates.fact(name)?.double ?? 0) + " limits"
        }
        var picture = funnel(
            sizes: estimates.rows.map { $0.number("size") ?? .nan }, values: estimates.rows.map(\.estimate),
            names: estimates.rows.map(\.term), target: estimates.fact("benchmark")?.double ?? .nan,
            limits: [
                (name: percent("level.inner"), low: column(1), high: column(2)),
                (name: percent("level.outer"), low: column(3), high: column(4)),
            ], limitSizes: column(0), sizeLabel: estimates.fact("size")?.text ?? "size",
            valueLabel: estimates.outcome ?? "value")
        if let kind = estimates.fact("overdispersion")?.text, kind != "none" {
            picture.notes.append("Limits allow for scatter between units (\(kind)).")
        }
        return picture
    }

    private static func controlChart(_ estimates: Estimates) -> Picture? {
        let rows = estimates.rows
        let times = rows.map { $0.number("time") ?? .nan }
        let column = { (name: String) in rows.map { $0.number(name) ?? .nan } }
        let lower = column("lower")
        let isTwoSided = lower.contains(where: \.isFinite)
        let isNamed = zip(rows, times).contains { Double($0.term) != $1 }
        let isWhole = times.allSatisfy { $0 == $0.rounded() }
        let name = estimates.fact("time")?.text ?? "time"
        let axis = Axis(
            isNamed && name != "order" ? "\(name), in order" : name, isWhole ? .whole : .linear)
        var picture = controlChart(
            times: times, values: rows.map(\.estimate), centre: column("centre"), low: column("low"),
            high: column("high"),
            signals: rows.indices.filter { index in
                let rules = rows[index].words("signal") ?? ""
                return isTwoSided ? rules.contains("1") : !rules.isEmpty
            },
            valueLabel: estimates.outcome ?? "value", time: axis)
        if isTwoSided {
            let beyond = rows.indices.filter { rows[$0].words("signal")?.contains("2") == true }
            picture.panels[0].layers += [
                Layer(.line(x: times, y: lower), tone: .muted),
                Layer(
                    .points(x: beyond.map { times[$0] }, y: beyond.map { lower[$0] }),
                    name: beyond.isEmpty ? nil : "signal", tone: .series(1)),
            ]
            picture.panels[0].y.label = "cumulative sum of \(estimates.outcome ?? "values"), in SD"
        }
        picture.panels[0].layers = picture.panels[0].layers.filter { !$0.mark.isEmpty }
        picture.title = chartTitles[estimates.fact("estimator")?.text ?? ""] ?? "Control chart"
        return picture
    }

    private static let chartTitles = [
        "run-chart": "Run chart", "cusum-chart": "Cumulative sums",
        "risk-adjusted-cusum-chart": "Risk-adjusted cumulative sum",
        "ewma-chart": "Exponentially weighted moving average",
    ]

    private static func feedbackLoop(_ estimates: Estimates) -> Picture? {
        guard let path = estimates.fact("path")?.elements?.map({ $0.double ?? .nan }) else { return nil }
        let noisy = estimates.fact("noisy.path")?.elements?.map { $0.double ?? .nan } ?? []
        let benchmark = estimates.fact("benchmark")?.double ?? .nan
        var layers = [Layer(.levels(y: [benchmark]), name: "benchmark", tone: .ink, stroke: .dashed)]
        if !noisy.isEmpty {
            layers.append(
                Layer(.line(x: noisy.indices.map(Double.init), y: noisy), name: "with chance", tone: .muted))
        }
        let observed = estimates.fact("observed")?.elements?.map { $0.double ?? .nan } ?? []
        if !observed.isEmpty {
            layers.append(
                Layer(
                    .points(x: observed.indices.map(Double.init), y: observed), name: "observed mean",
                    tone: .series(1)))
        }
        let name = observed.isEmpty ? "without chance" : "the loop with these numbers"
        layers.append(
            Layer(.line(x: path.indices.map(Double.init), y: path), name: name, tone: .series(0)))
        let panel = Panel(
            x: Axis(observed.isEmpty ? "period" : "period since feedback began", .whole),
            y: Axis(estimates.outcome ?? "performance"), layers: layers)
        return Picture("Audit and feedback over time", panels: [panel])
    }

    private static func reservoir(_ estimates: Estimates) -> Picture? {
        guard let path = estimates.fact("path")?.elements?.map({ $0.double ?? .nan }) else { return nil }
        let points = { (term: String) in estimates.rows.filter { $0.term == term }.map(\.estimate) }
        let capacity = estimates.fact("capacity")?.double ?? 1
        var layers = [
            Layer(.levels(y: points("fixed.point")), name: "fixed point", tone: .ink, stroke: .dotted),
            Layer(
                .levels(y: points("tipping.point")), name: "tipping point", tone: .series(1), stroke: .dashed),
        ].filter { !$0.mark.isEmpty }
        if let exhausted = estimates.fact("exhausted")?.double, exhausted > 0 {
            layers.append(Layer(.levels(y: [exhausted]), name: "exhausted", tone: .series(1)))
        }
        layers.append(
            Layer(.line(x: path.indices.map(Double.init), y: path), name: "level", tone: .series(0)))
        let panel = Panel(
            x: Axis("day", .whole), y: Axis("level of the reservoir", domain: 0...(1.02 * capacity)),
            layers: layers)
        return Picture("Reservoir of capacity", panels: [panel])
    }
}
