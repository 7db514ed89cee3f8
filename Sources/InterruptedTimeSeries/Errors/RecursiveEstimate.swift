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
        let autoregression = try ResidualAutoregression(order: order, steps: data.steps)
        let kept = keepsFirst ? Array(data.steps.indices) : autoregression.rows
        let products = autoregression.rows.count > order ? LaggedProducts(data, order: order) : nil
        var phi = [Double](repeating: 0, count: order)
        var left =
            products == nil
            ? Residuals.plain(
                data.residuals(
                    try RecursiveEstimate.regress(data, phi, Array(data.steps.indices)).coefficients))
            : .shares(Array(repeating: 0, count: data.width))
        for iteration in 1...2000 {
            let next = try autoregression.coefficients(left, products)
            let change = zip(next, phi).map { abs($0 - $1) }.max() ?? 0
            phi = next
            if change < 1e-12 {
                regression = try RecursiveEstimate.regress(data, phi, kept)
                (self.phi, rowCount, iterations) = (phi, kept.count, iteration)
                return
            }
            if let products, let found = products.solution(phi, keepsFirst: keepsFirst) {
                left = .shares(found.shares)
            } else {
                left = .plain(data.residuals(try RecursiveEstimate.regress(data, phi, kept).coefficients))
            }
        }
        throw CausalError(
            .notConverged, "ρ did not settle in 2000 rounds",
            remedy: "Take --errors gls, which maximises a likelihood.")
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
}

extension SerialData {
    /// What the coefficients leave of the outcome.
    func residuals(_ coefficients: [Double]) -> [Double] {
        var residuals = columns[width]
        for (column, value) in zip(columns, coefficients) {
            for i in residuals.indices { residuals[i] -= value * column[i] }
        }
        return residuals
    }
}
