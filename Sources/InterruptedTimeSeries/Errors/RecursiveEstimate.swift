import Regression

/// Prais–Winsten and Cochrane–Orcutt: autoregression of residuals and generalised least squares in turn.
struct RecursiveEstimate: Sendable {
    let phi: [Double]
    let regression: WhitenedRegression
    /// The rows of the last regression.
    let rowCount: Int
    let iterations: Int

    /// - Throws: `CausalError.Code.notConverged` when the residuals' autoregression is not stationary or ρ does not settle;
    ///   `CausalError.Code.tooFewRows`.
    init(_ data: SerialData, order: Int, keepsFirst: Bool) throws(CausalError) {
        guard (1...12).contains(order) else {
            throw CausalError(.badArgument, "--ar is 1 to 12", value: "\(order)")
        }
        let kept = keepsFirst ? Array(data.steps.indices) : RecursiveEstimate.complete(data, order)
        var phi = [Double](repeating: 0, count: order)
        var fit = try RecursiveEstimate.regress(data, phi, Array(data.steps.indices))
        for iteration in 1...2000 {
            let next = try RecursiveEstimate.autoregression(data, fit.coefficients, order)
            let change = zip(next, phi).map { abs($0 - $1) }.max() ?? 0
            phi = next
            guard ArmaProcess.partial(phi) != nil else {
                throw CausalError(
                    .notConverged,
                    "the residuals' autoregression reached the boundary: they are not stationary",
                    value: phi.map(\.shortestDecimal).joined(separator: ", "),
                    remedy: "Take --errors arima --order 0,1,0 (differences), or --errors newey-west.")
            }
            fit = try RecursiveEstimate.regress(data, phi, kept)
            if change < 1e-12 {
                (self.phi, regression, rowCount, iterations) = (phi, fit, kept.count, iteration)
                return
            }
        }
        throw CausalError(
            .notConverged, "ρ did not settle in 2000 rounds",
            remedy: "Take --errors gls, which maximises a likelihood.")
    }

    /// Rows whose p predecessors are all observed.
    private static func complete(_ data: SerialData, _ order: Int) -> [Int] {
        var run = 0
        return data.steps.indices.filter { row in
            run = data.steps[row] == 1 ? run + 1 : 0
            return run >= order
        }
    }

    private static func regress(
        _ data: SerialData, _ phi: [Double], _ rows: [Int]
    ) throws(CausalError) -> WhitenedRegression {
        let whole = SerialFilter.whiten(data, ArmaProcess(phi: phi, theta: [])).columns
        let columns = rows.count == data.count ? whole : whole.map { c in rows.map { c[$0] } }
        guard rows.count > data.width, let fit = WhitenedRegression(columns) else {
            throw CausalError(
                .tooFewRows, "the transformed rows do not identify the coefficients",
                remedy: "Use a smaller --ar, or a simpler model.")
        }
        return fit
    }

    /// û_t on û_{t−1} … û_{t−p}, without a constant.
    private static func autoregression(
        _ data: SerialData, _ coefficients: [Double], _ order: Int
    ) throws(CausalError) -> [Double] {
        var residuals = data.columns[data.width]
        for (column, value) in zip(data.columns, coefficients) {
            for i in residuals.indices { residuals[i] -= value * column[i] }
        }
        let rows = complete(data, order)
        let columns =
            (1...order).map { lag in rows.map { residuals[$0 - lag] } } + [rows.map { residuals[$0] }]
        guard rows.count > order, let fit = WhitenedRegression(columns) else {
            throw CausalError(
                .tooFewRows, "too few neighbouring periods to regress residuals on their lags",
                remedy: "Use a smaller --ar.")
        }
        return fit.coefficients
    }
}
