import Regression

/// Coefficients with their covariance, from which every effect over time is computed, whatever the errors' model.
///
/// A linear effect c′β̂ has the standard error √(c′Vc); a smooth one f(β̂) with gradient g has √(g′Vg) (the delta
/// method). Degrees of freedom may depend on the contrast (Satterthwaite).
struct EffectInference: Sendable {
    let coefficients: [Double]
    let covariance: Matrix
    let level: Double
    /// The degrees of freedom of a contrast; nil is the normal distribution.
    let degreesOfFreedom: @Sendable ([Double]) -> Double?

    /// c′β̂
    func linear(_ term: String, _ contrast: [Double], labels: [JSONValue.Member]) -> Estimate {
        smooth(term, value(contrast), gradient: contrast, labels: labels)
    }

    /// c′β̂ over the coefficients that count, so that one without an estimate does not spoil others.
    func value(_ contrast: [Double]) -> Double {
        zip(contrast, coefficients).reduce(0) { $1.0 == 0 ? $0 : $0 + $1.0 * $1.1 }
    }

    /// f(β̂) with its gradient.
    func smooth(
        _ term: String, _ value: Double, gradient: [Double], labels: [JSONValue.Member]
    ) -> Estimate {
        let variance = variance(gradient, gradient)
        return Estimate(
            term: term, labels: labels, estimate: value,
            standardError: variance < 0 ? 0 : variance.squareRoot(),
            degreesOfFreedom: degreesOfFreedom(gradient), level: level)
    }

    /// g′Vh
    func variance(_ g: [Double], _ h: [Double]) -> Double {
        var sum = 0.0
        for i in g.indices where g[i] != 0 {
            for j in h.indices where h[j] != 0 { sum += g[i] * covariance[i, j] * h[j] }
        }
        return sum
    }
}

extension EffectInference {
    /// From estimates whose rows share degrees of freedom.
    init(_ estimates: Estimates) {
        coefficients = estimates.rows.map(\.estimate)
        covariance = estimates.covariance
        level = estimates.rows.first?.level ?? 0.95
        let df = estimates.rows.compactMap(\.degreesOfFreedom).min()
        degreesOfFreedom = { _ in df }
    }
}
