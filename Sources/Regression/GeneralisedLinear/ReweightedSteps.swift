import Inference

/// Iteratively reweighted least squares: each step is a weighted regression of the working outcome
/// z = η − offset + (y − μ)/μ′(η) with weights wμ′(η)²/V(μ), factors swept out.
///
/// A step that raises the deviance is halved. Iteration ends one step after the linear predictor moves by less
/// than 1e-8 of its spread, root mean square: convergence is quadratic, so that the last step's weights are
/// those of the solution to about 1e-16.
struct ReweightedSteps {
    private let design: GeneralisedLinearDesign
    private let absorption: Absorption?
    private let tolerance: Double
    /// The linear predictor, offset included.
    private(set) var eta: [Double]
    private(set) var deviance = Double.infinity
    private(set) var count = 0
    /// Which columns are estimated, found in the first step.
    private(set) var kept: [Int]?
    /// The last step's regression.
    private(set) var last: WeightedStep?

    static let limit = 100

    init(_ design: GeneralisedLinearDesign, tolerance: Double) {
        self.design = design
        self.tolerance = tolerance
        absorption = Absorption(design.frame, weights: design.frame.weights, tolerance: tolerance)
        let y = design.frame.response
        let average = Kernels.mean(y, weights: design.frame.weights)
        eta = y.map { [family = design.family] in family.link(family.start($0, average: average)) }
    }

    /// Iterates until it converges.
    mutating func run() throws(CausalError) -> WeightedStep {
        var isLast = false
        while count < ReweightedSteps.limit {
            let step = try WeightedStep(design, eta: eta, absorption: absorption, kept: kept)
            let moved = try advance(step)
            count += 1
            kept = step.kept
            if isLast { return step }
            isLast = moved <= 1e-8
        }
        throw CausalError(
            .notConverged, "iteratively reweighted least squares did not converge in \(count) steps",
            remedy: "Scale the regressors, or leave out those with extreme values.")
    }

    /// Moves η to the step's predictor, halving while the deviance does not fall; returns how far it moved.
    private mutating func advance(_ step: WeightedStep) throws(CausalError) -> Double {
        var next = step.eta
        var value = totalDeviance(next)
        var halvings = 0
        // Rounding may raise a deviance that stands still.
        while !(value <= deviance + 1e-10 * (deviance.magnitude + 1)), halvings < 40 {
            next = zip(next, eta).map { ($0 + $1) / 2 }
            value = totalDeviance(next)
            halvings += 1
        }
        guard value.isFinite else {
            throw CausalError(
                .notConverged, "the model's predictions left the range of numbers",
                remedy: "Scale the regressors, or leave out those with extreme values.")
        }
        var distance = 0.0
        var spread = 1.0
        for (new, old) in zip(next, eta) {
            distance += (new - old) * (new - old)
            spread += new * new
        }
        eta = next
        deviance = value
        return (distance / spread).squareRoot()
    }

    /// Σ w d(y, μ(η))
    private func totalDeviance(_ eta: [Double]) -> Double {
        let (y, family) = (design.frame.response, design.family)
        let terms = Parallel.array(y.count) { rows, out in
            for row in rows {
                out.initializeElement(
                    at: row - rows.lowerBound, to: family.deviance(y[row], family.mean(eta[row])))
            }
        }
        return Kernels.weightedSum(terms, weights: design.frame.weights)
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
        let (family, y) = (design.family, frame.response)
        let slopes = eta.map { family.slope(family.mean($0)) }
        let weights = zip(slopes, frame.weights ?? Array(repeating: 1, count: y.count)).map(*)
        let working = y.indices.map { row in
            eta[row] - (design.offset?[row] ?? 0) + (y[row] - family.mean(eta[row])) / slopes[row]
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
