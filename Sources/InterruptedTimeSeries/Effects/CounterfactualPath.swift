import Distributions
import Regression

/// The series of the treated with and without its interruption, at any time.
///
/// With the row x_t of a treated unit, and x⁰_t the same with the effect's columns at zero:
///
/// | quantity | identity link | log and logit links |
/// |---|---|---|
/// | effect Δ_t | (x_t − x⁰_t)′β | μ(x_t′β) − μ(x⁰_t′β) |
/// | counterfactual | x⁰_t′β | μ(x⁰_t′β) |
/// | relative | Δ_t / counterfactual | the same |
/// | cumulative | Σ Δ_s over T₀ ≤ s ≤ t | the same |
///
/// Standard errors by the delta method; the uncertainty is that of the coefficients, not of a new observation.
/// Covariates are at their mean among the treated rows of that time, or of all times where the time is not in the
/// data; so is the offset.
struct CounterfactualPath: Sendable {
    let design: SegmentedDesign
    let inference: EffectInference

    private var link: MeanLink { design.model.link }

    /// The rows x_t and x⁰_t.
    private func rows(_ time: Double) -> (with: [Double], without: [Double]) {
        let covariates = design.covariates(at: time)
        return (
            design.segments.row(time, effect: true) + covariates,
            design.segments.row(time, effect: false) + covariates
        )
    }

    /// A mean with its gradient.
    private func mean(_ row: [Double], _ time: Double) -> (value: Double, gradient: [Double]) {
        let eta = design.offset(at: time) + inference.value(row)
        let mean = link.mean(eta)
        let slope = link.slope(mean)
        return (mean, row.map { slope * $0 })
    }

    /// Δ_t with its gradient.
    func difference(_ time: Double) -> (value: Double, gradient: [Double]) {
        let (with, without) = rows(time)
        guard case .identity = link else {
            let (observed, absent) = (mean(with, time), mean(without, time))
            return (observed.value - absent.value, zip(observed.gradient, absent.gradient).map(-))
        }
        let contrast = zip(with, without).map(-)
        return (inference.value(contrast), contrast)
    }

    /// Δ_t; for counts and shares with the ratio of the linear predictors.
    func effect(_ time: Double) -> Estimate {
        let (value, gradient) = difference(time)
        let (with, without) = rows(time)
        let log = inference.linear("effect", zip(with, without).map(-), labels: [])
        return inference.smooth(
            "effect", value, gradient: gradient, labels: label(time) + link.ratioLabels(log))
    }

    /// What the series would have been, with its gradient.
    func absence(_ time: Double) -> (value: Double, gradient: [Double]) { mean(rows(time).without, time) }

    /// What the series would have been.
    func counterfactual(_ time: Double) -> Estimate {
        let absent = mean(rows(time).without, time)
        return inference.smooth(
            "counterfactual", absent.value, gradient: absent.gradient, labels: label(time))
    }

    /// What the model says it was.
    func fitted(_ time: Double) -> Estimate {
        let observed = mean(rows(time).with, time)
        return inference.smooth("fitted", observed.value, gradient: observed.gradient, labels: label(time))
    }

    /// Δ_t over the counterfactual, by the delta method; on the identity link labelled with Fieller's set.
    func relative(_ time: Double) -> Estimate {
        let (value, gradient) = difference(time)
        let absent = mean(rows(time).without, time)
        let ratio = value / absent.value
        let slope = zip(gradient, absent.gradient).map { ($0 - ratio * $1) / absent.value }
        let set = link == .identity ? fieller((value, gradient), absent, slope) : nil
        return inference.smooth(
            "relative", ratio, gradient: slope, labels: label(time) + (set?.labels ?? []))
    }

    /// The same by inverting the test of Δ_t − ρ·counterfactual = 0, which is linear on the identity link.
    private func fieller(
        _ effect: (value: Double, gradient: [Double]), _ absent: (value: Double, gradient: [Double]),
        _ slope: [Double]
    ) -> FiellerInterval? {
        let t = StudentT(df: inference.degreesOfFreedom(slope) ?? .infinity)
        return FiellerInterval(
            numerator: (effect.value, inference.variance(effect.gradient, effect.gradient)),
            denominator: (absent.value, inference.variance(absent.gradient, absent.gradient)),
            covariance: inference.variance(effect.gradient, absent.gradient),
            critical: t.upperQuantile((1 - inference.level) / 2))
    }

    /// Σ Δ_s over the periods from the first interruption to a time; with `average`, their mean.
    func cumulative(_ time: Double, average: Bool = false) -> Estimate {
        let sum = sums(at: [time])[0]
        let scale = average ? 1 / Double(max(1, periods(to: time).count)) : 1
        return inference.smooth(
            average ? "average" : "cumulative", scale * sum.value, gradient: sum.gradient.map { scale * $0 },
            labels: label(time))
    }

    /// Σ Δ_s over the periods from the first interruption to each of some ascending times, with its gradient.
    func sums(at times: [Double]) -> [(value: Double, gradient: [Double])] {
        var (total, gradient) = (0.0, [Double](repeating: 0, count: inference.coefficients.count))
        var rest = periods(to: times.last ?? -.infinity)[...]
        return times.map { time in
            while let step = rest.first, step <= time + 1e-9 * design.axis.step {
                let (value, slope) = difference(step)
                total += value
                for i in gradient.indices { gradient[i] += slope[i] }
                rest.removeFirst()
            }
            return (total, gradient)
        }
    }

    /// The periods from the first interruption to a time, a step apart.
    func periods(to time: Double) -> [Double] {
        guard let start = design.segments.interventions.first?.start, time >= start else { return [] }
        let count = Int(((time - start) / design.axis.step + 1e-9).rounded(.down))
        return (0...count).map { start + Double($0) * design.axis.step }
    }

    private func label(_ time: Double) -> [JSONValue.Member] { [.init("time", design.axis.json(time))] }
}
