import Regression

/// Coefficients to start from: those of independent outcomes, by iteratively reweighted least squares on the patterns.
enum StartingValues {
    /// - Throws: `CausalError.Code.notConverged` when the coefficients run away, as where a pattern of regressors
    ///   separates events from non-events.
    static func find(_ data: WedgePatterns, _ model: MarginalModel) throws(CausalError) -> [Double] {
        try find(data, model.family, model.usedLink)
    }

    static func find(
        _ data: WedgePatterns, _ family: OutcomeFamily, _ link: Link
    ) throws(CausalError) -> [Double] {
        let total = data.count.reduce(0, +)
        let average = zip(data.count, data.mean).reduce(0) { $0 + $1.0 * $1.1 } / total
        var eta = data.mean.indices.map { start(data.mean[$0], average, family, link) }
        var beta = [Double](repeating: 0, count: data.width)
        for iteration in 0..<100 {
            let next = try step(data, family, link, eta)
            let moved = zip(next, beta).map { abs($0 - $1) / (1 + abs($1)) }.max() ?? 0
            beta = next
            eta = (0..<data.patternCount).map { data.predictor($0, beta) }
            if link == .identity && family == .gaussian { return beta }
            if moved < 1e-12, iteration > 0 { break }
            if let far = eta.map(abs).max(), link != .identity, far > 700 { throw runaway }
        }
        if link == .logit, let far = eta.map(abs).max(), far > 25 { throw runaway }
        return beta
    }

    private static func start(_ y: Double, _ average: Double, _ family: OutcomeFamily, _ link: Link) -> Double
    {
        let value = family == .gaussian && link == .identity ? y : (y + average) / 2
        switch link {
        case .identity, .probit: return value
        case .log: return Exponential.logarithm(max(value, 1e-8))
        case .logit: return Exponential.logarithm(value / (1 - value))
        }
    }

    /// One weighted regression.
    private static func step(
        _ data: WedgePatterns, _ family: OutcomeFamily, _ link: Link, _ eta: [Double]
    ) throws(CausalError) -> [Double] {
        let p = data.width
        var normal = Matrix(p, p)
        var score = [Double](repeating: 0, count: p)
        for g in 0..<data.patternCount {
            let mean = bounded(link.mean(at: eta[g]), family)
            let slope = link.slope(at: mean)
            let weight = data.count[g] * slope * slope / family.variance(mean)
            let response = eta[g] - data.offset[g] + (data.mean[g] - mean) / slope
            for j in 0..<p where data.design[g * p + j] != 0 {
                let scaled = weight * data.design[g * p + j]
                for i in 0..<p { normal[i, j] += scaled * data.design[g * p + i] }
                score[j] += scaled * response
            }
        }
        guard let beta = Cholesky(normal)?.solve(score), beta.allSatisfy(\.isFinite) else { throw runaway }
        return beta
    }

    /// A mean moved inside the range.
    private static func bounded(_ mean: Double, _ family: OutcomeFamily) -> Double {
        switch family {
        case .gaussian: mean
        case .binomial: min(max(mean, 1e-12), 1 - 1e-12)
        case .poisson, .quasipoisson: max(mean, 1e-12)
        }
    }

    static var runaway: CausalError {
        CausalError(
            .notIdentified,
            "no finite coefficients fit best: some periods, covariates or arms have no events, or nothing but events",
            remedy:
                "Leave out the covariate that predicts the outcome without error, or take a straight line in time."
        )
    }
}
