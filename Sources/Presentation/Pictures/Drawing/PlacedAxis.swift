import Inference

/// An axis with its domain, its marks, and the pixels that it runs over.
struct PlacedAxis {
    let axis: Picture.Axis
    let domain: ClosedRange<Double>
    /// The pixels at the domain's ends; the second may be the smaller.
    let start: Double
    let end: Double
    var ticks: [Tick]
    /// Whether labels are turned, since they do not fit side by side.
    var isTurned = false
    let isUpright: Bool

    private init(_ axis: Picture.Axis, start: Double, end: Double, isUpright: Bool) {
        self.axis = axis
        self.isUpright = isUpright
        domain = axis.domain ?? 0...1
        (self.start, self.end, ticks) = (start, end, [])
    }

    static let size = 10.5

    /// An upright axis: numbers grow upwards, names run downwards. Labels are cut to `room`.
    static func upright(_ axis: Picture.Axis, height: Double, room: Double) -> PlacedAxis {
        var placed = PlacedAxis(axis, start: height, end: 0, isUpright: true)
        if case .categorical = axis.scale {
            placed = PlacedAxis(axis, start: 0, end: height, isUpright: true)
        }
        let ticks = Ticks.of(axis, placed.domain, count: max(3, Int(height / 30)))
        let lines = Int(height / 11)
        let every = axis.isCategorical ? max(1, (ticks.count + lines - 1) / max(1, lines)) : 1
        placed.ticks = ticks.enumerated().filter { $0.offset % every == 0 }.map {
            Tick(
                value: $0.element.value,
                label: TextMeasure.shortened($0.element.label, width: room, size: size))
        }
        return placed
    }

    /// A lying axis, its labels thinned or turned until they do not touch.
    /// `leftRoom` is what turned labels may take to the left of the axis.
    static func level(_ axis: Picture.Axis, width: Double, leftRoom: Double) -> PlacedAxis {
        var placed = PlacedAxis(axis, start: 0, end: width, isUpright: false)
        guard axis.isCategorical else {
            for count in stride(
                from: max(2, Int(width / (axis.scale == .whole ? 32 : 55))), through: 1, by: -1)
            {
                placed.ticks = Ticks.of(axis, placed.domain, count: count)
                if placed.labelsFit { break }
            }
            return placed
        }
        let names = Ticks.of(axis, placed.domain, count: 0)
        placed.ticks = names
        if placed.labelsFit { return placed }
        placed.isTurned = names.contains { TextMeasure.width($0.label, size: size) > 46 }
        let shown = placed.isTurned ? names.map { placed.shortened($0, leftRoom) } : names
        for every in 1...max(1, names.count) {
            placed.ticks = shown.enumerated().filter { $0.offset % every == 0 }.map(\.element)
            let gap = width / (placed.domain.upperBound - placed.domain.lowerBound) * Double(every)
            if placed.isTurned ? gap >= 13 : placed.labelsFit { break }
        }
        return placed
    }

    /// A label that keeps within the picture when it is turned by 40 degrees.
    private func shortened(_ tick: Tick, _ leftRoom: Double) -> Tick {
        let room = max(20, min(110, (leftRoom + position(tick.value)) / 0.77))
        return Tick(
            value: tick.value, label: TextMeasure.shortened(tick.label, width: room, size: PlacedAxis.size))
    }

    private var labelsFit: Bool {
        zip(ticks, ticks.dropFirst()).allSatisfy { first, second in
            let widths =
                TextMeasure.width(first.label, size: PlacedAxis.size)
                + TextMeasure.width(second.label, size: PlacedAxis.size)
            return (position(second.value) - position(first.value)).magnitude >= widths / 2 + 7
        }
    }

    /// The widest label in pixels.
    var labelWidth: Double {
        ticks.map { TextMeasure.width($0.label, size: PlacedAxis.size) }.max() ?? 0
    }

    /// The height that labels under a lying axis take.
    var labelHeight: Double { isTurned ? labelWidth * 0.64 + 14 : 18 }

    /// The pixel of a number, some panels beyond the ends at most; NaN for what cannot be shown.
    func position(_ value: Double) -> Double {
        let share: Double
        if axis.scale == .logarithmic {
            guard value > 0 else { return .nan }
            let low = PictureMath.decadicLogarithm(domain.lowerBound)
            share =
                (PictureMath.decadicLogarithm(value) - low)
                / (PictureMath.decadicLogarithm(domain.upperBound) - low)
        } else {
            share = (value - domain.lowerBound) / (domain.upperBound - domain.lowerBound)
        }
        return share.isNaN ? .nan : start + min(max(share, -50), 51) * (end - start)
    }

    /// The pixel of an interval's end: beyond the axis for an infinite one, also below zero on logarithms.
    func bound(_ value: Double) -> Double {
        if axis.scale == .logarithmic, value <= 0 { return position(.leastNonzeroMagnitude) }
        return position(value)
    }
}

extension Picture.Axis {
    var isCategorical: Bool { if case .categorical = scale { true } else { false } }
}
