import Regression

/// Where the likelihood of a generalised mixed model is largest.
///
/// Newton steps from several σ, with the information of β and differences in σ first, with the whole Hessian at the
/// end. The likelihood is even in each σ, so that σ = 0 is an ordinary point and the boundary needs no bounds. A
/// direction of negative curvature is turned round, steps are halved until they go up.
struct MixedMaximum: Sendable {
    let point: MixedLikelihood.Point
    /// Minus the second derivatives there.
    let hessian: Matrix
    let isConverged: Bool
    let iterations: Int
    /// The variances that are zero.
    let boundary: [Int]

    /// - Throws: `CausalError.Code.notConverged` when the likelihood has no finite value on the way.
    init(_ likelihood: MixedLikelihood) throws(CausalError) {
        let beta = try StartingValues.find(likelihood.data, likelihood.family, likelihood.family.link)
        let sizes = likelihood.effects == .none ? [0] : [0.5, 0.15]
        var best: (point: MixedLikelihood.Point, isConverged: Bool, iterations: Int)?
        for size in sizes {
            let start = beta + likelihood.effects.areScales.map { $0 ? size : 0 }
            guard let first = likelihood.at(start), let found = Self.climb(likelihood, first, isExact: false)
            else { continue }
            if found.point.value > (best?.point.value ?? -.infinity) + 1e-6 { best = found }
        }
        guard let rough = best, let best = Self.climb(likelihood, rough.point, isExact: true) else {
            throw CausalError(
                .notConverged,
                "the likelihood of the mixed model is not finite near the model without random effects",
                remedy: "Rescale covariates, or take --method gee.")
        }
        let (settled, boundary) = Self.settled(likelihood, best.point)
        point = settled
        hessian = likelihood.hessian(settled)
        (isConverged, iterations) = (best.isConverged, rough.iterations + best.iterations)
        self.boundary = boundary
    }

    /// Steps until they gain less than 1e-5, or with the whole Hessian until nothing is gained. The whole Hessian costs more than all
    /// else and hardly moves: it is computed anew only when a step gains more than a tenth of the one before.
    private static func climb(
        _ likelihood: MixedLikelihood, _ start: MixedLikelihood.Point, isExact: Bool
    ) -> (point: MixedLikelihood.Point, isConverged: Bool, iterations: Int)? {
        var now = start
        let limit = isExact ? 16 : 200
        var whole: Matrix?
        var before = Double.infinity
        for iteration in 1...limit {
            let hessian =
                isExact ? whole ?? likelihood.hessian(now) : likelihood.approximateHessian(now)
            guard let step = direction(hessian, now.gradient) else { return nil }
            let gain = zip(step, now.gradient).reduce(0) { $0 + $1.0 * $1.1 }
            whole = gain < 0.1 * before ? hessian : nil
            before = gain
            guard let next = up(likelihood, now, step, gain) else { return (now, gain < 1e-8, iteration) }
            now = next
            if gain < (isExact ? 1e-13 : 1e-5) { return (now, true, iteration) }
        }
        return (now, false, limit)
    }

    /// H⁻¹g with the magnitudes of H's eigenvalues, the parameters scaled alike.
    private static func direction(_ hessian: Matrix, _ gradient: [Double]) -> [Double]? {
        let scale = hessian.diagonal.map { abs($0) > 1e-290 ? 1 / abs($0).squareRoot() : 1 }
        let scaled = Matrix.diagonal(scale) * hessian * Matrix.diagonal(scale)
        guard let eigen = try? SymmetricEigen(scaled.symmetrised) else { return nil }
        let inverse = eigen.reconstruct { 1 / max(abs($0), 1e-10) }
        return zip(scale, inverse * zip(scale, gradient).map(*)).map(*)
    }

    /// The first of the halved steps that goes up, or as far as rounding lets one see.
    private static func up(
        _ likelihood: MixedLikelihood, _ now: MixedLikelihood.Point, _ step: [Double], _ gain: Double
    ) -> MixedLikelihood.Point? {
        let longest = step.dropFirst(likelihood.data.width).map(abs).max() ?? 0
        var length = min(1, 1 / max(longest, 1e-300))
        for _ in 0..<50 {
            let there = zip(now.theta, step).map { $0 + length * $1 }
            if let next = likelihood.at(there),
                next.value >= now.value + 1e-4 * length * gain - 1e-12 * abs(now.value)
            {
                return next
            }
            length /= 2
        }
        return nil
    }

    /// Scales made positive, and zero where that costs nothing.
    private static func settled(
        _ likelihood: MixedLikelihood, _ best: MixedLikelihood.Point
    ) -> (MixedLikelihood.Point, [Int]) {
        let p = likelihood.data.width
        let sigma = likelihood.effects.signed(Array(best.theta.dropFirst(p)))
        let zeros = sigma.indices.filter { likelihood.effects.areScales[$0] && sigma[$0] < 1e-3 }
        let theta = best.theta.prefix(p) + sigma.indices.map { zeros.contains($0) ? 0 : sigma[$0] }
        guard let there = likelihood.at(Array(theta)),
            there.value >= best.value - 1e-7 * (1 + abs(best.value))
        else {
            return (best, [])
        }
        return (there, zeros)
    }
}
