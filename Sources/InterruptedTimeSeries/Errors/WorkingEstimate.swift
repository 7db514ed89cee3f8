import Regression

/// Counts or shares whose Pearson residuals follow an autoregression: quasi-likelihood with that working correlation.
///
///     D′V⁻¹(y − μ) = 0,  V = φ̂ A^½ R A^½,  A = diag v(μ_t)/w_t,  Var β̂ = φ̂ (D′A^−½R⁻¹A^−½D)⁻¹
///
/// R holds the autocorrelations of the AR(p) that regressing Pearson's residuals on their lags gives. Each round weights
/// the linearised outcome by A^−½, whitens it with the Kalman filter (so that gaps are bridged) and regresses; β̂ and R are
/// found in turn. The dispersion φ̂ is that of the whitened residuals over n − k for quasi-Poisson and 1 for the others; θ of the
/// negative binomial is that of independent periods.
///
/// Source: Liang & Zeger (1986), Biometrika 73; Zeger (1988), Biometrika 75.
struct WorkingEstimate: Sendable {
    let phi: [Double]
    let regression: WhitenedRegression
    /// The factor from (X′V₀⁻¹X)⁻¹, V₀ with unit innovations, to the covariance.
    let innovationVariance: Double
    let iterations: Int

    /// - Throws: `CausalError.Code.notConverged`; what ``ResidualAutoregression`` throws.
    init(_ rows: WorkingRows, from start: [Double], order: Int, dispersion: Double?) throws(CausalError) {
        let autoregression = try ResidualAutoregression(order: order, steps: rows.steps)
        var (beta, phi) = (start, [Double](repeating: 0, count: order))
        for iteration in 1...500 {
            let (data, pearson) = rows.linearised(beta)
            let next = try autoregression.coefficients(pearson)
            let process = ArmaProcess(phi: next, theta: [])
            guard let fit = WhitenedRegression(SerialFilter.whiten(data, process).columns),
                fit.coefficients.allSatisfy(\.isFinite)
            else { break }
            let moved = zip(fit.coefficients, beta).map { abs($0 - $1) / (1 + abs($1)) }.max() ?? 0
            let turned = zip(next, phi).map { abs($0 - $1) }.max() ?? 0
            (beta, phi) = (fit.coefficients, next)
            guard moved < 1e-11, turned < 1e-11 else { continue }
            let left = Double(rows.count - beta.count)
            self.phi = phi
            regression = fit
            innovationVariance =
                dispersion.map { $0 / process.autocovariances(1)[0] } ?? fit.residualSumOfSquares / left
            iterations = iteration
            return
        }
        throw CausalError(
            .notConverged, "means and autocorrelation of the counts did not settle",
            remedy: "Use --errors newey-west.")
    }
}

/// The rows of counts or shares in order of unit and time, as an iteration needs them.
struct WorkingRows: Sendable {
    let columns: [[Double]]
    let response: [Double]
    let offset: [Double]?
    let weights: [Double]?
    let steps: [Int]
    let link: MeanLink
    let family: ResponseFamily
    /// θ of the negative binomial; infinite for the others.
    let theta: Double

    var count: Int { response.count }

    /// A^−½ of the columns and of the linearised outcome, and Pearson's residuals.
    func linearised(_ beta: [Double]) -> (data: SerialData, pearson: [Double]) {
        var eta = [Double](repeating: 0, count: count)
        for (column, value) in zip(columns, beta) { for i in eta.indices { eta[i] += value * column[i] } }
        var (scale, pearson, target) = (eta, eta, eta)
        for i in eta.indices {
            let mean = link.mean(eta[i] + (offset?[i] ?? 0))
            let slope = link.slope(mean)
            scale[i] = slope * ((weights?[i] ?? 1) / family.variance(mean, theta)).squareRoot()
            let distance = (response[i] - mean) / slope
            pearson[i] = scale[i] * distance
            target[i] = scale[i] * (eta[i] + distance)
        }
        let scaled = columns.map { column in zip(column, scale).map(*) }
        return (SerialData(columns: scaled + [target], steps: steps), pearson)
    }
}

extension ResponseFamily {
    /// v(μ)
    fileprivate func variance(_ mean: Double, _ theta: Double) -> Double {
        self == .binomial ? mean * (1 - mean) : mean * (1 + mean / theta)
    }
}
