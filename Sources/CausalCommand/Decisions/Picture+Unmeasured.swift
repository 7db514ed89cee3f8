import Causal

extension Picture {
    /// Which confounders explain a ratio away, and which its limit: the curves of Ding & VanderWeele's bounding factor, with
    /// the E-value where both ties are as strong.
    static func eValue(_ value: EValue) -> Picture {
        let top = min(1e6, 3 * value.estimate)
        let curves = [("the estimate", value.ratio as Double?), ("its limit", value.nearerLimit)]
        var layers: [Layer] = []
        for (tone, (name, ratio)) in curves.enumerated() {
            guard let ratio else { continue }
            let x = (0...400).map { 1 + (top - 1) * Double($0) / 400 }
            let y = x.map {
                value.outcomeRatio(besides: $0, of: ratio).flatMap { $0 <= top ? $0 : nil } ?? .nan
            }
            layers.append(
                Layer(
                    .line(x: x, y: y), name: "explains \(name) away", tone: .series(tone),
                    stroke: tone == 0 ? .solid : .dashed))
        }
        let marked = [value.estimate, value.limit ?? 1].filter { $0 > 1 && $0 <= top }
        layers.append(Layer(.rings(x: marked, y: marked), name: "E-values", tone: .ink))
        let panel = Panel(
            x: Axis("risk ratio of the confounder with treatment", domain: 1...max(1.01, top)),
            y: Axis("risk ratio of the confounder with the outcome", domain: 1...max(1.01, top)), height: 320,
            layers: layers)
        return Picture("Confounding that would explain the effect", panels: [panel])
    }

    /// What confounders of each strength would leave of the estimate: Cinelli & Hazlett's contours, with benchmarks.
    static func robustness(
        _ value: RobustnessValue, q: Double, benchmarks: [RobustnessBenchmark], level: Double
    ) -> Picture {
        let strengths = benchmarks.flatMap { [$0.strength.treatment, $0.strength.outcome] }
        let top = min(1, 1.25 * max(0.05, value.value(q: q), strengths.max() ?? 0))
        let x = (1...400).map { top * Double($0) / 400 }
        let curve = { (share: (Double) -> Double?) in
            x.map { x in share(min(x, 0.9999)).flatMap { $0 <= top ? $0 : nil } ?? .nan }
        }
        var layers = leftovers(value, q: q, x: x, curve)
        layers += [
            Layer(
                .line(x: x, y: curve { value.outcomeShare(besides: $0, q: q, level: level) }),
                name: "the interval reaches \(short((1 - q) * value.estimate))", tone: .series(0),
                stroke: .dotted),
            Layer(
                .line(x: x, y: curve { value.outcomeShare(besides: $0, q: q) }),
                name: "the estimate becomes \(short((1 - q) * value.estimate))", tone: .series(1),
                stroke: .dashed),
            Layer(.points(x: [0], y: [0]), tone: .ink),
        ]
        layers += benchmarkLayers(value, benchmarks, level)
        let panel = Panel(
            x: Axis("share of treatment that the confounder explains", domain: 0...top),
            y: Axis("share of the outcome that it explains", domain: 0...top), height: 320, layers: layers)
        return Picture(
            "What unmeasured confounding would leave of \(value.term)", panels: [panel],
            notes: [
                "Without such a confounder the estimate is \(short(value.estimate)); grey: what confounders of that strength would "
                    + "leave of it. Shares are of residual variance."
            ])
    }

    /// The contours of other shares of the estimate, with what is left of it where they meet the diagonal.
    private static func leftovers(
        _ value: RobustnessValue, q: Double, x: [Double], _ curve: ((Double) -> Double?) -> [Double]
    ) -> [Layer] {
        let shares = [0.25, 0.5, 0.75, 1.25, 1.5].filter { $0 != q }
        let labelled = shares.filter { value.value(q: $0) < (x.last ?? 0) }
        let places = labelled.map { value.value(q: $0) }
        return shares.map { share in
            Layer(.line(x: x, y: curve { value.outcomeShare(besides: $0, q: share) }), tone: .muted)
        } + [
            Layer(
                .texts(x: places, y: places, labelled.map { short((1 - $0) * value.estimate) }), tone: .muted)
        ]
    }

    private static func benchmarkLayers(
        _ value: RobustnessValue, _ benchmarks: [RobustnessBenchmark], _ level: Double
    ) -> [Layer] {
        let (x, y) = (benchmarks.map(\.strength.treatment), benchmarks.map(\.strength.outcome))
        // The strongest of each covariate has words; weaker ones lie on the way to it.
        let named = benchmarks.indices.filter { place in
            !benchmarks.contains {
                $0.covariate == benchmarks[place].covariate && $0.times > benchmarks[place].times
            }
        }
        let words = named.map { place in
            let left = value.adjusted(for: benchmarks[place].strength, level: level).estimate
            return "\(short(benchmarks[place].times))× \(benchmarks[place].covariate): \(short(left))"
        }
        guard !benchmarks.isEmpty else { return [] }
        return [
            Layer(.rings(x: x, y: y), name: "as strong as a covariate", tone: .series(2)),
            Layer(.texts(x: named.map { x[$0] }, y: named.map { y[$0] }, words), tone: .ink),
        ]
    }

    /// The bounds of the p-value over Γ, with the level that they cross.
    static func rosenbaum(_ bounds: RosenbaumBounds, gammas: [Double], level: Double) throws(CausalError)
        -> Picture
    {
        let limit = bounds.sensitivity(alpha: 1 - level)
        let top = max(1.5, gammas.max() ?? 1, 1.3 * min(limit ?? 1, 1e5))
        let x = (0...200).map { 1 + (top - 1) * Double($0) / 200 }
        var (low, high): ([Double], [Double]) = ([], [])
        for gamma in x {
            let pair = try bounds.pValues(gamma: gamma)
            low.append(pair.low)
            high.append(pair.high)
        }
        var layers = [
            Layer(.band(x: x, low: low, high: high, .pointwise), name: "p-values that are possible"),
            Layer(.line(x: x, y: high), name: "upper bound", tone: .series(0)),
            Layer(.levels(y: [1 - level]), name: "\(short(1 - level))", tone: .series(1), stroke: .dashed),
        ]
        if let limit, limit > 1, limit <= top {
            layers.append(
                Layer(.rings(x: [limit], y: [1 - level]), name: "Γ \(short(limit))", tone: .series(1)))
        }
        let panel = Panel(
            x: Axis("Γ, odds of treatment within a pair", domain: 1...top),
            y: Axis("one-sided p-value", domain: 0...max(0.1, min(1, 1.05 * (high.last ?? 1)))),
            layers: layers)
        return Picture("Rosenbaum's bounds", panels: [panel])
    }

    /// The estimate over the strength of selection on the unmeasured.
    static func oster(_ oster: OsterDelta, delta assumed: Double, target: Double) -> Picture {
        let reach =
            [assumed.magnitude, (oster.delta(target: target) ?? 1).magnitude, 1].filter { $0 <= 20 }.max()
            ?? 1
        let x = (0...200).map { 1.25 * reach * Double($0) / 200 }
        let y = x.map { oster.adjusted(delta: $0) ?? .nan }
        var layers = [
            Layer(.levels(y: [target]), tone: .ink),
            Layer(.line(x: x, y: y), name: "the estimate", tone: .series(0)),
            Layer(
                .rings(x: [0], y: [oster.inputs.longEstimate]), name: "with the controls", tone: .series(0)),
        ]
        if let delta = oster.delta(target: target), delta >= 0, delta <= 1.25 * reach {
            layers.append(Layer(.rings(x: [delta], y: [target]), name: "δ \(short(delta))", tone: .series(1)))
        }
        let panel = Panel(
            x: Axis("δ, selection on the unmeasured over that on the controls"), y: Axis("estimate"),
            layers: layers)
        return Picture(
            "Selection on what was not measured", panels: [panel],
            notes: ["R² if everything were measured: \(short(oster.maximumR2))."])
    }

    /// A number in a picture's words: three significant digits.
    static func short(_ value: Double) -> String {
        guard value.isFinite, value != 0 else { return value == 0 ? "0" : "–" }
        var scale = 1.0
        while value.magnitude * scale < 100, scale < 1e12 { scale *= 10 }
        let rounded = (value.magnitude * scale).rounded() / scale
        return (value < 0 ? "−" : "") + rounded.shortestDecimal
    }
}
