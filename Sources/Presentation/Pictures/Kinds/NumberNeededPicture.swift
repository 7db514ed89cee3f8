import Inference

extension Picture {
    /// A number needed to treat on the scale of its risk difference, where infinity is an ordinary place (Altman 1998); beside
    /// it, where money was given, what a case prevented costs against what it saves.
    ///
    /// - Parameter estimates: a result of `causal nnt`.
    /// - Throws: `CausalError.Code.noPicture` without the row `arr`.
    public static func numberNeeded(_ estimates: Estimates) throws(CausalError) -> Picture {
        guard let row = estimates.rows.first(where: { $0.term == "arr" && $0.isEstimated }) else {
            throw CausalError(.noPicture, "a number needed to treat is drawn from the row arr")
        }
        let percent = NumberText.percent(row.level) + " interval"
        let ends = [row.interval.low, row.interval.high].filter(\.isFinite)
        let marks = [row.estimate] + ends
        var layers = [
            Layer(.rules(x: [0], labels: ["∞ (no effect)"]), tone: .ink),
            Layer(.points(x: [row.estimate], y: [0]), name: "estimate"),
            Layer(.texts(x: marks, y: marks.map { _ in -0.25 }, marks.map(numberNeeded)), tone: .ink),
        ]
        if ends.count == 2 {
            layers.append(
                Layer(.spans(y: [0], low: [ends[0]], high: [ends[1]], .pointwise), name: percent))
        }
        let effect = Panel(
            x: Axis("absolute risk reduction (benefit to the right)"),
            y: Axis("", .categorical([""]), domain: -0.5...0.5),
            height: 70,
            layers: layers)
        return Picture("Number needed to treat", panels: [effect] + money(estimates))
    }

    /// `NNTB 13`: the number of a reduction.
    private static func numberNeeded(_ reduction: Double) -> String {
        guard reduction != 0 else { return "∞" }
        return (reduction > 0 ? "NNTB " : "NNTH ") + NumberText.significant(1 / reduction.magnitude, 3)
    }

    private static func money(_ estimates: Estimates) -> [Panel] {
        guard let cost = estimates.rows.first(where: { $0.term == "cost.per.case" && $0.isEstimated }) else {
            return []
        }
        var layers = [Layer(.points(x: [cost.estimate], y: [0]))]
        if cost.interval.low.isFinite, cost.interval.high.isFinite {
            layers.append(
                Layer(.spans(y: [0], low: [cost.interval.low], high: [cost.interval.high], .pointwise)))
        }
        if let saving = estimates.fact("saving.per.case")?.double {
            layers.insert(Layer(.rules(x: [saving], labels: ["what a case saves"]), tone: .series(1)), at: 0)
        }
        return [
            Panel(
                x: Axis("cost of a case prevented"), y: Axis("", .categorical([""]), domain: -0.5...0.5),
                height: 70, layers: layers)
        ]
    }
}
