import Inference

extension Picture {
    /// An event study: effects by time since the start, with pointwise intervals, simultaneous ones where the result
    /// has them, the reference periods as rings at zero, and the time after the start shaded.
    ///
    /// - Parameter estimates: rows with the label `event`; the fact `reference` names the reference periods.
    /// - Throws: `CausalError.Code.noPicture` without such rows.
    public static func eventStudy(_ estimates: Estimates) throws(CausalError) -> Picture {
        var points = EstimatePoints()
        let rows = estimates.rows.filter { $0.number("event") != nil && $0.isEstimated }
            .sorted { $0.number("event") ?? 0 < $1.number("event") ?? 0 }
        for row in rows { points.add(row, at: row.number("event") ?? 0) }
        guard !points.x.isEmpty else {
            throw CausalError(.noPicture, "an event study's picture needs estimated rows with an event time")
        }
        let shown = Set(points.x)
        let references = estimates.references.filter { !shown.contains($0) }
        let places = points.x + references
        let last = places.max() ?? 0
        var layers: [Layer] = []
        if last >= 0 { layers.append(Layer(.region(from: -0.5, to: last + 0.7), tone: .ink)) }
        layers += [
            Layer(.levels(y: [0]), tone: .ink),
            Layer(.rules(x: [-0.5], labels: ["start"]), tone: .muted, stroke: .dashed),
        ]
        layers += points.layers(.series(0), level: estimates.level, named: true, dense: rows.count > 90)
        if !references.isEmpty {
            layers.append(
                Layer(
                    .rings(x: references, y: references.map { _ in 0 }), name: "reference", tone: .series(0)))
        }
        let first = min(places.min() ?? 0, -0.5)
        let panel = Panel(
            x: Axis("periods since the start", .whole, domain: (first - 0.7)...(max(last, -0.5) + 0.7)),
            y: Axis(estimates.effectLabel), layers: layers)
        return Picture("Effects by time since the start", panels: [panel])
    }
}

extension Estimates {
    /// The event times that effects are relative to.
    var references: [Double] {
        let fact = fact("reference")
        return fact?.elements?.compactMap(\.double) ?? fact?.double.map { [$0] } ?? []
    }
}
