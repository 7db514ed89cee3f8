import Inference

extension Picture {
    /// The decision curve (Vickers & Elkin 2006): net benefit over the threshold, with treating all and treating none.
    ///
    /// - Parameters:
    ///   - thresholds: threshold probabilities, in ascending order.
    ///   - netBenefit: the score's net benefit at each.
    ///   - treatAll: that of treating all.
    ///   - low: lower ends of intervals; empty for none.
    ///   - high: upper ends.
    public static func decisionCurve(
        thresholds: [Double], netBenefit: [Double], treatAll: [Double], low: [Double] = [],
        high: [Double] = []
    ) -> Picture {
        Picture(
            "Decision curve",
            panels: [decisionPanel(thresholds, netBenefit, treatAll, low: low, high: high)])
    }

    private static func decisionPanel(
        _ thresholds: [Double], _ netBenefit: [Double], _ treatAll: [Double], low: [Double], high: [Double]
    ) -> Panel {
        let top = (netBenefit + treatAll + high).filter(\.isFinite).max() ?? 1
        let floor = -0.15 * max(top, 1e-6)
        // Treating all falls without end: it is drawn down to the panel's floor.
        let shown = treatAll.map { $0 >= floor ? $0 : .nan }
        var layers = [Layer(.levels(y: [0]), name: "treat none", tone: .ink)]
        layers.append(Layer(.line(x: thresholds, y: shown), name: "treat all", tone: .muted, stroke: .dashed))
        if !low.isEmpty {
            layers.append(
                Layer(
                    .band(
                        x: thresholds, low: low.map { max($0, floor) }, high: high.map { max($0, floor) },
                        .pointwise),
                    tone: .series(0)))
        }
        layers.append(
            Layer(
                .line(x: thresholds, y: netBenefit.map { $0 >= floor ? $0 : .nan }),
                name: "alert by the score", tone: .series(0)))
        return Panel(
            "Net benefit", x: Axis("threshold probability"),
            y: Axis("net benefit", domain: floor...max(1.05 * top, 1e-6)), layers: layers)
    }

    /// The decision curve, and harm averted over what the alerts take with the thresholds that no other beats, from the
    /// rows of `causal alert`.
    ///
    /// - Throws: `CausalError.Code.noPicture` without rows of thresholds.
    public static func alertThresholds(_ estimates: Estimates) throws(CausalError) -> Picture {
        let rows = estimates.rows.filter { $0.term == "threshold" }
        guard !rows.isEmpty else {
            throw CausalError(.noPicture, "a picture of alerts needs rows with a threshold")
        }
        var panels: [Panel] = []
        if rows.contains(where: \.isEstimated) {
            let ends = rows.map { $0.bounds ?? Interval(.nan, .nan) }
            let hasEnds = rows.contains { $0.bounds != nil }
            panels.append(
                decisionPanel(
                    rows.map { $0.number("threshold") ?? .nan }, rows.map(\.estimate),
                    rows.map { $0.number("treat.all") ?? .nan }, low: hasEnds ? ends.map(\.low) : [],
                    high: hasEnds ? ends.map(\.high) : []))
        }
        panels.append(tradeOff(rows, estimates.rows.first { $0.term == "optimum" }))
        return Picture("Alert thresholds", panels: panels, columns: panels.count)
    }

    private static func tradeOff(_ rows: [Estimate], _ optimum: Estimate?) -> Panel {
        let measures = [
            ("alert.burden", "alerts for a clinician and day"), ("time", "hours for 1,000 patients"),
            ("workload", "alerts handled for 1,000 patients"),
        ]
        let (name, label) =
            measures.first { name, _ in rows.contains { $0.number(name) != nil } } ?? measures[2]
        func points(_ rows: [Estimate]) -> Mark {
            .points(
                x: rows.map { $0.number(name) ?? .nan }, y: rows.map { $0.number("harm.averted") ?? .nan })
        }
        let front = rows.filter { $0.labels.contains { $0.name == "pareto" && $0.value == .bool(true) } }
        let beaten = rows.filter { $0.labels.contains { $0.name == "pareto" && $0.value == .bool(false) } }
        var layers: [Layer] = []
        if !beaten.isEmpty { layers.append(Layer(points(beaten), name: "beaten by another", tone: .muted)) }
        layers.append(Layer(points(front), name: "beaten by none", tone: .series(0)))
        if let optimum, let x = optimum.number(name), let y = optimum.number("harm.averted") {
            let threshold = AxisNumber.inWords(optimum.estimate)
            layers.append(Layer(.rings(x: [x], y: [y]), name: "best: \(threshold)", tone: .series(1)))
        }
        return Panel(
            "Harm and burden", x: Axis(label), y: Axis("harm averted for 1,000 patients"), layers: layers)
    }
}
