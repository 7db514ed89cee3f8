import Inference

/// The shortest interval of fixed length for an effect when trends bend by at most M a period.
///
/// The centre is v′β̂ with v equal to the effect's weights l after the reference and chosen before it. Under
/// |δ_{t+1} − 2δ_t + δ_{t−1}| ≤ M the worst bias is finite if and only if linear trends cancel, Σ t·v_t = 0, and then it is
/// M·Σ_j |u_j| with u_j = Σ_{|t|>j} (|t| − j)·v_t on either side of the reference. For given worst bias the variance is least
/// along a lasso path in the u_j before the reference; along that path the quantile of |N(bias, sd²)| is minimised.
///
/// Source: Rambachan & Roth (2023), section 4.1; Armstrong & Kolesár (2018).
struct FixedLengthInterval {
    /// The weights on the periods before the reference, then after it.
    let weights: [Double]
    /// The greatest bias.
    let bias: Double
    /// The standard deviation of v′β̂.
    let deviation: Double
    /// The interval.
    let interval: Interval

    init(_ event: EventCoefficients, weights effect: [Double], bound: Double, level: Double) {
        let problem = SlopeProblem(event, effect)
        let path = LassoPath(problem.curvature, problem.gradient)
        // The trade-off at which bias and standard deviation lengthen the interval alike.
        var (low, high) = (0.0, path.largestPenalty)
        while true {
            let middle = 0.5 * (low + high)
            if middle <= low || middle >= high { break }
            let at = problem.spread(path.x(at: middle), bound)
            let slopes = at.slopes(at.quantile(level))
            let gain = bound * slopes.bias - slopes.deviation * middle / at.deviation
            if gain > 0 { low = middle } else { high = middle }
        }
        let chosen = path.x(at: high)
        let spread = problem.spread(chosen, bound)
        weights = problem.weights(chosen)
        bias = spread.bias
        deviation = spread.deviation
        let centre = zip(weights, event.values).reduce(0) { $0 + $1.0 * $1.1 }
        let half = spread.quantile(level)
        interval = Interval(centre - half, centre + half)
    }
}

/// The variance and the worst bias as functions of the cumulated weights u_1 … u_{K−1} before the reference.
private struct SlopeProblem {
    let covariance: Matrix
    /// v = base + map·u.
    let base: [Double]
    let map: Matrix
    /// Σ|u_j| that no choice can change: of the periods after the reference, and u_0.
    let fixedBias: Double

    init(_ event: EventCoefficients, _ effect: [Double]) {
        let before = event.before
        let slope = effect.enumerated().reduce(0) { $0 + Double($1.offset + 1) * $1.element }
        var base = [Double](repeating: 0, count: before) + effect
        var map = Matrix(event.values.count, before - 1)
        // The period m before the reference has the weight u_{m−1} − 2u_m + u_{m+1}.
        for m in 1...before {
            for (j, factor) in [(m - 1, 1.0), (m, -2), (m + 1, 1)] where j < before {
                if j == 0 { base[before - m] += factor * slope } else { map[before - m, j - 1] += factor }
            }
        }
        let later = (1..<max(2, effect.count)).map { j in
            effect.enumerated().reduce(0) { $0 + Double(max(0, $1.offset + 1 - j)) * $1.element }.magnitude
        }
        self.base = base
        self.map = map
        fixedBias = slope.magnitude + (effect.count > 1 ? later.reduce(0, +) : 0)
        covariance = event.covariance
    }

    var curvature: Matrix { map.transposedTimes(covariance * map).symmetrised }
    var gradient: [Double] { map.transposed * (covariance * base) }

    func weights(_ u: [Double]) -> [Double] { zip(base, map * u).map { $0 + $1 } }

    func spread(_ u: [Double], _ bound: Double) -> FoldedNormal {
        let v = weights(u)
        let bias = bound * u.reduce(fixedBias) { $0 + $1.magnitude }
        return FoldedNormal(bias: bias, deviation: covariance.quadraticForm(v, v).squareRoot())
    }
}
