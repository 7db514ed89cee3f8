import Inference

extension Picture.Mark {
    /// The numbers that its horizontal axis must show.
    var horizontal: [Double] {
        switch self {
        case .points(let x, _, _), .rings(let x, _), .line(let x, _), .steps(let x, _),
            .intervals(let x, _, _, _), .band(let x, _, _, _), .texts(let x, _, _), .rules(let x, _):
            x
        case .spans(_, let low, let high, _): low + high
        case .bars(let x, _, let width): x.flatMap { [$0 - width / 2, $0 + width / 2] }
        case .cells(let x, _, _): x.flatMap { [$0 - 0.5, $0 + 0.5] }
        case .levels, .slope, .region: []
        }
    }

    /// The numbers that its vertical axis must show.
    var vertical: [Double] {
        switch self {
        case .points(_, let y, _), .rings(_, let y), .line(_, let y), .steps(_, let y),
            .spans(let y, _, _, _),
            .texts(_, let y, _), .levels(let y, _):
            y
        case .intervals(_, let low, let high, _), .band(_, let low, let high, _): low + high
        case .bars(_, let y, _): y + [0]
        case .cells(_, let y, _): y.flatMap { [$0 - 0.5, $0 + 0.5] }
        case .rules, .slope, .region: []
        }
    }
}

extension Picture {
    /// The least and the greatest value that coloured cells show.
    var cellRange: ClosedRange<Double>? {
        var values: [Double] = []
        for panel in panels {
            for case .cells(_, _, let shown) in panel.layers.map(\.mark) {
                values += shown.filter(\.isFinite)
            }
        }
        guard let low = values.min(), let high = values.max() else { return nil }
        return low...high
    }

    /// The panels with every axis' domain decided.
    var resolved: [Panel] {
        let shared = sharesAxes ? panels.first : nil
        let x = shared.map { Domain.of(panels.flatMap { $0.layers.flatMap(\.mark.horizontal) }, $0.x) }
        let y = shared.map { Domain.of(panels.flatMap { $0.layers.flatMap(\.mark.vertical) }, $0.y) }
        return panels.map { panel in
            var panel = panel
            panel.x.domain = x ?? Domain.of(panel.layers.flatMap(\.mark.horizontal), panel.x)
            panel.y.domain = y ?? Domain.of(panel.layers.flatMap(\.mark.vertical), panel.y)
            return panel
        }
    }
}

/// The numbers at the ends of axes.
enum Domain {
    /// The domain that was asked for, or one that holds all finite numbers with some room.
    static func of(_ values: [Double], _ axis: Picture.Axis) -> ClosedRange<Double> {
        if let domain = axis.domain, usable(domain, axis.scale) { return domain }
        switch axis.scale {
        case .categorical(let names): return -0.6...(Double(max(1, names.count)) - 0.4)
        case .logarithmic: return logarithmic(values.filter { $0 >= 1e-299 && $0 <= 1e299 })
        case .whole: return padded(values, atLeast: 0.4)
        case .linear, .calendar: return padded(values, atLeast: 0)
        }
    }

    private static func usable(_ domain: ClosedRange<Double>, _ scale: Picture.Scale) -> Bool {
        let ends = (domain.lowerBound, domain.upperBound)
        guard ends.0.isFinite, ends.1.isFinite, ends.0 < ends.1,
            max(ends.0.magnitude, ends.1.magnitude) <= 1e300
        else { return false }
        if scale == .logarithmic { return ends.0 > 0 }
        return ends.1 - ends.0 > 1e-12 * max(ends.0.magnitude, ends.1.magnitude) && ends.1 - ends.0 > 1e-290
    }

    private static func padded(_ values: [Double], atLeast: Double) -> ClosedRange<Double> {
        let finite = values.filter { $0.isFinite && $0.magnitude <= 1e299 }
        guard let low = finite.min(), let high = finite.max() else { return 0...1 }
        let size = max(low.magnitude, high.magnitude)
        let span = high - low
        let room = span > 1e-9 * size && span > 1e-280 ? span * 0.04 : (size > 1e-280 ? size * 0.1 : 1)
        let margin = max(room, atLeast)
        return (low - margin)...(high + margin)
    }

    private static func logarithmic(_ values: [Double]) -> ClosedRange<Double> {
        guard let low = values.min(), let high = values.max() else { return 1...10 }
        let factor = high > low * 1.0001 ? PictureMath.power(high / low, 0.04) : 2
        return max(1e-300, low / factor)...min(1e300, high * factor)
    }
}
