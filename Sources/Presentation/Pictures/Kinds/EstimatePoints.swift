import Inference

/// The estimates of a picture as columns.
struct EstimatePoints {
    private(set) var x: [Double] = []
    private(set) var y: [Double] = []
    private(set) var low: [Double] = []
    private(set) var high: [Double] = []
    private(set) var wideLow: [Double] = []
    private(set) var wideHigh: [Double] = []

    /// Adds a row at a place.
    mutating func add(_ row: Estimate, at place: Double) {
        let bounds = row.interval
        let band = row.simultaneousBounds
        x.append(place)
        y.append(row.estimate)
        low.append(row.hasError ? bounds.low : .nan)
        high.append(row.hasError ? bounds.high : .nan)
        wideLow.append(band?.low ?? .nan)
        wideHigh.append(band?.high ?? .nan)
    }

    var hasBand: Bool { wideLow.contains { $0.isFinite } }

    /// Upright bars and points: simultaneous behind pointwise behind the estimates. Where points would touch, bands
    /// and a line in their place.
    func layers(_ tone: Picture.Tone, level: Double, named: Bool, dense: Bool = false) -> [Picture.Layer] {
        let share = NumberText.percent(level)
        var layers: [Picture.Layer] = []
        if hasBand {
            layers.append(
                .init(
                    dense
                        ? .band(x: x, low: wideLow, high: wideHigh, .simultaneous)
                        : .intervals(x: x, low: wideLow, high: wideHigh, .simultaneous),
                    name: named ? "\(share) simultaneous" : nil, tone: tone))
        }
        layers.append(
            .init(
                dense
                    ? .band(x: x, low: low, high: high, .pointwise)
                    : .intervals(x: x, low: low, high: high, .pointwise),
                name: named ? (hasBand ? "\(share) pointwise" : "\(share) interval") : nil, tone: tone))
        return layers + [.init(dense ? .line(x: x, y: y) : .points(x: x, y: y), tone: tone)]
    }
}

extension Estimate {
    /// Whether there is an estimate with a standard error, or with an interval of its own.
    var hasError: Bool {
        isEstimated && (standardError.isFinite || bounds.map { $0.low.isFinite && $0.high.isFinite } ?? false)
    }

    /// The label of that name as a number.
    func number(_ label: String) -> Double? { labels.first { $0.name == label }?.value.double }

    /// The label of that name as text, numbers too.
    func words(_ label: String) -> String? {
        let value = labels.first { $0.name == label }?.value
        return value?.text ?? value?.double.map(\.shortestDecimal)
    }

    /// The ends of the simultaneous band, where there is one.
    var simultaneousBounds: Interval? {
        let row = json
        guard let low = row["simultaneous.low"]?.double, let high = row["simultaneous.high"]?.double else {
            return nil
        }
        return Interval(low, high)
    }
}

extension Estimates {
    /// The confidence level of the rows.
    var level: Double { rows.first?.level ?? 0.95 }

    /// The outcome's name, or a word for it.
    var outcome: String? { fact("outcome")?.text }

    /// What the effects are measured on.
    var effectLabel: String { outcome.map { "effect on \($0)" } ?? "effect" }
}
