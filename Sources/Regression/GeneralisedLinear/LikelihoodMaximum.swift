import Inference

/// Where a design's likelihood is largest: the last weighted regression and, for the negative binomial, θ.
///
/// Coefficients for θ and θ for the means take turns (as in R's `MASS::glm.nb`), until θ moves by less than 1e-10 of
/// itself; then gradients in both vanish. The first turn is Poisson's, θ = ∞.
struct LikelihoodMaximum {
    let step: WeightedStep
    /// The linear predictor, offset included.
    let eta: [Double]
    let model: MeanModel
    let deviance: Double
    /// How many weighted regressions it took.
    let iterations: Int
    /// The standard error of θ; NaN without one.
    let thetaError: Double

    private static let limit = 200

    /// Starts at a linear predictor and θ of the design, or anew.
    init(
        _ design: GeneralisedLinearDesign, tolerance: Double, from start: [Double]? = nil
    ) throws(CausalError) {
        var steps = ReweightedSteps(design, tolerance: tolerance, from: start)
        var step = try steps.run()
        var model = design.model
        var error = Double.nan
        if model.family == .negativeBinomial {
            let dispersion = NegativeBinomialDispersion(design.frame.response, weights: design.frame.weights)
            var (turns, isExact) = (0, true)
            while true {
                let next = dispersion.estimate(steps.means, from: model.theta)
                let moved = next == model.theta ? 0 : (next - model.theta).magnitude / next
                if moved <= 1e-10, isExact { break }
                guard turns < Self.limit else { throw Self.unsettled }
                turns += 1
                model.theta = next
                steps.continues(theta: next)
                // While θ moves far, one step of the coefficients is enough.
                isExact = !(moved > 1e-6)
                step = isExact ? try steps.run() : try steps.once()
            }
            error = dispersion.standardError(model.theta, steps.means)
        }
        self.step = step
        eta = steps.eta
        self.model = model
        deviance = steps.deviance
        iterations = steps.count
        thetaError = error
    }

    private static var unsettled: CausalError {
        CausalError(
            .notConverged,
            "the dispersion of the negative binomial and the coefficients did not settle in \(limit) turns",
            remedy: "Use the family quasipoisson, or poisson with robust or clustered errors.")
    }
}
