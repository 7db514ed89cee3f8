import Inference

/// The names of layers with their signs as a small view of its own above the panels: Vega-Lite's own legend shows one sign
/// for bands, intervals and lines of any stroke.
struct VegaLiteLegend {
    private let entries: [PictureLegend.Entry]
    private let width: Double
    private let height: Double

    /// Nil for a picture without names.
    init?(_ picture: Picture, width: Double) {
        let legend = PictureLegend(picture, width: width - 2 * PictureLayout.margin, top: 0)
        guard !legend.entries.isEmpty else { return nil }
        (entries, self.width) = (legend.entries, width)
        height = (legend.entries.map(\.y).max() ?? 0) + 8
    }

    /// The view: pixels as data, no axes.
    var specification: JSONValue {
        [
            "width": .number(width), "height": .number(height),
            "layer": .array(
                entries.flatMap { entry in entry.layers.compactMap { sign($0, entry) } } + [names]),
        ]
    }

    private var names: JSONValue {
        let rows: [JSONValue] = entries.map {
            ["x": .number($0.x + PictureLegend.sign + 5), "y": .number($0.y - 4), "text": .string($0.name)]
        }
        return view(
            ["type": "text", "align": "left", "baseline": "middle", "color": .string(VegaLiteLayer.grey)],
            rows,
            [.init("text", ["field": "text", "type": "nominal"])])
    }

    /// What stands for a layer, as in the SVG.
    private func sign(_ layer: Picture.Layer, _ entry: PictureLegend.Entry) -> JSONValue? {
        let (x, y) = (entry.x, entry.y - 4)
        let middle = x + PictureLegend.sign / 2
        switch layer.mark.sign {
        case .point: return view(mark("point", layer, [.init("filled", .bool(true))]), [place(middle, y)])
        case .ring: return view(mark("point", layer, [.init("filled", .bool(false))]), [place(middle, y)])
        case .line: return rule(layer, (x, x + PictureLegend.sign), y, 1.8)
        case .pointwise: return rule(layer, (x + 3, x + PictureLegend.sign - 3), y, 2.6)
        case .simultaneous: return rule(layer, (x + 1, x + PictureLegend.sign - 1), y, 1.1)
        case .band: return box(layer, (x, x + PictureLegend.sign), (y - 5, y + 5), 0.26)
        case .wideBand: return box(layer, (x, x + PictureLegend.sign), (y - 5, y + 5), 0.13)
        case .block: return box(layer, (middle - 6, middle + 6), (y - 5.5, y + 5.5), 1)
        case .none: return nil
        }
    }

    private func rule(_ layer: Picture.Layer, _ x: (Double, Double), _ y: Double, _ weight: Double)
        -> JSONValue
    {
        let dash = JSONValue.Member("strokeDash", VegaLiteLayer.dash(layer.stroke))
        return view(
            mark("rule", layer, [dash, .init("strokeWidth", .number(weight))]),
            [["x": .number(x.0), "x2": .number(x.1), "y": .number(y)]], [.init("x2", ["field": "x2"])])
    }

    private func box(
        _ layer: Picture.Layer, _ x: (Double, Double), _ y: (Double, Double), _ opacity: Double
    ) -> JSONValue {
        view(
            mark("rect", layer, [.init("opacity", .number(opacity))]),
            [["x": .number(x.0), "x2": .number(x.1), "y": .number(y.0), "y2": .number(y.1)]],
            [.init("x2", ["field": "x2"]), .init("y2", ["field": "y2"])])
    }

    private func place(_ x: Double, _ y: Double) -> JSONValue { ["x": .number(x), "y": .number(y)] }

    private func mark(_ type: String, _ layer: Picture.Layer, _ more: [JSONValue.Member]) -> JSONValue {
        let colour = JSONValue.Member("color", .string(VegaLiteLayer.colour(layer.tone)))
        return .object([.init("type", .string(type)), colour] + more)
    }

    private func view(
        _ mark: JSONValue, _ rows: [JSONValue], _ more: [JSONValue.Member] = []
    ) -> JSONValue {
        let encoding = [axis("x", width, false), axis("y", height, true)] + more
        return ["data": ["values": .array(rows)], "mark": mark, "encoding": .object(encoding)]
    }

    private func axis(_ name: String, _ end: Double, _ isReversed: Bool) -> JSONValue.Member {
        .init(
            name,
            [
                "field": .string(name), "type": "quantitative", "axis": .null,
                "scale": [
                    "domain": [.integer(0), .number(end)], "nice": .bool(false), "zero": .bool(false),
                    "reverse": .bool(isReversed),
                ],
            ])
    }
}
