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
            let name = NumberText.percent(wanted)
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

    /// The same from a result that holds curves (`power.curves`); nil for any other.
    static func power(_ estimates: Estimates) -> Picture? {
        guard let facts = estimates.fact("power.curves"), let lines = facts["curves"]?.elements,
            let values = facts["values"]?.elements?.map({ $0.double ?? .nan })
        else { return nil }
        let by = facts["by"]?.text.map { $0.count <= 3 ? $0.uppercased() : $0 } ?? ""
        let curves = lines.map { line in
            (
                name: "\(by) \((line["value"]?.double ?? .nan).shortestDecimal)",
                power: (line["power"]?.elements ?? []).map { $0.double ?? .nan }
            )
        }
        return power(
            x: values, curves: curves, label: facts["label"]?.text ?? "",
            wanted: facts["wanted"]?.double ?? estimates.fact("power.wanted")?.double ?? 0.8)
    }

    /// The strokes that tell series of one colour apart.
    static let strokes: [Stroke] = [.solid, .dashed, .dotted]
}
