import Regression

/// The exact Gaussian likelihood of a regression with ARMA errors, and where it is largest.
///
/// With V = σ²V₀, n rows and k coefficients, both profiled out:
///
///     −2ℓ  = n log(2π RSS/n) + n + log|V₀|
///     −2ℓ_R = (n − k) log(2π RSS/(n − k)) + n − k + log|V₀| + log|X′V₀⁻¹X|
///
/// The search is over Artanh of the partial autocorrelations of each factor, from several starts.
///
/// Source: Harville (1974), Biometrika 61; Barndorff-Nielsen & Schou (1973); Jones (1980).
struct LikelihoodEstimate: Sendable {
    let data: SerialData
    let order: SerialOrder
    let isRestricted: Bool
    /// Artanh of the partial autocorrelations.
    let point: [Double]
    let regression: WhitenedRegression
    /// −2ℓ or −2ℓ_R.
    let criterion: Double
    let isConverged: Bool
    let iterations: Int

    /// A partial autocorrelation beyond this is one.
    static let boundary = 0.9999
    private static let bound = 7.5

    /// - Throws: `CausalError.Code.notIdentified` when the coefficients cannot be computed.
    init(_ data: SerialData, _ order: SerialOrder, isRestricted: Bool) throws(CausalError) {
        let criterion = LikelihoodEstimate.criterion(data, order, isRestricted)
        var best: SmoothMinimum.Answer?
        for start in LikelihoodEstimate.starts(order.parameterCount, criterion) {
            let answer = SmoothMinimum.find(from: start, bound: LikelihoodEstimate.bound, criterion)
            if answer.value < (best?.value ?? 1e299) - 1e-9 { best = answer }
        }
        guard let best, let there = LikelihoodEstimate.evaluate(data, order, isRestricted, best.point) else {
            throw CausalError(
                .notIdentified,
                "the regression with these errors has no likelihood: its columns are collinear",
                remedy: "Use fewer differences, a simpler season or fewer changes.")
        }
        self.data = data
        self.order = order
        self.isRestricted = isRestricted
        (point, isConverged, iterations) = (best.point, best.isConverged, best.iterations)
        (regression, self.criterion) = there
    }

    /// Where the search begins: for one parameter from every local minimum of a grid.
    private static func starts(_ count: Int, _ criterion: ([Double]) -> Double) -> [[Double]] {
        guard count > 0 else { return [[]] }
        guard count > 1 else {
            let grid = (-12...12).map { Double($0) / 4 }
            let values = grid.map { criterion([$0]) }
            return grid.indices.filter { place in
                (place == 0 || values[place] <= values[place - 1])
                    && (place == grid.count - 1 || values[place] < values[place + 1])
            }.map { [grid[$0]] }
        }
        let zero = [Double](repeating: 0, count: count)
        return [zero, zero.map { _ in 0.5 }, zero.map { _ in -0.5 }]
            + (count <= 3 ? [zero.indices.map { $0 == 0 ? 1.5 : 0 }] : [])
    }

    /// The function that is made small; for a plain autoregression without gaps from cross-products of lagged columns.
    private static func criterion(
        _ data: SerialData, _ order: SerialOrder, _ isRestricted: Bool
    ) -> ([Double]) -> Double {
        guard order.isAutoregressive, let products = LaggedProducts(data, order: order.ar) else {
            return { evaluate(data, order, isRestricted, $0)?.criterion ?? 1e300 }
        }
        let count = Double(isRestricted ? data.count - data.width : data.count)
        return { point in
            let partial = point.map(HyperbolicTangent.of)
            guard count > 0, let found = products.solution(ArmaProcess.coefficients(partial: partial)) else {
                return 1e300
            }
            // |V₀| = Π (1 − r_j²)⁻ʲ of each series, r_j the partial autocorrelations.
            let logDeterminant = partial.enumerated().reduce(0) {
                $0 - Double($1.offset + 1) * Logarithm.of((1 - $1.element) * (1 + $1.element))
            }
            let scale = Logarithm.of(2 * Double.pi * found.residualSumOfSquares / count)
            let value =
                count * (scale + 1) + Double(products.series) * logDeterminant
                + (isRestricted ? found.logDeterminant : 0)
            return value.isFinite ? value : 1e300
        }
    }

    static func evaluate(
        _ data: SerialData, _ order: SerialOrder, _ isRestricted: Bool, _ point: [Double]
    ) -> (regression: WhitenedRegression, criterion: Double)? {
        let process = order.process(point.map(HyperbolicTangent.of))
        let (columns, logDeterminant) = SerialFilter.whiten(data, process)
        guard logDeterminant.isFinite, let fit = WhitenedRegression(columns) else { return nil }
        let count = Double(isRestricted ? data.count - data.width : data.count)
        guard count > 0, fit.residualSumOfSquares > 0 else { return nil }
        let scale = Logarithm.of(2 * Double.pi * fit.residualSumOfSquares / count)
        let value = count * (scale + 1) + logDeterminant + (isRestricted ? fit.logDeterminant : 0)
        return value.isFinite ? (fit, value) : nil
    }

    /// φ, θ, Φ, Θ.
    var natural: [Double] { order.coefficients(point.map(HyperbolicTangent.of)) }

    /// Whether an autoregression ran to its limit, or a moving average to its.
    var isAtBoundary: Bool { point.contains { abs(HyperbolicTangent.of($0)) > LikelihoodEstimate.boundary } }

    /// AIC with Hurvich and Tsai's (1989) correction; the parameters are coefficients, process and σ².
    var correctedAIC: Double {
        let parameters = Double(data.width + order.parameterCount + 1)
        let rest = Double(data.count) - parameters - 1
        return rest > 0 ? criterion + 2 * parameters * (1 + (parameters + 1) / rest) : .infinity
    }

    /// RSS/n · (X′V₀⁻¹X)⁻¹ + J Var(ω̂) J′ with J = ∂β̂/∂ω: the inverse of the observed information of β and ω together.
    var observedCovariance: Matrix? {
        let scale = regression.residualSumOfSquares / Double(data.count)
        let plain = scale * regression.inverse
        guard !point.isEmpty else { return plain }
        let h = 1e-3
        let value: ([Double]) -> Double = {
            LikelihoodEstimate.evaluate(data, order, false, $0)?.criterion ?? .nan
        }
        var hessian = Matrix(point.count, point.count)
        var jacobian = Matrix(data.width, point.count)
        for i in point.indices {
            let slopes = [-2.0, -1, 1, 2].map { k in
                SmoothMinimum.gradient(moved(i, k * h), value)
            }
            let betas = [-2.0, -1, 1, 2].map { k in
                LikelihoodEstimate.evaluate(data, order, false, moved(i, k * h))?.regression.coefficients
                    ?? []
            }
            guard betas.allSatisfy({ $0.count == data.width }) else { return nil }
            for j in point.indices {
                hessian[j, i] = (8 * (slopes[2][j] - slopes[1][j]) - (slopes[3][j] - slopes[0][j])) / (24 * h)
            }
            for j in 0..<data.width {
                jacobian[j, i] = (8 * (betas[2][j] - betas[1][j]) - (betas[3][j] - betas[0][j])) / (12 * h)
            }
        }
        guard let inverse = Cholesky(hessian.symmetrised)?.inverse() else { return nil }
        return plain + jacobian * inverse * jacobian.transposed
    }

    private func moved(_ i: Int, _ distance: Double) -> [Double] {
        var there = point
        there[i] += distance
        return there
    }
}
