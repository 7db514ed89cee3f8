import Inference

// How strong unmeasured confounding would have to be: drawn from the rows and the fact `curve` of `causal unmeasured`.
extension Picture {
    /// The picture of an analysis of unmeasured confounding; nil for any other result.
    static func unmeasured(_ estimates: Estimates) -> Picture? {
        guard estimates.command == "unmeasured", let curve = estimates.fact("curve") else { return nil }
        return switch estimates.fact("estimator")?.text {
        case "e-value": eValue(estimates, curve)
        case "robustness-value": robustness(estimates, curve)
        case "rosenbaum-bounds": rosenbaum(estimates, curve)
        case "oster": oster(estimates, curve)
        default: nil
        }
    }

    /// Which confounders explain a ratio away, and which its limit: the curves of Ding & VanderWeele's bounding factor, with
    /// the E-value where both ties are as strong.
    private static func eValue(_ estimates: Estimates, _ curve: JSONValue) -> Picture {
        let x = curve.numbers("treatment")
        let top = max(1.01, x.last ?? 1)
        let curves = [("estimate", "the estimate"), ("limit", "its limit")]
        var layers = curves.enumerated().map { tone, names in
            Layer(
                .line(x: x, y: curve.numbers(names.0)), name: "explains \(names.1) away", tone: .series(tone),
                stroke: tone == 0 ? .solid : .dashed)
        }
        let marked = ["e.value", "e.value.limit"].map(estimates.value).filter { $0 > 1 && $0 <= top }
        layers.append(Layer(.rings(x: marked, y: marked), name: "E-values", tone: .ink))
        let panel = Panel(
            x: Axis("risk ratio of the confounder with treatment", domain: 1...top),
            y: Axis("risk ratio of the confounder with the outcome", domain: 1...top), height: 320,
            layers: layers.filter { !$0.mark.isEmpty })
        return Picture("Confounding that would explain the effect", panels: [panel])
    }

    /// What confounders of each strength would leave of the estimate: Cinelli & Hazlett's contours, with benchmarks.
    private static func robustness(_ estimates: Estimates, _ curve: JSONValue) -> Picture {
        let x = curve.numbers("treatment")
        let top = x.last ?? 1
        let left = AxisNumber.inWords(curve["left"]?.double ?? 0)
        let others = curve["others"]?.elements ?? []
        let labelled = others.filter { $0["diagonal"]?.double ?? top < top }
        let places = labelled.map { $0["diagonal"]?.double ?? .nan }
        let words = labelled.map { AxisNumber.inWords($0["left"]?.double ?? 0) }
        let layers =
            others.map { Layer(.line(x: x, y: $0.numbers("outcome")), tone: .muted) } + [
                Layer(.texts(x: places, y: places, words), tone: .muted),
                Layer(
                    .line(x: x, y: curve.numbers("interval")), name: "the interval reaches \(left)",
                    tone: .series(0), stroke: .dotted),
                Layer(
                    .line(x: x, y: curve.numbers("estimate")), name: "the estimate becomes \(left)",
                    tone: .series(1), stroke: .dashed),
                Layer(.points(x: [0], y: [0]), tone: .ink),
            ] + benchmarks(estimates)
        // A little below zero, so that rings at the edge are whole.
        let domain = -0.02 * top...top
        let panel = Panel(
            x: Axis("share of treatment that the confounder explains", domain: domain),
            y: Axis("share of the outcome that it explains", domain: domain), height: 320,
            layers: layers.filter { !$0.mark.isEmpty })
        let estimate = AxisNumber.inWords(estimates.value("estimate"))
        return Picture(
            "What unmeasured confounding would leave of \(estimates.fact("term")?.text ?? "the estimate")",
            panels: [panel],
            notes: [
                "Without such a confounder the estimate is \(estimate); grey: what confounders of that strength would "
                    + "leave of it. Shares are of residual variance."
            ])
    }

    private static func benchmarks(_ estimates: Estimates) -> [Layer] {
        let rows = estimates.rows.filter { $0.term == "adjusted" && $0.words("benchmark") != nil }
        // The strongest of each covariate has words; weaker ones lie on the way to it.
        let named = rows.filter { row in
            !rows.contains {
                $0.words("benchmark") == row.words("benchmark")
                    && $0.number("times") ?? 0 > row.number("times") ?? 0
            }
        }
        let place = { (row: Estimate, name: String) in row.number(name) ?? .nan }
        let words = named.map { row in
            "\(AxisNumber.inWords(place(row, "times")))× \(row.words("benchmark") ?? ""): \(AxisNumber.inWords(row.estimate))"
        }
        guard !rows.isEmpty else { return [] }
        return [
            Layer(
                .rings(x: rows.map { place($0, "r2.treatment") }, y: rows.map { place($0, "r2.outcome") }),
                name: "as strong as a covariate", tone: .series(2)),
            Layer(
                .texts(
                    x: named.map { place($0, "r2.treatment") }, y: named.map { place($0, "r2.outcome") },
                    words),
                tone: .ink),
        ]
    }

    /// The bounds of the p-value over Γ, with the level that they cross.
    private static func rosenbaum(_ estimates: Estimates, _ curve: JSONValue) -> Picture {
        let (x, low, high) = (curve.numbers("gamma"), curve.numbers("low"), curve.numbers("high"))
        let alpha = estimates.rows.first { $0.term == "gamma" }?.number("alpha") ?? 0.05
        let (limit, top) = (estimates.value("gamma"), x.last ?? 1.5)
        var layers = [
            Layer(.band(x: x, low: low, high: high, .pointwise), name: "p-values that are possible"),
            Layer(.line(x: x, y: high), name: "upper bound", tone: .series(0)),
            Layer(.levels(y: [alpha]), name: AxisNumber.inWords(alpha), tone: .series(1), stroke: .dashed),
        ]
        if limit > 1, limit <= top {
            layers.append(
                Layer(
                    .rings(x: [limit], y: [alpha]), name: "Γ \(AxisNumber.inWords(limit))", tone: .series(1)))
        }
        let panel = Panel(
            x: Axis("Γ, odds of treatment within a pair", domain: 1...top),
            y: Axis("one-sided p-value", domain: 0...max(0.1, min(1, 1.05 * (high.last ?? 1)))),
            layers: layers)
        return Picture("Rosenbaum's bounds", panels: [panel])
    }

    /// The estimate over the strength of selection on the unmeasured.
    private static func oster(_ estimates: Estimates, _ curve: JSONValue) -> Picture {
        let (x, delta) = (curve.numbers("delta"), estimates.value("delta"))
        let target = estimates.rows.first { $0.term == "delta" }?.number("target") ?? 0
        var layers = [
            Layer(.levels(y: [target]), tone: .ink),
            Layer(.line(x: x, y: curve.numbers("estimate")), name: "the estimate", tone: .series(0)),
            Layer(
                .rings(x: [0], y: [estimates.value("controlled")]), name: "with the controls",
                tone: .series(0)),
        ]
        if delta >= 0, delta <= x.last ?? 0 {
            layers.append(
                Layer(
                    .rings(x: [delta], y: [target]), name: "δ \(AxisNumber.inWords(delta))", tone: .series(1))
            )
        }
        let panel = Panel(
            x: Axis("δ, selection on the unmeasured over that on the controls"), y: Axis("estimate"),
            layers: layers.filter { !$0.mark.isEmpty })
        let most = AxisNumber.inWords(estimates.fact("maximum.r.squared")?.double ?? .nan)
        return Picture(
            "Selection on what was not measured", panels: [panel],
            notes: ["R² if everything were measured: \(most)."])
    }
}
