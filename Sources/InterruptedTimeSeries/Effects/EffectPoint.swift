import Distributions
import Regression

/// What coefficients say of one time: the effect, its absence and its sum, each with its gradient.
struct EffectPoint: Sendable {
    /// The label of the time.
    let labels: [JSONValue.Member]
    /// The linear predictor's contrast (x_t − x⁰_t).
    let contrast: [Double]
    /// Δ_t
    let difference: (value: Double, gradient: [Double])
    /// What the series would have been.
    let absence: (value: Double, gradient: [Double])
    /// Σ Δ_s from the first interruption on.
    let sum: (value: Double, gradient: [Double])
    /// How many periods the sum has.
    let periods: Int

    /// The estimates of the time.
    func estimates(_ inference: EffectInference, _ link: MeanLink) -> InterventionEffect {
        let scale = 1 / Double(max(1, periods))
        return InterventionEffect(
            effect: effect(inference, link),
            counterfactual: inference.smooth(
                "counterfactual", absence.value, gradient: absence.gradient, labels: labels),
            relative: relative(inference, link),
            cumulative: inference.smooth("cumulative", sum.value, gradient: sum.gradient, labels: labels),
            average: inference.smooth(
                "average", scale * sum.value, gradient: sum.gradient.map { scale * $0 }, labels: labels))
    }

    /// Δ_t; for counts and shares with the ratio of the linear predictors.
    func effect(_ inference: EffectInference, _ link: MeanLink) -> Estimate {
        let log = inference.linear("effect", contrast, labels: [])
        return inference.smooth(
            "effect", difference.value, gradient: difference.gradient, labels: labels + link.ratioLabels(log))
    }

    /// Δ_t over the counterfactual, by the delta method; on the identity link labelled with Fieller's set.
    private func relative(_ inference: EffectInference, _ link: MeanLink) -> Estimate {
        let ratio = difference.value / absence.value
        let slope = zip(difference.gradient, absence.gradient).map { ($0 - ratio * $1) / absence.value }
        let set = link == .identity ? fieller(inference, slope) : nil
        return inference.smooth("relative", ratio, gradient: slope, labels: labels + (set?.labels ?? []))
    }

    /// The same by inverting the test of Δ_t − ρ·counterfactual = 0, which is linear on the identity link.
    private func fieller(_ inference: EffectInference, _ slope: [Double]) -> FiellerInterval? {
        let t = StudentT(df: inference.degreesOfFreedom(slope) ?? .infinity)
        return FiellerInterval(
            numerator: (difference.value, inference.variance(difference.gradient, difference.gradient)),
            denominator: (absence.value, inference.variance(absence.gradient, absence.gradient)),
            covariance: inference.variance(difference.gradient, absence.gradient),
            critical: t.upperQuantile((1 - inference.level) / 2))
    }
}

extension EffectPoint {
    /// The same contrasts under other coefficients, where everything is linear in them (the identity link).
    func restated(_ inference: EffectInference) -> EffectPoint {
        let again = { (part: (value: Double, gradient: [Double])) in
            (value: inference.value(part.gradient), gradient: part.gradient)
        }
        return EffectPoint(
            labels: labels, contrast: contrast, difference: again(difference), absence: again(absence),
            sum: again(sum), periods: periods)
    }
}
