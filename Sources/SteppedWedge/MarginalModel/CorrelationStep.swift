import Regression

extension WorkingCorrelation {
    /// The parameters that solve Σ over pairs (∂ρ/∂α)(r̃_j r_k/φ − ρ_jk) = 0, pairs weighted alike.
    ///
    /// Means of products for all but the decays, whose equations are those of least squares on the means by lag; they
    /// are solved by Gauss–Newton steps from where the parameters are. A parameter that no pair informs stays.
    ///
    /// Source: Preisser, Lu & Qaqish (2008), Statistics in Medicine 27; Prentice (1988), Biometrics 44.
    func step(_ products: LagProducts, dispersion phi: Double, from alpha: [Double]) -> [Double] {
        let lags = products.between.indices.dropFirst()
        func mean(_ sums: [Double], _ pairs: [Double], _ old: Double) -> Double {
            let total = pairs.reduce(0, +)
            return total > 0 ? sums.reduce(0, +) / (phi * total) : old
        }
        func apart(_ values: [Double]) -> [Double] { lags.map { values[$0] } }
        let (between, pairs) = (products.between, products.betweenPairs)
        let (within, same) = (products.within, products.withinPairs)
        switch self {
        case .independence: return []
        case .exchangeable: return [mean(between + within, pairs + same, alpha[0])]
        case .nestedExchangeable:
            let later = mean(apart(between) + apart(within), apart(pairs) + apart(same), alpha[1])
            return [mean([between[0]], [pairs[0]], later), later]
        case .blockExchangeable:
            let later = mean(apart(between), apart(pairs), alpha[1])
            return [
                mean([between[0]], [pairs[0]], later), later, mean(apart(within), apart(same), alpha[2]),
            ]
        case .decay, .proportionalDecay: return decayStep(products, phi, alpha)
        }
    }

    private func decayStep(_ products: LagProducts, _ phi: Double, _ start: [Double]) -> [Double] {
        var alpha = start
        let hasOwn = self == .proportionalDecay
        for _ in 0..<100 {
            var normal = Matrix(2, 2)
            var slope = [0.0, 0.0]
            func add(_ gradient: [Double], _ sum: Double, _ pairs: Double, _ fitted: Double) {
                for i in 0..<2 {
                    for j in 0..<2 { normal[i, j] += pairs * gradient[i] * gradient[j] }
                    slope[i] += gradient[i] * (sum / phi - pairs * fitted)
                }
            }
            for l in products.between.indices {
                let power = WorkingCorrelation.power(alpha[1], l)
                let rate = l == 0 ? 0 : Double(l) * WorkingCorrelation.power(alpha[1], l - 1)
                add(
                    [power, alpha[0] * rate], products.between[l], products.betweenPairs[l], alpha[0] * power)
                if hasOwn, l > 0 { add([0, rate], products.within[l], products.withinPairs[l], power) }
            }
            let next = moved(alpha, normal, slope)
            let distance = zip(next, alpha).map { abs($0 - $1) }.max() ?? 0
            alpha = next
            if distance < 1e-13 { break }
        }
        return alpha
    }

    /// A Gauss–Newton step of at most 0.25, the decay kept within [0, 1].
    private func moved(_ alpha: [Double], _ normal: Matrix, _ slope: [Double]) -> [Double] {
        let scale = max(normal[0, 0], normal[1, 1], 1e-300)
        let ridge = Matrix.diagonal([1e-12 * scale, 1e-12 * scale])
        guard let step = Cholesky(normal + ridge)?.solve(slope) else { return alpha }
        func limited(_ x: Double) -> Double { max(-0.25, min(0.25, x)) }
        return [
            max(-0.999, min(0.999, alpha[0] + limited(step[0]))),
            max(0, min(1, alpha[1] + limited(step[1]))),
        ]
    }
}
