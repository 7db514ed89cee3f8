import Inference

extension Picture {
    /// The two-by-two comparisons behind a two-way fixed-effects estimate: each one's estimate over its weight, with
    /// the weighted sum of all as a level line (Goodman-Bacon 2021).
    ///
    /// - Parameters:
    ///   - weights: the weights, which sum to one.
    ///   - estimates: the estimates.
    ///   - types: what is compared with what, e.g. `treated vs never treated`.
    ///   - outcome: the outcome's name.
    public static func baconDecomposition(
        weights: [Double], estimates: [Double], types: [String], outcome: String? = nil
    ) -> Picture {
        var order: [String] = []
        var groups: [String: (x: [Double], y: [Double])] = [:]
        for (type, point) in zip(types, zip(weights, estimates)) {
            if groups[type] == nil { order.append(type) }
            groups[type, default: ([], [])].x.append(point.0)
            groups[type, default: ([], [])].y.append(point.1)
        }
        let total = zip(weights, estimates).map(*).reduce(0, +)
        var layers = [
            Layer(.levels(y: [0]), tone: .muted),
            Layer(
                .levels(y: [total]), name: "two-way fixed effects: " + AxisNumber.inWords(total), tone: .ink,
                stroke: .dashed),
        ]
        layers += order.enumerated().map { index, type in
            Layer(
                .points(x: groups[type]?.x ?? [], y: groups[type]?.y ?? []), name: type, tone: .series(index))
        }
        let top = (weights.filter(\.isFinite).max() ?? 0) * 1.06
        let panel = Panel(
            x: Axis("weight", domain: top > 0 ? 0...top : nil),
            y: Axis(outcome.map { "estimate (effect on \($0))" } ?? "estimate"), layers: layers)
        return Picture("What the two-way fixed-effects estimate averages", panels: [panel])
    }

    /// The same from the rows of `causal decompose`, labelled `type` and `weight`.
    ///
    /// - Throws: `CausalError.Code.noPicture` without such rows.
    public static func baconDecomposition(_ estimates: Estimates) throws(CausalError) -> Picture {
        let rows = estimates.rows.filter {
            $0.words("type") != nil && $0.number("weight") != nil && $0.isEstimated
        }
        guard !rows.isEmpty else {
            throw CausalError(.noPicture, "a decomposition's picture needs rows with a type and a weight")
        }
        return baconDecomposition(
            weights: rows.map { $0.number("weight") ?? 0 }, estimates: rows.map(\.estimate),
            types: rows.map { $0.words("type") ?? "" }, outcome: estimates.outcome)
    }
}
