import Inference

extension Picture {
    /// Power over a design quantity, a curve for each design, with the power that is wanted as a level line.
    ///
    /// - Parameters:
    ///   - x: the quantity's values (clusters, effect, correlation, …).
    ///   - curves: names and the power at each value.
    ///   - label: the quantity's name.
    ///   - wanted: the power that is wanted; nil for no line.
    public static func power(
        x: [Double], curves: [(name: String, power: [Double])], label: String, wanted: Double? = 0.8
    ) -> Picture {
        var layers: [Layer] = []
        if let wanted {
            let name = AxisNumber.inWords(wanted * 100) + " %"
            layers.append(Layer(.levels(y: [wanted]), name: name, tone: .muted, stroke: .dashed))
        }
        layers += curves.enumerated().map { index, curve in
            Layer(
                .line(x: x, y: curve.power), name: curves.count > 1 ? curve.name : nil, tone: .series(index),
                stroke: strokes[index / Palette.count % strokes.count])
        }
        let isWhole = x.allSatisfy { $0 == $0.rounded() }
        let panel = Panel(
            x: Axis(label, isWhole ? .whole : .linear), y: Axis("power", domain: 0...1.02), layers: layers)
        return Picture("Power", panels: [panel])
    }

    /// The strokes that tell series of one colour apart.
    static let strokes: [Stroke] = [.solid, .dashed, .dotted]
}
