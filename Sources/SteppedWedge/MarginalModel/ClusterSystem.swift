import Regression

/// One cluster's share of the estimating equations, at φ = 1.
struct ClusterScore: Sendable {
    /// U = D′V⁻¹(y − μ)
    let score: [Double]
    /// I = D′V⁻¹D
    let information: Matrix
}

/// One cluster at some coefficients: standardised derivatives and residuals of its patterns.
///
/// With A = diag V(μ), rows d = A^{-1/2}·(dμ/dη)·x and residuals e = A^{-1/2}(ȳ − μ), the working correlation of
/// all individuals is R = P + ZCZ′: P is blocks of one person each, Z says which period an outcome belongs to. With
/// S = Z′P⁻¹Z = LL′ and K = I + L′CL,
///
///     d′R⁻¹e = d′P⁻¹e − (L⁻¹Z′P⁻¹d)′(I − K⁻¹)(L⁻¹Z′P⁻¹e),
///
/// so that the cost grows with patterns and periods, not with individuals, and R is positive definite where P and K are.
struct ClusterSystem: Sendable {
    let cluster: Int
    /// The patterns' rows of D, pattern after pattern.
    let derivatives: [Double]
    /// The patterns' means μ.
    let means: [Double]
    /// A^{-1/2} of the patterns.
    let scales: [Double]
    let positions: [Int]
    let periods: [Int]
    let width: Int

    /// Nil when a mean lies outside the family's range.
    init?(_ data: WedgePatterns, _ cluster: Int, _ beta: [Double], _ family: OutcomeFamily, _ link: Link) {
        let patterns = data.patterns(of: cluster)
        (periods, positions) = data.localPeriods(cluster)
        self.cluster = cluster
        width = data.width
        var derivatives = [Double](repeating: 0, count: patterns.count * data.width)
        var means = [Double](repeating: 0, count: patterns.count)
        var scales = means
        for (i, g) in patterns.enumerated() {
            let mean = link.mean(at: data.predictor(g, beta))
            let variance = family.variance(mean)
            guard variance > 1e-290, variance.isFinite, mean.isFinite else { return nil }
            scales[i] = 1 / variance.squareRoot()
            means[i] = mean
            let factor = scales[i] * link.slope(at: mean)
            for j in 0..<data.width {
                derivatives[i * data.width + j] = factor * data.design[g * data.width + j]
            }
        }
        (self.derivatives, self.means, self.scales) = (derivatives, means, scales)
    }

    /// Σ d_j h_j of a pattern.
    func derivative(_ i: Int, times h: [Double]) -> Double {
        var sum = 0.0
        for j in 0..<width { sum += derivatives[i * width + j] * h[j] }
        return sum
    }

    /// (d, e) for an outcome of a pattern: p + 1 numbers.
    func row(_ i: Int, outcome: Double) -> [Double] {
        derivatives[(i * width)..<((i + 1) * width)] + [scales[i] * (outcome - means[i])]
    }

    /// U and I; nil when the correlation is not positive definite.
    func score(_ data: WedgePatterns, _ lags: LagCorrelation) -> ClusterScore? {
        guard let sums = WorkingSums(self, data, lags), let lower = Cholesky(sums.periods)?.factor else {
            return nil
        }
        let size = periods.count
        var shared = Matrix(size, size)
        for s in 0..<size { for t in 0..<size { shared[t, s] = lags.shared[abs(periods[t] - periods[s])] } }
        let middle = Matrix.identity(size) + lower.transposedTimes(shared * lower)
        guard let factor = Cholesky(middle.symmetrised) else { return nil }
        let w = lower.forwardSolved(sums.crossed)
        let z = factor.factor.forwardSolved(w)
        let total = sums.inner - w.gram + z.gram
        let p = width
        var information = Matrix(p, p)
        for j in 0..<p { for i in 0..<p { information[i, j] = total[i, j] } }
        return ClusterScore(score: (0..<p).map { total[$0, p] }, information: information.symmetrised)
    }
}
