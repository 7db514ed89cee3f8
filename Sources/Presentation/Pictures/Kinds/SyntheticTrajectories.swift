import Inference

extension Picture {
    /// Synthetic difference-in-differences: the treated and the synthetic control over time, with the weights of
    /// control units beside and of periods below (Arkhangelsky, Athey, Hirshberg, Imbens & Wager 2021).
    ///
    /// - Parameters:
    ///   - periods: the periods.
    ///   - treated: the treated units' mean, one a period.
    ///   - synthetic: the synthetic control's, one a period.
    ///   - start: the first treated period.
    ///   - units: names and weights of the control units; the twelve with the greatest weights are shown.
    ///   - periodWeights: the weight of each period before the start, in order; empty for none.
    ///   - outcome: the outcome's name.
    public static func syntheticTrajectories(
        periods: [Double], treated: [Double], synthetic: [Double], start: Double,
        units: [(name: String, weight: Double)], periodWeights: [Double] = [], outcome: String = "outcome"
    ) -> Picture {
        let time = Axis("period", .whole, domain: ends(periods))
        let rule = Layer(
            .rules(x: [start - 0.5], labels: ["start"]), tone: .muted, stroke: .dashed)
        var panels = [
            Panel(
                x: periodWeights.isEmpty ? time : Axis("", .whole, domain: time.domain), y: Axis(outcome),
                layers: [
                    rule, Layer(.line(x: periods, y: synthetic), name: "synthetic control", tone: .series(0)),
                    Layer(.line(x: periods, y: treated), name: "treated", tone: .series(1)),
                ])
        ]
        if !periodWeights.isEmpty {
            panels.append(
                Panel(
                    x: time, y: Axis("weight of the period"), height: 60,
                    layers: [
                        Layer(.rules(x: [start - 0.5]), tone: .muted, stroke: .dashed),
                        Layer(.bars(x: periods, y: periodWeights), tone: .muted),
                    ]))
        }
        let heavy = units.filter { $0.weight > 0 }.sorted { $0.weight > $1.weight }.prefix(12)
        if !heavy.isEmpty {
            let places = heavy.indices.map { Double($0) }
            panels.append(
                Panel(
                    "Weights of control units", x: Axis("weight"),
                    y: Axis("", .categorical(heavy.map(\.name))),
                    height: 17 * Double(heavy.count) + 6,
                    layers: [
                        Layer(
                            .spans(
                                y: places, low: places.map { _ in 0 }, high: heavy.map(\.weight), .pointwise),
                            tone: .series(0)),
                        Layer(.points(x: heavy.map(\.weight), y: places), tone: .series(0)),
                    ]))
        }
        let rest = units.filter { $0.weight > 0 }.count - heavy.count
        return Picture(
            "Treated and synthetic control", panels: panels,
            notes: rest > 0 ? ["\(rest) further control units have smaller weights."] : [])
    }

    /// The same from a result of synthetic difference-in-differences with one cohort; nil for any other.
    static func syntheticTrajectories(_ estimates: Estimates) -> Picture? {
        guard estimates.fact("estimator")?.text == "synthetic",
            let rows = estimates.fact("trajectories")?.elements, let start = estimates.fact("start"),
            !rows.isEmpty
        else { return nil }
        let names = rows.map { $0["period"] ?? .null }
        let numbers = names.compactMap(\.double)
        let periods = numbers.count == names.count ? numbers : names.indices.map { Double($0 + 1) }
        let place = names.firstIndex(of: start).map { periods[$0] } ?? start.double ?? .nan
        let values = { (name: String) in rows.map { $0[name]?.double ?? .nan } }
        let listed = { (name: String, kind: String) in
            (estimates.fact(name)?.elements ?? []).compactMap { entry in
                entry["weight"]?.double.map { (name: entry[kind] ?? .null, weight: $0) }
            }
        }
        let times = listed("time.weights", "period")
        return syntheticTrajectories(
            periods: periods, treated: values("treated"), synthetic: values("synthetic"), start: place,
            units: listed("unit.weights", "unit").map { ($0.name.text ?? "\($0.name)", $0.weight) },
            periodWeights: times.isEmpty
                ? [] : names.map { name in times.first { $0.name == name }?.weight ?? 0 },
            outcome: estimates.outcome ?? "outcome")
    }

    /// The first and the last of some places, with half a unit of room.
    static func ends(_ places: [Double]) -> ClosedRange<Double>? {
        guard let low = places.filter(\.isFinite).min(), let high = places.filter(\.isFinite).max() else {
            return nil
        }
        return (low - 0.6)...(high + 0.6)
    }
}
