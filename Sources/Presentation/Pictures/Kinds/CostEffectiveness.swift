import Inference

extension Picture {
    /// The cost-effectiveness plane: draws of the difference in effect and in cost, their mean, and the line on which a
    /// unit of effect costs what one is willing to pay (Black 1990).
    ///
    /// - Parameters:
    ///   - effects: draws of the difference in effect.
    ///   - costs: draws of the difference in cost.
    ///   - willingness: what a unit of effect may cost, a line each; the first six are drawn.
    ///   - effectLabel: the effect's name and unit.
    ///   - costLabel: the cost's name and unit.
    public static func costEffectivenessPlane(
        effects: [Double], costs: [Double], willingness: [Double] = [],
        effectLabel: String = "difference in effect", costLabel: String = "difference in cost"
    ) -> Picture {
        let pairs = zip(effects, costs).filter { $0.0.isFinite && $0.1.isFinite }
        let count = Double(max(1, pairs.count))
        let mean = (pairs.map(\.0).reduce(0, +) / count, pairs.map(\.1).reduce(0, +) / count)
        var layers = [Layer(.levels(y: [0]), tone: .ink), Layer(.rules(x: [0]), tone: .ink)]
        layers.append(Layer(.points(x: pairs.map(\.0), y: pairs.map(\.1)), name: "draws", tone: .series(0)))
        for (tone, amount) in willingness.prefix(Palette.count - 1).enumerated() {
            let name = "willing to pay \(AxisNumber.inWords(amount)) a unit"
            // Clouds of strategies take the colours from the first on, amounts from the last.
            layers.append(
                Layer(
                    .slope(intercept: 0, slope: amount), name: name,
                    tone: .series(willingness.count == 1 ? 1 : Palette.count - 1 - tone), stroke: .dashed))
        }
        layers.append(Layer(.rings(x: [mean.0], y: [mean.1]), name: "mean", tone: .ink))
        // Zero belongs on both axes: the four quadrants are the point of the plane.
        layers.append(Layer(.texts(x: [0], y: [0], [""]), tone: .ink))
        let panel = Panel(x: Axis(effectLabel), y: Axis(costLabel), height: 320, layers: layers)
        let left = willingness.dropFirst(Palette.count - 1).map { AxisNumber.inWords($0) }
        return Picture(
            "Cost-effectiveness plane", panels: [panel],
            notes: left.isEmpty ? [] : ["Not drawn: a willingness to pay of \(left.joined(separator: ", "))."]
        )
    }

    /// The probability that each option is the best buy, over what one is willing to pay for a unit of effect
    /// (van Hout, Al, Gordon & Rutten 1994).
    ///
    /// - Parameters:
    ///   - willingness: what a unit of effect may cost.
    ///   - options: names and probabilities.
    ///   - label: the name and unit of the willingness to pay.
    public static func acceptability(
        willingness: [Double], options: [(name: String, probability: [Double])],
        label: String = "willingness to pay for a unit of effect"
    ) -> Picture {
        let layers = options.enumerated().map { index, option in
            Layer(
                .line(x: willingness, y: option.probability), name: options.count > 1 ? option.name : nil,
                tone: .series(index), stroke: strokes[index / Palette.count % strokes.count])
        }
        let panel = Panel(
            x: Axis(label), y: Axis("probability of being cost-effective", domain: 0...1.02), layers: layers)
        return Picture("Cost-effectiveness acceptability", panels: [panel])
    }
}
