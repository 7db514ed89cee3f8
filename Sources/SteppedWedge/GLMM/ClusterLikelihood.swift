import Regression

/// What one cluster adds to the log-likelihood and its derivatives in (β, σ).
struct ClusterTerm: Sendable {
    let value: Double
    let gradient: [Double]
    /// X′WX − X′WL H⁻¹ L′WX: nearly minus the second derivatives in β.
    let information: Matrix
}

/// One cluster's likelihood, its random effects integrated out.
///
/// With standard normal u, η = xβ + offset + l′u, where l holds σ times what each effect is multiplied by. At the
/// mode of F(u) = Σ f(η) − ½u′u, with W = −f″ and H = I + Σ W l l′,
///
///     Laplace      log ∫ ≈ F(û) − ½ log|H|
///     quadrature   log ∫ ≈ log Σ_k w_k exp(x_k² + F(û + √2 s x_k)) + log s − ½ log π,  s = H^{−1/2}
///
/// (the second for one effect; with one point it is the first). Derivatives are exact, those of û among them:
/// ∂û = H⁻¹(Σ f′∂l − Σ W l (∂η at fixed u)).
struct ClusterLikelihood {
    let data: WedgePatterns
    let cluster: Int
    let family: OutcomeFamily
    let effects: RandomEffects
    let rule: HermiteRule
    let beta: [Double]
    let sigma: [Double]

    private var patterns: Range<Int> { data.patterns(of: cluster) }

    /// Nil when a linear predictor leaves the range of numbers.
    func term() -> ClusterTerm? {
        let layout = EffectLayout(data, cluster, effects)
        let loadings = layout.loadings(sigma)
        let fixed = patterns.map { data.predictor($0, beta) }
        guard let mode = ConditionalMode(fixed, loadings, layout.count, patterns.map(moments)) else {
            return nil
        }
        return mode.effects.isEmpty || rule.nodes.count == 1
            ? laplace(layout, loadings, mode) : quadrature(layout, fixed, loadings, mode)
    }

    private func moments(_ g: Int) -> PatternMoments {
        PatternMoments(count: data.count[g], total: data.count[g] * data.mean[g], family: family)
    }

    private func laplace(_ layout: EffectLayout, _ loadings: Matrix, _ mode: ConditionalMode) -> ClusterTerm {
        let response = ModeResponse(self, layout, loadings, mode)
        let width = data.width + sigma.count
        var gradient = [Double](repeating: 0, count: width)
        for i in mode.points.indices {
            let leverage = response.leverage(i, i)
            for m in 0..<width {
                gradient[m] += mode.points[i].slope * response.direct[i, m]
                gradient[m] -= leverage * mode.points[i].weightSlope * response.total[i, m] / 2
            }
        }
        for m in sigma.indices { gradient[data.width + m] -= response.logDeterminantSlope(m) / 2 }
        return ClusterTerm(
            value: mode.value - mode.factor.logDeterminant / 2, gradient: gradient,
            information: response.information)
    }

    private func quadrature(
        _ layout: EffectLayout, _ fixed: [Double], _ loadings: Matrix, _ mode: ConditionalMode
    ) -> ClusterTerm {
        let response = ModeResponse(self, layout, loadings, mode)
        let width = data.width + sigma.count
        let h = mode.curvature[0, 0]
        let s = 1 / h.squareRoot()
        let spread = (0..<width).map { response.curvatureSlope($0) * -s * s * s / 2 }
        let nodes = rule.nodes.map { mode.effects[0] + 2.0.squareRoot() * s * $0 }
        let points = nodes.map { u in
            fixed.indices.map { moments(patterns.lowerBound + $0).point(fixed[$0] + loadings[$0, 0] * u) }
        }
        let values = nodes.indices.map { k in
            points[k].reduce(rule.logWeights[k] - nodes[k] * nodes[k] / 2) { $0 + $1.value }
        }
        let largest = values.max() ?? 0
        let shares = values.map { Exponential.of($0 - largest) }
        let total = shares.reduce(0, +)
        var gradient = spread.map { $0 / s }
        for (k, u) in nodes.enumerated() {
            let share = shares[k] / total
            let slope = fixed.indices.reduce(-u) { $0 + points[k][$1].slope * loadings[$1, 0] }
            for m in 0..<width {
                var sum = slope * (response.modeSlope[0, m] + 2.0.squareRoot() * rule.nodes[k] * spread[m])
                for i in fixed.indices { sum += points[k][i].slope * response.direct(i, m, at: u) }
                gradient[m] += share * sum
            }
        }
        return ClusterTerm(
            value: largest + Exponential.logarithm(total) + Exponential.logarithm(s)
                - Exponential.logarithm(Double.pi) / 2,
            gradient: gradient, information: response.information)
    }
}

/// A pattern's log-likelihood and derivatives in its linear predictor.
struct PatternMoments {
    let count: Double
    let total: Double
    let family: OutcomeFamily

    struct Point {
        let value: Double
        /// f′
        let slope: Double
        /// W = −f″
        let weight: Double
        /// dW/dη
        let weightSlope: Double
    }

    func point(_ eta: Double) -> Point {
        if family == .poisson {
            let mean = count * Exponential.of(eta)
            return Point(value: total * eta - mean, slope: total - mean, weight: mean, weightSlope: mean)
        }
        let share = 1 / (1 + Exponential.of(-eta))
        let rest = 1 / (1 + Exponential.of(eta))
        let weight = count * share * rest
        return Point(
            value: total * eta - count * Exponential.softplus(eta), slope: total - count * share,
            weight: weight,
            weightSlope: weight * (rest - share))
    }
}
