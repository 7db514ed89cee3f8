import Regression

extension SegmentedDesign {
    /// Counts and shares with a working autoregression.
    ///
    /// - Throws: `CausalError.Code.badArgument` for any errors but Prais–Winsten's; `CausalError.Code.notIdentified`
    ///   where a likelihood of independent periods has no maximum.
    func workingFit(_ errors: SerialErrors, _ family: ResponseFamily) throws(CausalError) -> SerialFit {
        guard case .praisWinsten(let order) = errors else {
            throw CausalError(
                .badArgument, "\(errors.name) errors are for a numeric outcome", value: family.rawValue,
                remedy:
                    "Counts and shares take --errors prais-winsten (a working autoregression) or newey-west.")
        }
        let independent = try fit()
        let likelihood = independent.regression as? GeneralisedLinearFit
        let inOrder = rowsInOrder
        let pick = { (values: [Double]) in inOrder.map { values[$0] } }
        let rows = WorkingRows(
            columns: [Array(repeating: 1, count: inOrder.count)] + frame.columns.map { pick($0.values) },
            response: pick(frame.response), offset: offset.map(pick), weights: frame.weights.map(pick),
            steps: try steps(inOrder), link: model.link, family: family,
            theta: likelihood?.theta ?? .infinity)
        let dispersion: Double? = family == .quasipoisson ? nil : 1
        let estimate = try WorkingEstimate(
            rows, from: independent.regression.coefficients, order: order, dispersion: dispersion)
        return SerialFit(
            design: self, errors: errors, process: estimate.phi, processNames: processNames(estimate.phi),
            isAtBoundary: false, isConverged: true, coefficients: estimate.regression.coefficients,
            criterion: nil, innovationVariance: estimate.innovationVariance,
            covariance: estimate.innovationVariance * estimate.regression.inverse, degreesOfFreedom: nil,
            likelihood: nil, data: rows.linearised(estimate.regression.coefficients).data,
            rowCount: rows.count, iterations: estimate.iterations)
    }

    /// `rho`, or `ar1`, `ar2`, ….
    func processNames(_ phi: [Double]) -> [String] {
        phi.count == 1 ? ["rho"] : phi.indices.map { "ar\($0 + 1)" }
    }
}
