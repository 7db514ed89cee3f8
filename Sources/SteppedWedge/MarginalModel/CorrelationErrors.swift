import Regression

extension WorkingCorrelation {
    /// The standard errors of α by the sandwich over clusters, coefficients and dispersion taken for known:
    ///
    ///     N⁻¹(Σ_i a_ia_i′)N⁻¹,  a_i = Σ_l ∂ρ_l/∂α·(products_il/φ − pairs_il ρ_l),  N = Σ_l pairs_l (∂ρ_l/∂α)(∂ρ_l/∂α)′
    ///
    /// over lags between persons and within them. NaN where no pair informs a parameter.
    ///
    /// Source: Prentice (1988), Biometrics 44; Preisser, Lu & Qaqish (2008), Statistics in Medicine 27.
    func standardErrors(_ clusters: [LagProducts], dispersion phi: Double, at alpha: [Double]) -> [Double] {
        let count = alpha.count
        guard count > 0, let periods = clusters.first?.between.count else { return [] }
        let rho = lags(alpha, periods: periods)
        var normal = Matrix(count, count)
        var meat = normal
        for cluster in clusters {
            var score = [Double](repeating: 0, count: count)
            for l in 0..<periods {
                let kinds = [
                    (cluster.between[l], cluster.betweenPairs[l], rho.shared[l], betweenSlope(alpha, l)),
                    (
                        cluster.within[l], cluster.withinPairs[l], rho.shared[l] + rho.own[l],
                        withinSlope(alpha, l)
                    ),
                ]
                for (sum, pairs, value, slope) in kinds where pairs != 0 {
                    for i in 0..<count {
                        score[i] += slope[i] * (sum / phi - pairs * value)
                        for j in 0..<count { normal[i, j] += pairs * slope[i] * slope[j] }
                    }
                }
            }
            meat = meat + Matrix.outer(score, score)
        }
        guard let inverse = Cholesky(normal)?.inverse() else { return alpha.map { _ in .nan } }
        return (inverse * meat * inverse).diagonal.map { $0 > 0 ? $0.squareRoot() : .nan }
    }

    /// ∂c(l)/∂α
    private func betweenSlope(_ alpha: [Double], _ lag: Int) -> [Double] {
        switch self {
        case .independence: return []
        case .exchangeable: return [1]
        case .nestedExchangeable: return lag == 0 ? [1, 0] : [0, 1]
        case .blockExchangeable: return lag == 0 ? [1, 0, 0] : [0, 1, 0]
        case .decay, .proportionalDecay:
            let rate = lag == 0 ? 0 : Double(lag) * WorkingCorrelation.power(alpha[1], lag - 1)
            return [WorkingCorrelation.power(alpha[1], lag), alpha[0] * rate]
        }
    }

    /// ∂s(l)/∂α
    private func withinSlope(_ alpha: [Double], _ lag: Int) -> [Double] {
        switch self {
        case .blockExchangeable: return [0, 0, 1]
        case .proportionalDecay:
            return [0, lag == 0 ? 0 : Double(lag) * WorkingCorrelation.power(alpha[1], lag - 1)]
        default: return betweenSlope(alpha, lag)
        }
    }
}
