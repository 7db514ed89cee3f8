import Regression

/// The log-likelihood of a generalised mixed model and its derivatives in θ = (β, σ).
struct MixedLikelihood: Sendable {
    let data: WedgePatterns
    let family: OutcomeFamily
    let effects: RandomEffects
    let rule: HermiteRule

    /// The likelihood at a point.
    struct Point: Sendable {
        let theta: [Double]
        let value: Double
        let gradient: [Double]
        let information: Matrix
        let terms: [ClusterTerm]
    }

    var width: Int { data.width + effects.names.count }

    /// Nil where it is no number.
    func at(_ theta: [Double]) -> Point? {
        let all = Parallel.map(data.clusterCount) { cluster in
            ClusterLikelihood(
                data: data, cluster: cluster, family: family, effects: effects, rule: rule,
                beta: Array(theta.prefix(data.width)), sigma: Array(theta.dropFirst(data.width))
            ).term()
        }
        let terms = all.compactMap { $0 }
        guard terms.count == all.count else { return nil }
        let value = terms.reduce(0) { $0 + $1.value }
        let gradient = terms.reduce([Double](repeating: 0, count: width)) { zip($0, $1.gradient).map(+) }
        guard value.isFinite, gradient.allSatisfy(\.isFinite) else { return nil }
        return Point(
            theta: theta, value: value, gradient: gradient,
            information: terms.reduce(Matrix(data.width, data.width)) { $0 + $1.information }, terms: terms)
    }

    /// Minus the second derivatives: in β from the information, in σ and across by differences of gradients.
    func approximateHessian(_ point: Point) -> Matrix {
        var hessian = Matrix(width, width)
        for j in 0..<data.width { for i in 0..<data.width { hessian[i, j] = point.information[i, j] } }
        for m in data.width..<width { set(&hessian, m, difference(m, point)) }
        return hessian
    }

    /// Minus the second derivatives, all by differences of exact gradients.
    ///
    /// Steps are a hundredth of a standard error, so that the error of the four-point formula is about 1e-10.
    func hessian(_ point: Point) -> Matrix {
        let rough = approximateHessian(point)
        var hessian = Matrix(width, width)
        for m in 0..<width {
            let curvature = rough[m, m]
            let step = curvature > 0 ? min(0.01 / curvature.squareRoot(), 0.05) : 1e-3
            for (i, value) in column(m, point, step: step).enumerated() { hessian[i, m] = value }
        }
        return hessian.symmetrised
    }

    private func set(_ hessian: inout Matrix, _ m: Int, _ values: [Double]) {
        for i in 0..<width {
            hessian[i, m] = values[i]
            hessian[m, i] = values[i]
        }
    }

    /// −∂gradient/∂θ_m to some six digits, enough for the way.
    private func difference(_ m: Int, _ point: Point) -> [Double] {
        let step = 1e-3
        let ends = [-step, step].map { change in
            var moved = point.theta
            moved[m] += change
            return at(moved)?.gradient ?? point.gradient.map { _ in .nan }
        }
        return zip(ends[0], ends[1]).map { ($0 - $1) / (2 * step) }
    }

    /// −∂gradient/∂θ_m
    private func column(_ m: Int, _ point: Point, step: Double) -> [Double] {
        let gradients = [-2.0, -1, 1, 2].map { k in
            var moved = point.theta
            moved[m] += k * step
            return at(moved)?.gradient ?? point.gradient.map { _ in .nan }
        }
        return (0..<width).map { i in
            (gradients[3][i] - gradients[0][i] - 8 * (gradients[2][i] - gradients[1][i])) / (12 * step)
        }
    }
}
