import Inference

// Policies and units judged by several aims, drawn from rows.
extension Picture {
    /// Each aim's effects in units of their standard errors, up as better, policies side by side; nil without effects.
    static func quadrupleAim(_ estimates: Estimates) -> Picture? {
        let rows = estimates.rows.filter { $0.words("aim") != nil }
        let (aims, policies) = (rows.compactMap { $0.words("aim") }.uniqued, rows.map(\.term).uniqued)
        guard estimates.command == "quadruple-aim", !rows.isEmpty else { return nil }
        let z = Normal().upperQuantile((1 - estimates.level) / 2)
        let count = Double(policies.count)
        var layers = [Layer(.rules(x: [0]), tone: .ink)]
        for (index, policy) in policies.enumerated() {
            let own = rows.filter { $0.term == policy && $0.isTestable }
            let gains = own.map { ($0.words("better") == "higher" ? 1 : -1) * $0.statistic }
            let y = own.map { row in
                Double(aims.firstIndex(of: row.words("aim") ?? "") ?? 0)
                    + (Double(index) - (count - 1) / 2) * 0.6 / count
            }
            layers += [
                Layer(
                    .spans(y: y, low: gains.map { $0 - z }, high: gains.map { $0 + z }, .pointwise),
                    name: policy, tone: .series(index)),
                Layer(.points(x: gains, y: y), tone: .series(index)),
            ]
        }
        let panel = Panel(
            x: Axis("standard errors better than no change"), y: Axis("", .categorical(aims)),
            height: max(80, Double(aims.count) * (20 + 14 * count)), layers: layers)
        return Picture("Effects by aim", panels: [panel])
    }

    /// The scores, best first, as sums of what each measure adds; nil without them.
    static func scorecard(_ estimates: Estimates) -> Picture? {
        let all = estimates.rows.filter { $0.term == "score" }
        guard let parts = estimates.fact("parts"), !all.isEmpty else { return nil }
        let rows = all.prefix(60)
        let places = rows.indices.map { Double($0 - rows.startIndex) }
        var layers = [Layer(.rules(x: [0]), tone: .ink)]
        for (tone, measure) in parts.entries.enumerated() {
            layers.append(
                Layer(
                    .points(x: parts.numbers(measure.name), y: places), name: measure.name,
                    tone: .series(tone)))
        }
        layers.append(Layer(.rings(x: rows.map(\.estimate), y: places), name: "score", tone: .ink))
        let panel = Panel(
            x: Axis("what each measure adds (standard deviations × weight)"),
            y: Axis("", .categorical(rows.map { $0.words("unit") ?? "" })),
            height: max(80, 18 * Double(rows.count)), layers: layers)
        return Picture(
            "Scorecard", panels: [panel],
            notes: all.count > rows.count ? ["The first \(rows.count) of \(all.count) units."] : [])
    }

    /// The bounds of alpha spending over the share of information; nil without them.
    static func sequentialBounds(_ estimates: Estimates) -> Picture? {
        let rows = estimates.rows.filter { $0.term == "bound" }
        guard estimates.command == "alpha-spending", !rows.isEmpty else { return nil }
        let information = rows.map { $0.number("information") ?? .nan }
        let upper = rows.map(\.estimate)
        let sides = estimates.fact("sides")?.integer == 2 ? [upper, upper.map { -$0 }] : [upper]
        let layers = sides.enumerated().flatMap { side, bounds in
            [
                Layer(.line(x: information, y: bounds), name: side == 0 ? "bound" : nil, tone: .series(0)),
                Layer(.points(x: information, y: bounds), tone: .series(0)),
            ]
        }
        let panel = Panel(
            x: Axis("share of the information", domain: 0...1), y: Axis("statistic (z)"),
            layers: [Layer(.levels(y: [0]), tone: .muted)] + layers)
        return Picture("Bounds at each look", panels: [panel])
    }

    /// Options on the plane of effect and cost, with the frontier through those that are efficient; nil without options.
    static func efficiencyFrontier(_ estimates: Estimates) -> Picture? {
        let rows = estimates.rows.filter { $0.words("strategy") != nil && $0.words("status") != nil }
        guard estimates.command == "strategies", !rows.isEmpty else { return nil }
        let (x, y) = (rows.map { $0.number("effect") ?? .nan }, rows.map { $0.number("cost") ?? .nan })
        let order = (estimates.fact("frontier")?.elements ?? []).compactMap(\.text).compactMap { name in
            rows.firstIndex { $0.words("strategy") == name }
        }
        var layers = [
            Layer(.line(x: order.map { x[$0] }, y: order.map { y[$0] }), name: "frontier", tone: .series(0))
        ]
        let names = [
            ("efficient", "on the frontier"), ("dominated", "dominated"),
            ("extendedly-dominated", "dominated by a mixture"),
        ]
        let statuses = names.map(\.0) + rows.compactMap { $0.words("status") }
        for (tone, status) in statuses.uniqued.enumerated() {
            let own = rows.indices.filter { rows[$0].words("status") == status }
            guard !own.isEmpty else { continue }
            layers.append(
                Layer(
                    .points(x: own.map { x[$0] }, y: own.map { y[$0] }),
                    name: names.first { $0.0 == status }?.1 ?? status, tone: .series(tone)))
        }
        if rows.count <= 20 {
            layers.append(Layer(.texts(x: x, y: y, rows.map { $0.words("strategy") ?? "" }), tone: .ink))
        }
        let panel = Panel(x: Axis("effect"), y: Axis("cost"), height: 300, layers: layers)
        return Picture("Efficiency frontier", panels: [panel])
    }
}
