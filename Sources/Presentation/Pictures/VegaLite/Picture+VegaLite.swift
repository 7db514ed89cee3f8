import Inference

extension Picture {
    /// The picture as a Vega-Lite 5 specification with its data inside.
    ///
    /// The ground is transparent and text is of a grey that reads on white and on black, since Vega-Lite knows no
    /// dark mode. (Satyanarayan, Moritz, Wongsuphasawat & Heer 2017)
    public var vegaLite: JSONValue {
        let layout = PictureLayout(self)
        let words = VegaLiteLayer(cells: cellRange)
        let drawn = layout.panels.map { words.panel($0, isAlone: panels.count == 1) }
        var members: [JSONValue.Member] = [
            .init("$schema", "https://vega.github.io/schema/vega-lite/v5.json"),
            .init("description", .string(title)), .init("background", "transparent"),
        ]
        if !title.isEmpty || !notes.isEmpty { members.append(.init("title", heading)) }
        let body = body(drawn)
        let width = panels.count == 1 ? layout.panels.first?.width ?? layout.width : layout.width - 60
        if let legend = VegaLiteLegend(self, width: width.rounded()) {
            members += [
                .init("spacing", .integer(4)), .init("vconcat", [legend.specification, .object(body)]),
            ]
        } else {
            members += body
        }
        return .object(members + [.init("config", VegaLiteLayer.configuration)])
    }

    /// One panel's own members, or panels side by side.
    private func body(_ drawn: [JSONValue]) -> [JSONValue.Member] {
        if panels.count == 1, case .object(let panel)? = drawn.first { return panel }
        return [
            .init("columns", .integer(min(columns, max(1, panels.count)))),
            .init("spacing", .integer(14)),
            .init("concat", .array(drawn)),
        ]
    }

    /// The title, with the notes under it, since a specification has no place below the picture.
    private var heading: JSONValue {
        let lines = notes.flatMap { TextMeasure.wrapped($0, width: width.pixels - 20, size: 9.5) }
        return [
            "text": .string(title), "subtitle": .array(lines.map(JSONValue.string)), "anchor": "start",
        ]
    }
}

/// Writes panels and layers as Vega-Lite.
struct VegaLiteLayer {
    /// What coloured cells run from and to.
    let cells: ClosedRange<Double>?

    static let configuration: JSONValue = [
        "font": "Helvetica Neue, Helvetica, Arial, sans-serif",
        "view": ["stroke": .null],
        "title": ["color": .string(grey), "subtitleColor": .string(grey), "fontSize": .integer(13)],
        "axis": [
            "labelColor": .string(grey), "titleColor": .string(grey), "gridColor": .string(grey),
            "gridOpacity": .number(0.25), "domainColor": .string(grey), "tickColor": .string(grey),
            "titleFontWeight": "normal",
        ],
        "legend": [
            "labelColor": .string(grey), "titleColor": .string(grey), "orient": "top", "title": .null,
            "labelLimit": .integer(400), "columns": .integer(4), "symbolOpacity": .integer(1),
        ],
    ]

    /// A grey that has a contrast of 4.5 with white and of 4.6 with black.
    static let grey = "#757575"

    /// The colour of a tone on any ground.
    static func colour(_ tone: Picture.Tone) -> String {
        switch tone {
        case .ink, .muted: grey
        case .faint: "#C6CAD0"
        case .series(let index): Palette.light[Palette.index(index)]
        case .ramp(let place): Palette.ramp(place)
        }
    }

    /// One panel with its layers.
    func panel(_ placed: PlacedPanel, isAlone: Bool) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("width", .number(placed.width.rounded())), .init("height", .number(placed.panel.height)),
        ]
        if !isAlone, !placed.panel.title.isEmpty {
            members.append(
                .init(
                    "title",
                    ["text": .string(placed.panel.title), "fontSize": .integer(11), "anchor": "start"]))
        }
        let axes = ["x": axis(placed.panel.x, placed.x), "y": axis(placed.panel.y, placed.y)]
        let layers = placed.panel.layers.flatMap { layer($0, placed, axes) }
        members.append(.init("layer", .array(layers.isEmpty ? [empty(axes)] : layers)))
        return .object(members)
    }

    /// Axes without anything between them.
    private func empty(_ axes: [String: JSONValue]) -> JSONValue {
        [
            "data": ["values": []], "mark": "point",
            "encoding": [
                "x": VegaLiteLayer.channel("x", axes["x"]), "y": VegaLiteLayer.channel("y", axes["y"]),
            ],
        ]
    }

    static func channel(_ field: String, _ axis: JSONValue?) -> JSONValue {
        guard case .object(let members)? = axis else { return .null }
        return .object([.init("field", .string(field)), .init("type", "quantitative")] + members)
    }

    /// Scale and axis; the marks are those of the SVG, with its words.
    private func axis(_ axis: Picture.Axis, _ placed: PlacedAxis) -> JSONValue {
        let marks = placed.ticks
        let names = marks.map { JSONValue.string($0.label).description }.joined(separator: ",")
        let values = marks.map { JSONValue.number($0.value).description }.joined(separator: ",")
        var scale: [JSONValue.Member] = [
            .init("domain", [.number(placed.domain.lowerBound), .number(placed.domain.upperBound)]),
            .init("nice", .bool(false)), .init("zero", .bool(false)),
        ]
        if axis.scale == .logarithmic {
            scale = [.init("type", "log"), scale[0], scale[1]]
        } else if axis.isCategorical, placed.isUpright {
            scale.append(.init("reverse", .bool(true)))
        }
        return [
            "title": axis.label.isEmpty ? .null : .string(axis.label), "scale": .object(scale),
            "axis": [
                "values": .array(marks.map { .number($0.value) }),
                "labelExpr": .string("[\(names)][indexof([\(values)], datum.value)]"),
                "labelAngle": .integer(placed.isTurned ? -40 : 0),
                "labelOverlap": .bool(false), "grid": .bool(placed.isUpright),
            ],
        ]
    }

    /// The colour of a layer.
    func colour(_ layer: Picture.Layer) -> JSONValue { ["value": .string(VegaLiteLayer.colour(layer.tone))] }
}
