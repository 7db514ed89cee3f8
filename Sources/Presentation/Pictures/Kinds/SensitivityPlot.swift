import Inference

extension Picture {
    /// Robust confidence intervals by how far trends may depart from parallel, with the usual interval at the left
    /// (Rambachan & Roth 2023).
    ///
    /// - Parameters:
    ///   - bounds: M or M̄, in ascending order.
    ///   - low: the intervals' lower ends; infinite where there is none.
    ///   - high: their upper ends.
    ///   - original: the interval under parallel trends.
    ///   - boundLabel: what the bounds measure.
    ///   - effectLabel: what the intervals are for.
    public static func sensitivity(
        bounds: [Double], low: [Double], high: [Double], original: Interval? = nil,
        boundLabel: String = "greatest departure from parallel trends", effectLabel: String = "effect"
    ) -> Picture {
        let names = (original == nil ? [] : ["parallel"]) + bounds.map { AxisNumber.inWords($0) }
        let first = original == nil ? 0 : 1
        let places = bounds.indices.map { Double($0 + first) }
        var layers = [Layer(.levels(y: [0]), tone: .ink)]
        if let original {
            layers.append(
                Layer(
                    .intervals(x: [0], low: [original.low], high: [original.high], .simultaneous),
                    name: "under parallel trends", tone: .series(1)))
        }
        layers.append(
            Layer(
                .intervals(x: places, low: low, high: high, .simultaneous), name: "robust interval",
                tone: .series(0)))
        if let breakdown = zip(bounds, zip(low, high)).first(where: { $0.1.0 <= 0 && $0.1.1 >= 0 }) {
            let note = "The interval first holds zero at \(AxisNumber.inWords(breakdown.0))."
            return Picture(
                "Sensitivity to departures from parallel trends",
                panels: [
                    Panel(x: Axis(boundLabel, .categorical(names)), y: Axis(effectLabel), layers: layers)
                ],
                notes: [note])
        }
        return Picture(
            "Sensitivity to departures from parallel trends",
            panels: [Panel(x: Axis(boundLabel, .categorical(names)), y: Axis(effectLabel), layers: layers)])
    }

    /// The same from the rows of `causal sensitivity`, labelled `bound`.
    ///
    /// - Throws: `CausalError.Code.noPicture` without such rows.
    public static func sensitivity(_ estimates: Estimates) throws(CausalError) -> Picture {
        let rows = estimates.rows.filter { $0.number("bound") != nil }
        guard !rows.isEmpty else {
            throw CausalError(.noPicture, "a sensitivity picture needs rows with a bound")
        }
        // Robust intervals are not symmetric, so that a row may carry its own ends.
        let ends = rows.map { row in
            Interval(row.number("conf.low") ?? row.interval.low, row.number("conf.high") ?? row.interval.high)
        }
        return sensitivity(
            bounds: rows.map { $0.number("bound") ?? 0 }, low: ends.map(\.low), high: ends.map(\.high),
            original: estimates.rows.first { $0.term == "original" && $0.hasError }?.interval,
            effectLabel: estimates.effectLabel)
    }
}
