import Inference

extension SVGText {
    /// One layer's marks, in the coordinates of the panel's box.
    mutating func draw(_ layer: Picture.Layer, _ placed: PlacedPanel, cells: ClosedRange<Double>?) {
        let (x, y) = (placed.x, placed.y)
        switch layer.mark {
        case .points(let xs, let ys, let areas): points(layer, xs.map(x.position), ys.map(y.position), areas)
        case .rings(let xs, let ys): rings(layer, xs.map(x.position), ys.map(y.position))
        case .line(let xs, let ys):
            path(
                SVGPath.line(xs.map(x.position), ys.map(y.position)), SVGStyle.line(layer.tone, layer.stroke))
        case .steps(let xs, let ys):
            path(
                SVGPath.steps(xs.map(x.position), ys.map(y.position)), SVGStyle.line(layer.tone, layer.stroke)
            )
        case .intervals(let at, let low, let high, let coverage):
            for (place, ends) in zip(at.map(x.position), zip(low.map(y.bound), high.map(y.bound))) {
                upright(layer, place, ends, coverage)
            }
        case .spans(let at, let low, let high, let coverage):
            for (place, ends) in zip(at.map(y.position), zip(low.map(x.bound), high.map(x.bound))) {
                lying(layer, place, ends, coverage)
            }
        case .band(let xs, let low, let high, let coverage):
            let outline = SVGPath.band(xs.map(x.position), low.map(y.bound), high.map(y.bound))
            path(outline, SVGStyle.fill(layer.tone, coverage == .pointwise ? "band" : "wide"))
        case .bars(let xs, let ys, let width): bars(layer, xs, ys, width, placed)
        case .cells(let xs, let ys, let values): self.cells(layer, xs, ys, values, placed, cells)
        case .texts(let xs, let ys, let texts):
            for (point, text) in zip(zip(xs.map(x.position), ys.map(y.position)), texts) {
                guard point.0.isFinite, point.1.isFinite else { continue }
                let isRight = point.0 > placed.width * 0.75
                words(
                    text, point.0 + (isRight ? -7 : 7), point.1 + 3.5, "halo",
                    anchor: isRight ? "end" : "start")
            }
        case .rules, .levels, .slope, .region: reference(layer, placed)
        }
    }

    /// What runs through the whole panel.
    private mutating func reference(_ layer: Picture.Layer, _ placed: PlacedPanel) {
        let style = SVGStyle.line(layer.tone, layer.stroke, "thin")
        let height = placed.panel.height
        switch layer.mark {
        case .rules(let places, _):
            for x in places.map(placed.x.position) where x.isFinite { stroke(x, 0, x, height, style) }
        case .levels(let places, _):
            for y in places.map(placed.y.position) where y.isFinite { stroke(0, y, placed.width, y, style) }
        case .slope(let intercept, let slope):
            let (low, high) = (placed.x.domain.lowerBound, placed.x.domain.upperBound)
            let ends = (
                placed.y.position(intercept + slope * low), placed.y.position(intercept + slope * high)
            )
            if ends.0.isFinite, ends.1.isFinite { stroke(0, ends.0, placed.width, ends.1, style) }
        case .region(let from, let to):
            let (left, right) = (max(0, placed.x.bound(from)), min(placed.width, placed.x.bound(to)))
            guard left < right else { return }
            box(left, 0, right - left, height, SVGStyle.fill(layer.tone, "region"))
        default: break
        }
    }

    private mutating func points(_ layer: Picture.Layer, _ xs: [Double], _ ys: [Double], _ areas: [Double]) {
        let largest = areas.filter(\.isFinite).max() ?? 1
        for (index, point) in zip(xs, ys).enumerated() where point.0.isFinite && point.1.isFinite {
            let share = index < areas.count && largest > 0 ? max(0, areas[index] / largest) : nil
            let radius = share.map { 1.5 + 10 * ($0.isFinite ? $0.squareRoot() : 0) } ?? 3.2
            symbol(layer.tone, point.0, point.1, radius, faded: share != nil || xs.count > 200)
        }
    }

    /// A symbol for a tone: series differ in form as well as in colour.
    mutating func symbol(_ tone: Picture.Tone, _ x: Double, _ y: Double, _ r: Double, faded: Bool = false) {
        let style = SVGStyle.fill(tone) + (faded ? " fill-opacity=\".6\"" : "")
        guard case .series(let index) = tone, Palette.index(index) % 4 != 0 else {
            add("circle", "cx=\"\(SVGText.n(x))\" cy=\"\(SVGText.n(y))\" r=\"\(SVGText.n(r))\" \(style)")
            return
        }
        let corners: [(Double, Double)] =
            switch Palette.index(index) % 4 {
            case 1: [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)]
            case 2: [(0, -1.25), (1.15, 0.8), (-1.15, 0.8)]
            default: [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]
            }
        path(SVGPath.polygon(corners.map { (x + r * $0.0, y + r * $0.1) }), style)
    }

    private mutating func rings(_ layer: Picture.Layer, _ xs: [Double], _ ys: [Double]) {
        for (x, y) in zip(xs, ys) where x.isFinite && y.isFinite { ring(layer.tone, x, y) }
    }

    mutating func ring(_ tone: Picture.Tone, _ x: Double, _ y: Double) {
        let style = SVGStyle.line(tone, .solid, "f-ground")
        add("circle", "cx=\"\(SVGText.n(x))\" cy=\"\(SVGText.n(y))\" r=\"3.4\" stroke-width=\"1.6\" \(style)")
    }

    mutating func upright(
        _ layer: Picture.Layer, _ x: Double, _ ends: (Double, Double), _ coverage: Picture.Coverage
    ) {
        guard x.isFinite, ends.0.isFinite, ends.1.isFinite else { return }
        let wide = coverage == .simultaneous
        let style = SVGStyle.line(layer.tone, layer.stroke, wide ? "thin" : "thick")
        stroke(x, ends.0, x, ends.1, style)
        if wide { for y in [ends.0, ends.1] { stroke(x - 3.5, y, x + 3.5, y, style) } }
    }

    mutating func lying(
        _ layer: Picture.Layer, _ y: Double, _ ends: (Double, Double), _ coverage: Picture.Coverage
    ) {
        guard y.isFinite, ends.0.isFinite, ends.1.isFinite else { return }
        let wide = coverage == .simultaneous
        let style = SVGStyle.line(layer.tone, layer.stroke, wide ? "thin" : "thick")
        stroke(ends.0, y, ends.1, y, style)
        if wide { for x in [ends.0, ends.1] { stroke(x, y - 3.5, x, y + 3.5, style) } }
    }

    private mutating func bars(
        _ layer: Picture.Layer, _ xs: [Double], _ ys: [Double], _ width: Double, _ placed: PlacedPanel
    ) {
        for (x, y) in zip(xs, ys) where x.isFinite && y.isFinite {
            let sides = (placed.x.position(x - width / 2), placed.x.position(x + width / 2))
            let ends = (placed.y.bound(0), placed.y.position(y))
            guard ends.1.isFinite else { continue }
            box(
                sides.0, min(ends.0, ends.1), max(0.6, sides.1 - sides.0), (ends.1 - ends.0).magnitude,
                SVGStyle.fill(layer.tone))
        }
    }

    private mutating func cells(
        _ layer: Picture.Layer, _ xs: [Double], _ ys: [Double], _ values: [Double], _ placed: PlacedPanel,
        _ range: ClosedRange<Double>?
    ) {
        for (index, (x, y)) in zip(xs, ys).enumerated() where x.isFinite && y.isFinite {
            var tone = layer.tone
            if !values.isEmpty {
                guard index < values.count, values[index].isFinite, let range else { continue }
                let span = range.upperBound - range.lowerBound
                tone = .ramp(span > 0 ? (values[index] - range.lowerBound) / span : 0.5)
            }
            let (left, right) = (placed.x.position(x - 0.5), placed.x.position(x + 0.5))
            let (a, b) = (placed.y.position(y - 0.5), placed.y.position(y + 0.5))
            let gap = min(right - left, (a - b).magnitude) > 6 ? 1.0 : 0
            box(left, min(a, b), right - left - gap, (a - b).magnitude - gap, SVGStyle.fill(tone))
        }
    }

    mutating func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String) {
        let place = "x=\"\(SVGText.n(x))\" y=\"\(SVGText.n(y))\""
        add(
            "rect",
            "\(place) width=\"\(SVGText.n(max(0, width)))\" height=\"\(SVGText.n(max(0, height)))\" \(style)")
    }

    private mutating func path(_ outline: String, _ style: String) {
        if !outline.isEmpty { add("path", "d=\"\(outline)\" \(style)") }
    }
}
