import Distributions
import Regression

extension CounterfactualPath {
    /// When a step's effect β₂ + β₃h is zero: h = −β₂/β₃ periods of the axis after T₀, with Fieller's set.
    ///
    /// Only for one step that may change level and slope, where the zero lies after T₀ and within ten times the
    /// data's length.
    var vanishing: JSONValue.Member? {
        guard design.segments.interventions.count == 1, let placed = design.segments.interventions.first,
            placed.intervention.change == .levelAndSlope, placed.intervention.onset == .step
        else { return nil }
        let terms = design.segments.segments
        let isControlled = design.segments.isControlled
        let places = terms.indices.filter { terms[$0].isEffect(isControlled) }
        guard places.count == 2 else { return nil }
        let (level, slope) = (inference.coefficients[places[0]], inference.coefficients[places[1]])
        let distance = -level / slope
        let reach = design.axis.last + 10 * (design.axis.last - design.axis.first) - placed.start
        guard distance.isFinite, distance > 0, distance <= reach else { return nil }
        var contrast = [Double](repeating: 0, count: inference.coefficients.count)
        contrast[places[0]] = -1 / slope
        contrast[places[1]] = -distance / slope
        let t = StudentT(df: inference.degreesOfFreedom(contrast) ?? .infinity)
        let variance = { (i: Int, j: Int) in inference.covariance[places[i], places[j]] }
        let set = FiellerInterval(
            numerator: (-level, variance(0, 0)), denominator: (slope, variance(1, 1)),
            covariance: -variance(0, 1), critical: t.upperQuantile((1 - inference.level) / 2))
        return .init(
            "effect.vanishes", .object([.init("periods", .number(distance / design.axis.step))] + labels(set))
        )
    }

    /// The set in periods.
    private func labels(_ set: FiellerInterval?) -> [JSONValue.Member] {
        guard let set else { return [] }
        let step = design.axis.step
        return [
            .init("low", set.low.map { .finite($0 / step) } ?? .null),
            .init("high", set.high.map { .finite($0 / step) } ?? .null),
            .init("type", .string(set.kind.rawValue)),
        ]
    }
}
