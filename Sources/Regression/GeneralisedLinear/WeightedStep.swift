import Inference

extension GeneralisedLinearDesign {
    /// wμ′²/V
    func workingWeights(_ eta: [Double]) -> [Double] {
        let (model, weights) = (model, frame.weights)
        return Parallel.array(eta.count) { rows, out in
            for row in rows {
                let slope = model.link.slope(eta[row])
                out.initializeElement(
                    at: row - rows.lowerBound,
                    to: (weights?[row] ?? 1) * (slope * (slope / model.variance(eta[row]))))
            }
        }
    }

    /// (y − μ)/μ′
    func workingResiduals(_ eta: [Double]) -> [Double] {
        let (model, y) = (model, frame.response)
        return Parallel.array(eta.count) { rows, out in
            for row in rows {
                out.initializeElement(
                    at: row - rows.lowerBound,
                    to: (y[row] - model.mean(eta[row])) / model.link.slope(eta[row]))
            }
        }
    }
}

/// One weighted regression.
struct WeightedStep {
    /// wμ′²/V
    let weights: [Double]
    /// Working residuals: what the regressors and factors leave of the working outcome.
    let residuals: [Double]
    /// The columns, factors swept out.
    let columns: [[Double]]
    let solution: LeastSquaresSolution
    /// The positions of the columns in use among the frame's.
    let kept: [Int]
    /// The linear predictor that follows.
    let eta: [Double]
    let report: AbsorptionReport?

    init(
        _ design: GeneralisedLinearDesign, eta: [Double], absorption: Absorption?, kept: [Int]?
    ) throws(CausalError) {
        let frame = design.frame
        let weights = design.workingWeights(eta)
        let distances = design.workingResiduals(eta)
        let working = eta.indices.map { row in
            eta[row] - (design.offset?[row] ?? 0) + distances[row]
        }
        let use = kept ?? Array(frame.columns.indices)
        let swept = try SweptColumns(
            response: working, columns: use.map { frame.columns[$0].values },
            absorption: absorption?.reweighted(weights), weights: weights)
        let solution = try LeastSquaresSolver.solve(
            columns: swept.columns, response: swept.response, weights: weights, intercept: frame.hasIntercept,
            collinearityScale: swept.scale)
        let shift = frame.hasIntercept ? 1 : 0
        let slots = solution.kept.filter { $0 >= shift }.map { $0 - shift }
        columns = slots.map { swept.columns[$0] }
        residuals = Kernels.residuals(
            columns: columns, response: swept.response,
            intercept: frame.hasIntercept ? solution.coefficients[0] : nil,
            coefficients: slots.map { solution.coefficients[$0 + shift] })
        self.weights = weights
        self.solution = solution
        self.kept = slots.map { use[$0] }
        report = swept.report
        let rest = residuals
        self.eta = working.indices.map { working[$0] - rest[$0] + (design.offset?[$0] ?? 0) }
    }
}
