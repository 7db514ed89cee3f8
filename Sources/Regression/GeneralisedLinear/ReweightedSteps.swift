import Inference

/// Iteratively reweighted least squares: each step is a weighted regression of the working outcome
/// z = η − offset + (y − μ)/μ′(η) with weights wμ′(η)²/V(μ), factors swept out.
///
/// A step that raises the deviance, or leaves the means that the family allows, is halved. Iteration ends one step
/// after the linear predictor moves by less than 1e-8 of its spread, root mean square: under the usual links of one-parameter
/// families convergence is quadratic, so that the last step's weights are those of the solution to about 1e-16.
/// Otherwise scoring converges linearly, and goes on to 1e-12 or until rounding stops it.
struct ReweightedSteps {
    private var design: GeneralisedLinearDesign
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

    /// Starts at a linear predictor, or at one made from the outcome.
    init(_ design: GeneralisedLinearDesign, tolerance: Double, from start: [Double]? = nil) {
        self.design = design
        self.tolerance = tolerance
        absorption = Absorption(design.frame, weights: design.frame.weights, tolerance: tolerance)
        let y = design.frame.response
        let average = Kernels.mean(y, weights: design.frame.weights)
        eta = start ?? y.map { [model = design.model] in model.start($0, average: average) }
    }

    /// Goes on with another θ from where it stands.
    mutating func continues(theta: Double) {
        design.model.theta = theta
        deviance = .infinity
    }

    /// The means at the linear predictor.
    var means: [Double] { eta.map { [model = design.model] in model.mean($0) } }

    /// Iterates until it converges.
    mutating func run() throws(CausalError) -> WeightedStep {
        var isLast = false
        var before = Double.infinity
        let first = count
        while count - first < ReweightedSteps.limit {
            let step = try WeightedStep(design, eta: eta, absorption: absorption, kept: kept)
            try Separation.refuse(design, at: step.eta)
            let moved = try advance(step)
            count += 1
            kept = step.kept
            if isLast { return step }
            isLast = moved <= 1e-8 && (design.model.isCanonical || moved <= 1e-12 || moved > before / 2)
            before = moved
        }
        throw CausalError(
            .notConverged,
            "iteratively reweighted least squares did not converge in \(ReweightedSteps.limit) steps",
            remedy: design.model.link == design.model.family.link
                ? "Scale the regressors, or leave out those with extreme values."
                : "The best fit may lie at the edge of the means that the family allows: use the link "
                    + "\(design.model.family.link.rawValue).")
    }

    /// Takes one step.
    mutating func once() throws(CausalError) -> WeightedStep {
        let step = try WeightedStep(design, eta: eta, absorption: absorption, kept: kept)
        _ = try advance(step)
        count += 1
        return step
    }

    /// Moves η to the step's predictor, halving while the deviance does not fall; returns how far the whole step
    /// goes: at the edge of the means allowed halved steps get short without an end.
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
                remedy: design.offset == nil
                    ? "Scale the regressors, or leave out those with extreme values."
                    : "Check the offset: it is added to the logarithm of the mean, so that an exposure enters as "
                        + "log(population).")
        }
        var distance = 0.0
        var spread = 1.0
        for (new, old) in zip(step.eta, eta) {
            distance += (new - old) * (new - old)
            spread += new * new
        }
        eta = next
        deviance = value
        return (distance / spread).squareRoot()
    }

    /// Σ w d(y, μ(η)); NaN where a mean is not allowed.
    private func totalDeviance(_ eta: [Double]) -> Double {
        let (y, model) = (design.frame.response, design.model)
        let terms = Parallel.array(y.count) { rows, out in
            for row in rows {
                out.initializeElement(at: row - rows.lowerBound, to: model.deviance(y[row], at: eta[row]))
            }
        }
        return Kernels.weightedSum(terms, weights: design.frame.weights)
    }
}
