import Regression

extension SegmentedDesign {
    /// Fits the regression with errors that follow a process in time; several series share it and are independent.
    ///
    /// Missing periods are bridged exactly, except by differences, which need every period. Counts and shares take Prais–Winsten
    /// errors, as the working correlation of a quasi-likelihood.
    ///
    /// - Throws: `CausalError.Code.badArgument` for orders out of range, weights, a family, or differences of a series with
    ///   gaps; `CausalError.Code.badPanel` for uneven spacing; `CausalError.Code.tooFewRows`;
    ///   `CausalError.Code.notIdentified`; `CausalError.Code.notConverged`.
    public func fit(_ errors: SerialErrors) throws(CausalError) -> SerialFit {
        if let family = model.family { return try workingFit(errors, family) }
        let data = try serialData()
        switch errors {
        case .praisWinsten(let order):
            return fit(errors, data, try RecursiveEstimate(data, order: order, keepsFirst: true))
        case .cochraneOrcutt(let order):
            return fit(errors, data, try RecursiveEstimate(data, order: order, keepsFirst: false))
        case .generalisedLeastSquares(let ar, let ma, let isRestricted):
            let order = SerialOrder(ar: ar, ma: ma)
            try check(order, data)
            return fit(errors, try LikelihoodEstimate(data, order, isRestricted: isRestricted))
        case .arima(let order):
            try check(order, data)
            return try fit(order, data)
        case .automatic: return try automatic(data)
        }
    }

    private func check(_ order: SerialOrder, _ data: SerialData) throws(CausalError) {
        try order.check()
        guard !order.isDifferenced || data.isGapless else {
            throw CausalError(
                .badPanel, "differences need every period", column: model.time,
                remedy: "Use d = 0 and D = 0, which bridge missing and transition periods exactly.")
        }
        let series = data.steps.filter { $0 == 0 }.count
        let lost = series * (order.differences + order.seasonalDifferences * order.period)
        guard data.count - lost > parameterCount + order.parameterCount + 1 else {
            throw CausalError(
                .tooFewRows,
                "\(data.count) rows cannot carry \(parameterCount) coefficients and errors of order \(order.description)",
                remedy: "Use a smaller order or a simpler model.")
        }
    }

    private func fit(
        _ errors: SerialErrors, _ data: SerialData, _ estimate: RecursiveEstimate
    ) -> SerialFit {
        let df = estimate.rowCount - parameterCount
        let variance = estimate.regression.residualSumOfSquares / Double(df)
        return SerialFit(
            design: self, errors: errors, process: estimate.phi,
            processNames: processNames(estimate.phi),
            isAtBoundary: false, isConverged: true, coefficients: estimate.regression.coefficients,
            criterion: nil, innovationVariance: variance, covariance: variance * estimate.regression.inverse,
            degreesOfFreedom: Double(df), likelihood: nil, data: data, rowCount: estimate.rowCount,
            iterations: estimate.iterations)
    }

    private func fit(_ errors: SerialErrors, _ estimate: LikelihoodEstimate) -> SerialFit {
        let df = Double(estimate.data.count - estimate.data.width)
        let variance = estimate.regression.residualSumOfSquares / df
        return SerialFit(
            design: self, errors: errors, process: estimate.natural, processNames: estimate.order.names,
            isAtBoundary: estimate.isAtBoundary, isConverged: estimate.isConverged,
            coefficients: estimate.regression.coefficients, criterion: estimate.criterion,
            innovationVariance: variance, covariance: variance * estimate.regression.inverse,
            degreesOfFreedom: df, likelihood: estimate, data: estimate.data, rowCount: estimate.data.count,
            iterations: estimate.iterations)
    }

    /// ARIMA: differences, what is left of the columns, and the likelihood of that.
    private func fit(_ order: SerialOrder, _ data: SerialData) throws(CausalError) -> SerialFit {
        var differenced = data
        for _ in 0..<order.differences { differenced = differenced.differenced(1) }
        for _ in 0..<order.seasonalDifferences { differenced = differenced.differenced(order.period) }
        let kept = (0..<data.width).filter { column in
            let size = data.columns[column].map(abs).max() ?? 0
            return differenced.columns[column].contains { abs($0) > 1e-12 * size }
        }
        differenced.columns = (kept + [data.width]).map { differenced.columns[$0] }
        let estimate = try LikelihoodEstimate(differenced, order, isRestricted: false)
        let small = estimate.isAtBoundary ? nil : estimate.observedCovariance
        var coefficients = [Double](repeating: .nan, count: data.width)
        var covariance = Matrix(data.width, data.width, repeating: .nan)
        for (i, column) in kept.enumerated() {
            coefficients[column] = estimate.regression.coefficients[i]
            for (j, other) in kept.enumerated() { covariance[column, other] = small?[i, j] ?? .nan }
        }
        return SerialFit(
            design: self, errors: .arima(order), process: estimate.natural, processNames: order.names,
            isAtBoundary: estimate.isAtBoundary, isConverged: estimate.isConverged,
            coefficients: coefficients,
            criterion: estimate.criterion,
            innovationVariance: estimate.regression.residualSumOfSquares / Double(differenced.count),
            covariance: covariance, degreesOfFreedom: nil, likelihood: estimate, data: differenced,
            rowCount: differenced.count,
            iterations: estimate.iterations)
    }

    /// The smallest AICc among ARMA(p, q), p ≤ 3 and q ≤ 2; fits at the boundary are left out.
    private func automatic(_ data: SerialData) throws(CausalError) -> SerialFit {
        var best: SerialFit?
        for ar in 0...3 {
            for ma in 0...2 {
                guard data.count > parameterCount + ar + ma + 2 else { continue }
                let fit = try fit(SerialOrder(ar: ar, ma: ma), data)
                guard !fit.isAtBoundary, fit.isConverged, let value = fit.likelihood?.correctedAIC else {
                    continue
                }
                if value < (best?.likelihood?.correctedAIC ?? .infinity) { best = fit }
            }
        }
        guard let best else {
            throw CausalError(
                .notConverged, "no order up to (3,0,2) has an ordinary optimum",
                remedy: "Take --errors arima --order 0,1,0 (differences), or --errors newey-west.")
        }
        return best
    }
}
