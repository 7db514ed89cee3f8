import Inference

extension VegaLiteLayer {
    /// The Vega-Lite layers of a layer.
    func layer(_ layer: Picture.Layer, _ placed: PlacedPanel, _ axes: [String: JSONValue]) -> [JSONValue] {
        switch layer.mark {
        case .points(let x, let y, let areas):
            let sized = !areas.isEmpty
            var row: [(String, [Double])] = [("x", x), ("y", y)]
            if sized { row.append(("size", areas)) }
            let size: [JSONValue.Member] =
                sized
                ? [.init("size", ["field": "size", "type": "quantitative", "legend": .null])]
                : [.init("size", ["value": .integer(40)])]
            return [
                one(layer, axes, ["type": "point", "filled": .bool(true), "tooltip": .bool(true)], row, size)
            ]
        case .rings(let x, let y):
            return [one(layer, axes, ["type": "point", "filled": .bool(false)], [("x", x), ("y", y)])]
        case .line(let x, let y): return [one(layer, axes, line(layer, "linear"), [("x", x), ("y", y)])]
        case .steps(let x, let y): return [one(layer, axes, line(layer, "step-after"), [("x", x), ("y", y)])]
        case .intervals(let x, let low, let high, let coverage):
            return [
                one(layer, axes, bar(layer, coverage), [("x", x), ("y", low), ("y2", high)], second("y2"))
            ]
        case .spans(let y, let low, let high, let coverage):
            return [
                one(layer, axes, bar(layer, coverage), [("y", y), ("x", low), ("x2", high)], second("x2"))
            ]
        case .band(let x, let low, let high, let coverage):
            let opacity = coverage == .pointwise ? 0.26 : 0.13
            return [
                one(
                    layer, axes, ["type": "area", "opacity": .number(opacity), "clip": .bool(true)],
                    [("x", x), ("y", low), ("y2", high)], second("y2"))
            ]
        case .bars(let x, let y, let width):
            let sides = (x.map { $0 - width / 2 }, x.map { $0 + width / 2 })
            return [box(layer, axes, sides, (y.map { _ in 0 }, y))]
        case .cells(let x, let y, let values):
            let sides = (x.map { $0 - 0.5 }, x.map { $0 + 0.5 })
            return [box(layer, axes, sides, (y.map { $0 - 0.5 }, y.map { $0 + 0.5 }), values)]
        case .rules(let x, let labels): return ruled("x", x, labels, layer, axes)
        case .levels(let y, let labels): return ruled("y", y, labels, layer, axes)
        case .slope(let intercept, let slope):
            let ends = [placed.x.domain.lowerBound, placed.x.domain.upperBound]
            return [
                one(
                    layer, axes, line(layer, "linear"),
                    [("x", ends), ("y", ends.map { intercept + slope * $0 })])
            ]
        case .region(let from, let to):
            let (low, high) = (max(from, placed.x.domain.lowerBound), min(to, placed.x.domain.upperBound))
            guard low < high else { return [] }
            return [
                one(
                    layer, axes, ["type": "rect", "opacity": .number(0.06)], [("x", [low]), ("x2", [high])],
                    second("x2"))
            ]
        case .texts(let x, let y, let texts):
            let mark: JSONValue = ["type": "text", "align": "left", "dx": .integer(7)]
            return [one(layer, axes, mark, [("x", x), ("y", y)], words, texts)]
        }
    }

    private var words: [JSONValue.Member] { [.init("text", ["field": "text", "type": "nominal"])] }

    private func second(_ channel: String) -> [JSONValue.Member] {
        [.init(channel, ["field": .string(channel)])]
    }

    static func dash(_ stroke: Picture.Stroke) -> JSONValue {
        switch stroke {
        case .solid: [.integer(1), .integer(0)]
        case .dashed: [.integer(6), .integer(4)]
        case .dotted: [.integer(2), .integer(3)]
        }
    }

    private func line(_ layer: Picture.Layer, _ shape: String) -> JSONValue {
        [
            "type": "line", "interpolate": .string(shape), "clip": .bool(true),
            "strokeDash": VegaLiteLayer.dash(layer.stroke),
            "strokeWidth": .number(1.8),
        ]
    }

    private func bar(_ layer: Picture.Layer, _ coverage: Picture.Coverage) -> JSONValue {
        [
            "type": "rule", "clip": .bool(true), "strokeDash": VegaLiteLayer.dash(layer.stroke),
            "tooltip": .bool(true),
            "strokeWidth": .number(coverage == .pointwise ? 2.6 : 1.1),
        ]
    }

    private func box(
        _ layer: Picture.Layer, _ axes: [String: JSONValue], _ x: ([Double], [Double]),
        _ y: ([Double], [Double]), _ values: [Double] = []
    ) -> JSONValue {
        var columns = [("x", x.0), ("x2", x.1), ("y", y.0), ("y2", y.1)]
        var extra = second("x2") + second("y2")
        if !values.isEmpty, let cells {
            columns.append(("value", values))
            let ramp = (0...6).map { JSONValue.string(Palette.ramp(Double($0) / 6)) }
            extra.append(
                .init(
                    "color",
                    [
                        "field": "value", "type": "quantitative",
                        "scale": [
                            "domain": [.number(cells.lowerBound), .number(cells.upperBound)],
                            "range": .array(ramp),
                        ],
                    ]))
        }
        return one(
            layer, axes, ["type": "rect", "clip": .bool(true), "tooltip": .bool(true)], columns, extra)
    }

    private func ruled(
        _ channel: String, _ places: [Double], _ labels: [String], _ layer: Picture.Layer,
        _ axes: [String: JSONValue]
    ) -> [JSONValue] {
        let rule: JSONValue = [
            "type": "rule", "strokeDash": VegaLiteLayer.dash(layer.stroke), "clip": .bool(true),
        ]
        let lines = one(layer, axes, rule, [(channel, places)])
        guard labels.contains(where: { !$0.isEmpty }) else { return [lines] }
        var unnamed = layer
        unnamed.name = nil
        unnamed.tone = .muted
        let isUpright = channel == "x"
        let mark: JSONValue = ["type": "text", "align": isUpright ? "center" : "right", "dy": .integer(-6)]
        let edge: JSONValue.Member =
            isUpright ? .init("y", ["value": .integer(0)]) : .init("x", ["value": "width"])
        return [lines, one(unnamed, axes, mark, [(channel, places)], words + [edge], labels)]
    }

    /// One layer: data as rows, the mark, and a channel for each column that has an axis.
    private func one(
        _ layer: Picture.Layer, _ axes: [String: JSONValue], _ mark: JSONValue,
        _ columns: [(String, [Double])], _ extra: [JSONValue.Member] = [], _ texts: [String] = []
    ) -> JSONValue {
        let count = columns.map(\.1.count).min() ?? 0
        let hasEnds = columns.contains { $0.0.hasSuffix("2") }
        let rows = (0..<count).map { row in
            var members = columns.map {
                JSONValue.Member($0.0, number($0.1[row], hasEnds ? axes : [:], $0.0))
            }
            if layer.isNamed { members.append(.init("series", .string(layer.name ?? ""))) }
            if row < texts.count { members.append(.init("text", .string(texts[row]))) }
            return JSONValue.object(members)
        }
        var channels = columns.compactMap { column -> JSONValue.Member? in
            axes[column.0].map { .init(column.0, VegaLiteLayer.channel(column.0, $0)) }
        }
        channels += extra
        if !extra.contains(where: { $0.name == "color" }) { channels.append(.init("color", colour(layer))) }
        return ["data": ["values": .array(rows)], "mark": mark, "encoding": .object(channels)]
    }

    /// A number; an infinite end of an interval becomes the end of its axis' domain.
    private func number(_ value: Double, _ axes: [String: JSONValue], _ column: String) -> JSONValue {
        guard value.isInfinite else { return .number(value) }
        let ends = axes[String(column.prefix(1))]?["scale"]?["domain"]?.elements
        return (value < 0 ? ends?.first : ends?.last) ?? .null
    }
}
