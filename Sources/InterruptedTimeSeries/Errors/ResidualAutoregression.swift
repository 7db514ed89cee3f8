import Regression

/// The autoregression of residuals, û_t on û_{t−1} … û_{t−p} without a constant, where all of them are observed.
struct ResidualAutoregression: Sendable {
    let order: Int
    /// The rows whose p predecessors are all observed.
    let rows: [Int]

    /// - Throws: `CausalError.Code.badArgument` for an order outside 1 … 12.
    init(order: Int, steps: [Int]) throws(CausalError) {
        guard (1...12).contains(order) else {
            throw CausalError(.badArgument, "--ar is 1 to 12", value: "\(order)")
        }
        self.order = order
        var run = 0
        rows = steps.indices.filter { row in
            run = steps[row] == 1 ? run + 1 : 0
            return run >= order
        }
    }

    /// φ of a stationary autoregression.
    ///
    /// - Throws: `CausalError.Code.tooFewRows`; `CausalError.Code.notConverged` when it is not stationary.
    func coefficients(_ residuals: [Double]) throws(CausalError) -> [Double] {
        let columns =
            (1...order).map { lag in rows.map { residuals[$0 - lag] } } + [rows.map { residuals[$0] }]
        guard rows.count > order, let fit = WhitenedRegression(columns) else {
            throw CausalError(
                .tooFewRows, "too few neighbouring periods to regress residuals on their lags",
                remedy: "Use a smaller --ar.")
        }
        return try stationary(fit.coefficients)
    }

    /// The same from residuals or, where they are shares of a basis, from its products.
    func coefficients(_ residuals: Residuals, _ products: LaggedProducts?) throws(CausalError) -> [Double] {
        switch residuals {
        case .plain(let values): return try coefficients(values)
        case .shares(let shares):
            guard let sums = products?.residualProducts(shares),
                let factor = Cholesky(sums.submatrix(Array(1...order)))
            else { throw CausalError(.notConverged, "the residuals' autoregression has no solution") }
            return try stationary(factor.solve((1...order).map { sums[0, $0] }))
        }
    }

    private func stationary(_ phi: [Double]) throws(CausalError) -> [Double] {
        guard ArmaProcess.partial(phi) != nil else {
            throw CausalError(
                .notConverged,
                "the residuals' autoregression reached the boundary: they are not stationary",
                value: phi.map(\.shortestDecimal).joined(separator: ", "),
                remedy:
                    "For a numeric outcome take --errors arima --order 0,1,0 (differences); for counts a longer series, or --errors ols."
            )
        }
        return phi
    }
}

/// What an iteration leaves of the outcome.
enum Residuals {
    /// A residual for each row.
    case plain([Double])
    /// e − Q·shares of the basis of ``LaggedProducts``, whose sums of products are known.
    case shares([Double])
}
