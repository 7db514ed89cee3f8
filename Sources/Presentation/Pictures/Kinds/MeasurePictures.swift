import Inference

extension Picture {
    /// Mean scores with their intervals, and the shares of profiles: bars for all rows, a map for groups.
    static func burnout(_ estimates: Estimates) -> Picture? {
        let scores = ["exhaustion", "cynicism", "efficacy"].flatMap { term in
            estimates.rows.filter { $0.term == term }
        }
        let profiles = estimates.rows.filter { $0.term.hasPrefix("profile.") }
        guard !scores.isEmpty, !profiles.isEmpty else { return nil }
        let groups = estimates.rows.compactMap { $0.words("group") }.uniqued
        let names = profiles.map { String($0.term.dropFirst("profile.".count)) }.uniqued
        let means = intervals(scores, label: "mean score") { row in
            row.words("group").map { "\(row.term), \($0)" } ?? row.term
        }
        let latent = latentProfiles(estimates).map { [$0] } ?? []
        guard !groups.isEmpty else {
            let shares = intervals(profiles, label: "share") { String($0.term.dropFirst("profile.".count)) }
            return Picture("Burnout: scores and profiles", panels: [means, shares] + latent)
        }
        let place = { (row: Estimate) in
            (
                Double(names.firstIndex(of: String(row.term.dropFirst("profile.".count))) ?? 0),
                Double(groups.firstIndex(of: row.words("group") ?? "") ?? 0)
            )
        }
        let map = Panel(
            "Share of each profile (the darker, the fewer)",
            x: Axis("profile", .categorical(names), domain: edges(names)),
            y: Axis(estimates.fact("by")?.text ?? "group", .categorical(groups), domain: edges(groups)),
            height: max(60, 18 * Double(groups.count)),
            layers: [
                Layer(
                    .cells(
                        x: profiles.map { place($0).0 }, y: profiles.map { place($0).1 },
                        values: profiles.map(\.estimate)))
            ])
        return groups.count > 30
            ? Picture("Burnout: profiles", panels: [map] + latent)
            : Picture("Burnout: scores and profiles", panels: [means, map] + latent)
    }

    /// The mean scores of classes that were found: a line for each; nil when none were looked for.
    private static func latentProfiles(_ estimates: Estimates) -> Panel? {
        let shares = estimates.rows.filter { $0.words("classes") != nil || $0.number("classes") != nil }
        let scores = ["exhaustion", "cynicism", "efficacy"]
        guard !shares.isEmpty else { return nil }
        let layers = shares.enumerated().flatMap { tone, share -> [Layer] in
            let means = scores.map { score in
                estimates.rows.first { $0.term == "\(share.term).\(score)" }?.estimate ?? .nan
            }
            let percent = AxisNumber.inWords((share.estimate * 1000).rounded() / 10)
            let name = "\(share.term.dropFirst("latent.".count)) (\(percent) %)"
            let places = means.indices.map(Double.init)
            return [
                Layer(.line(x: places, y: means), name: name, tone: .series(tone)),
                Layer(.points(x: places, y: means), name: name, tone: .series(tone)),
            ]
        }
        return Panel(
            "Classes found, with their shares", x: Axis("", .categorical(scores), domain: edges(scores)),
            y: Axis("mean score"), height: 220, layers: layers)
    }

    /// Effort–reward ratios against balance.
    static func effortReward(_ estimates: Estimates) -> Picture? {
        let ratios = estimates.rows.filter { $0.term == "ratio" }
        guard !ratios.isEmpty else { return nil }
        let balance = estimates.fact("threshold")?.double ?? 1
        let panel = intervals(ratios, label: "effort–reward ratio", rule: balance) {
            $0.words("group") ?? "all"
        }
        return Picture("Effort–reward imbalance", panels: [panel])
    }

    /// Paths and effects with their intervals, products' too.
    static func paths(_ estimates: Estimates) -> Picture? {
        let rows = estimates.rows.filter {
            $0.isEstimated && $0.interval.low.isFinite && $0.interval.high.isFinite
        }
        guard !rows.isEmpty else { return nil }
        let title = estimates.command == "mediation" ? "Paths of mediation" : "Job demands and resources"
        // A share of an effect is no effect: on one axis with them it would squeeze them into dots.
        let isShare = { (row: Estimate) in row.term.hasSuffix("share mediated") }
        let shares = rows.filter(isShare)
        let panels = [intervals(rows.filter { !isShare($0) }, label: "estimate", rule: 0) { $0.term }]
        return Picture(
            title,
            panels: panels
                + (shares.isEmpty
                    ? [] : [intervals(shares, label: "share of the effect", rule: 0) { $0.term }]))
    }

    private static func intervals(
        _ rows: [Estimate], label: String, rule: Double? = nil, _ name: (Estimate) -> String
    ) -> Panel {
        let shown = Array(rows.prefix(mostCoefficients))
        let places = shown.indices.map(Double.init)
        let share = NumberText.percent(shown.first?.level ?? 0.95)
        var layers = [
            Layer(
                .spans(
                    y: places, low: shown.map { $0.hasError ? $0.interval.low : .nan },
                    high: shown.map { $0.hasError ? $0.interval.high : .nan }, .pointwise),
                name: shown.contains(where: \.hasError) ? "\(share) interval" : nil),
            Layer(.points(x: shown.map(\.estimate), y: places)),
        ]
        if let rule { layers.insert(Layer(.rules(x: [rule]), tone: .ink), at: 0) }
        return Panel(
            x: Axis(label), y: Axis("", .categorical(shown.map(name))),
            height: max(60, 20 * Double(shown.count) + 10), layers: layers)
    }

    private static func edges(_ names: [String]) -> ClosedRange<Double> {
        -0.5...(Double(max(1, names.count)) - 0.5)
    }
}
