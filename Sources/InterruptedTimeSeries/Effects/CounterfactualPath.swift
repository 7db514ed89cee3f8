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

    /// Everything at a time.
    func point(_ time: Double) -> EffectPoint {
        let (with, without) = rows(time)
        return EffectPoint(
            labels: [.init("time", design.axis.json(time))], contrast: zip(with, without).map(-),
            difference: difference(time), absence: absence(time), sum: sums(at: [time])[0],
            periods: periods(to: time).count)
    }

    /// What the series would have been, with its gradient.
    func absence(_ time: Double) -> (value: Double, gradient: [Double]) { mean(rows(time).without, time) }

    /// What the model says it was.
    func fitted(_ time: Double) -> Estimate {
        let observed = mean(rows(time).with, time)
        return inference.smooth("fitted", observed.value, gradient: observed.gradient, labels: [])
    }

    /// Σ Δ_s over the periods from the first interruption to each of some ascending times, with its gradient.
    func sums(at times: [Double]) -> [(value: Double, gradient: [Double])] {
        guard design.canBeSummed(to: times.last ?? -.infinity) else {
            let none = [Double](repeating: .nan, count: inference.coefficients.count)
            return times.map { _ in (.nan, none) }
        }
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
        guard let start = design.segments.interventions.first?.start, time >= start,
            design.canBeSummed(to: time)
        else { return [] }
        let count = Int(((time - start) / design.axis.step + 1e-9).rounded(.down))
        return (0...count).map { start + Double($0) * design.axis.step }
    }
}

extension SegmentedDesign {
    /// Effects are added up over no more steps than this.
    static let mostSteps = 100_000.0

    /// Whether the steps from the first interruption to a time can be added up one by one.
    func canBeSummed(to time: Double) -> Bool {
        guard let start = segments.interventions.first?.start else { return true }
        return time < start || (time - start) / axis.step <= SegmentedDesign.mostSteps
    }
}
