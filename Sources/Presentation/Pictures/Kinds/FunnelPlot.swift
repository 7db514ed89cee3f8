import Inference

extension Picture {
    /// Units' outcomes over their sizes, with limits that narrow as size grows (Spiegelhalter 2005).
    ///
    /// - Parameters:
    ///   - sizes: each unit's size (its precision: cases, patients, …).
    ///   - values: each unit's outcome.
    ///   - names: each unit's name; those beyond the outer limits are named. Empty for none.
    ///   - target: the value that all are compared with.
    ///   - limits: pairs of curves, from the inner to the outer, each with its name, over `limitSizes`.
    ///   - limitSizes: the sizes at which the limits are given, in ascending order.
    ///   - sizeLabel: what the sizes count.
    ///   - valueLabel: what the values measure.
    public static func funnel(
        sizes: [Double], values: [Double], names: [String] = [], target: Double,
        limits: [(name: String, low: [Double], high: [Double])], limitSizes: [Double],
        sizeLabel: String = "size", valueLabel: String = "value"
    ) -> Picture {
        var layers = [Layer(.levels(y: [target]), name: "target", tone: .ink)]
        for (index, limit) in limits.enumerated() {
            let stroke = strokes[min(index + 1, 2)]
            for curve in [limit.low, limit.high] {
                layers.append(
                    Layer(.line(x: limitSizes, y: curve), name: limit.name, tone: .series(0), stroke: stroke))
            }
        }
        let outside = sizes.indices.filter { index in
            guard let outer = limits.last, index < values.count else { return false }
            let place = limitSizes.lastIndex { $0 <= sizes[index] } ?? 0
            guard place < outer.low.count, place < outer.high.count else { return false }
            return values[index] < outer.low[place] || values[index] > outer.high[place]
        }
        let beyond = Set(outside)
        let inside = zip(sizes.indices, values).map(\.0).filter { !beyond.contains($0) }
        layers.append(Layer(.points(x: inside.map { sizes[$0] }, y: inside.map { values[$0] }), tone: .muted))
        layers.append(
            Layer(.points(x: outside.map { sizes[$0] }, y: outside.map { values[$0] }), tone: .series(1)))
        if !names.isEmpty {
            let named = outside.filter { $0 < names.count }
            layers.append(
                Layer(
                    .texts(x: named.map { sizes[$0] }, y: named.map { values[$0] }, named.map { names[$0] }),
                    tone: .ink))
        }
        let panel = Panel(
            x: Axis(sizeLabel), y: Axis(valueLabel, domain: funnelDomain(sizes, values, limits, limitSizes)),
            height: 280, layers: layers)
        return Picture("Funnel plot", panels: [panel])
    }

    /// The values and the limits at the smallest unit: limits of smaller units would only shrink the rest.
    private static func funnelDomain(
        _ sizes: [Double], _ values: [Double], _ limits: [(name: String, low: [Double], high: [Double])],
        _ limitSizes: [Double]
    ) -> ClosedRange<Double>? {
        let smallest = sizes.filter(\.isFinite).min() ?? 0
        let place = limitSizes.firstIndex { $0 >= smallest } ?? 0
        let ends = limits.flatMap { [$0.low, $0.high] }.compactMap {
            $0.indices.contains(place) ? $0[place] : nil
        }
        let shown = (values + ends).filter(\.isFinite)
        guard let low = shown.min(), let high = shown.max(), low < high else { return nil }
        return (low - 0.05 * (high - low))...(high + 0.05 * (high - low))
    }
}
