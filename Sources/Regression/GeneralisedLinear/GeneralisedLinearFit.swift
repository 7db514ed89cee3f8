import Inference

/// What a generalised linear model found: a fit whose covariances are those of its last weighted regression.
///
/// With working weights W and working residuals r the scores are Wᵢrᵢxᵢ = wᵢ(yᵢ − μᵢ)μ′ᵢ/Vᵢ·xᵢ and the bread is the
/// inverse of the expected information, so that robust and clustered covariances are those of the likelihood's
/// scores. Coefficients are compared with the normal distribution, as R, Stata and fixest do. The negative
/// binomial's θ counts as known to the coefficients' errors, as their expected information with it is zero.
public struct GeneralisedLinearFit: LinearFit {
    /// The rows, columns, factors, weights and offset used.
    public let design: GeneralisedLinearDesign
    /// The model that was fitted.
    public let model: GeneralisedLinearModel
    /// The estimates; NaN where a column was dropped.
    public let coefficients: [Double]
    /// The positions in ``terms`` that were estimated.
    public let estimated: [Int]
    /// The columns, absorbed factors swept out with the working weights.
    public let designColumns: [[Double]]
    /// Their means by the working weights where there is an intercept, and zeros without.
    public let columnMeans: [Double]
    /// Working residuals.
    public let residuals: [Double]
    /// The weighted sum of squared working residuals, Pearson's statistic.
    public let residualSumOfSquares: Double
    /// Working weights.
    public let weights: [Double]?
    /// The inverse of the expected information.
    public let bread: Matrix
    /// The linear predictors η = g(μ), offset included.
    public let linearPredictors: [Double]
    /// Twice the log-likelihood lost against a perfect fit.
    public let deviance: Double
    /// θ̂ of the negative binomial's variance μ + μ²/θ; infinite for counts that are not overdispersed and for
    /// other families.
    public let theta: Double
    /// The standard error of θ̂ from the observed information, the means given; NaN without one.
    public let thetaStandardError: Double
    /// How many weighted regressions it took.
    public let iterations: Int
    /// What the last regression's absorption did, when there was one.
    public let absorption: AbsorptionReport?
    /// How many rows were dropped as singletons of absorbed factors.
    public let singletons: Int
    /// How many rows were dropped because they are separated.
    public let separated: Int

    init(
        _ design: GeneralisedLinearDesign, _ model: GeneralisedLinearModel, singletons: Int, separated: Int
    ) throws(CausalError) {
        guard design.frame.sample.count > 0 else {
            throw CausalError(.noRows, "no rows are left: all were singletons of the absorbed factors")
        }
        let maximum = try LikelihoodMaximum(design, tolerance: model.tolerance)
        let step = maximum.step
        let shift = design.frame.hasIntercept ? 1 : 0
        var coefficients = [Double](repeating: .nan, count: design.frame.columns.count + shift)
        let positions = (shift == 1 ? [0] : []) + step.kept.map { $0 + shift }
        for (slot, position) in zip(step.solution.kept, positions) {
            coefficients[position] = step.solution.coefficients[slot]
        }
        self.design = design
        self.model = model
        self.coefficients = coefficients
        estimated = positions
        designColumns = step.columns
        columnMeans = step.solution.means
        residuals = step.residuals
        weights = step.weights
        residualSumOfSquares = Kernels.weightedSumOfSquares(step.residuals, weights: step.weights)
        bread = step.solution.inverseCrossProduct
        linearPredictors = maximum.eta
        deviance = maximum.deviance
        theta = maximum.model.theta
        thetaStandardError = maximum.thetaError
        iterations = maximum.iterations
        absorption = step.report
        self.singletons = singletons
        self.separated = separated
    }
}

extension GeneralisedLinearFit {
    /// The rows used.
    public var sample: Sample { design.frame.sample }
    /// The outcome's name.
    public var responseName: String { design.frame.responseName }
    /// The family.
    public var family: ResponseFamily { model.family }
    /// The coefficients' names.
    public var terms: [String] {
        (hasIntercept ? ["(Intercept)"] : []) + design.frame.columns.map(\.name)
    }
    /// Whether the first estimated term is the intercept.
    public var hasIntercept: Bool { design.frame.hasIntercept }
    /// The factors swept out.
    public var absorbed: [Factor] { design.frame.absorbed }
    /// The slopes swept out besides.
    public var slopes: [VaryingSlope] { design.frame.slopes }
    /// How redundant absorbed parameters are counted.
    public var parameterRule: ParameterRule { model.parameterRule }
    /// The weights that the model was given.
    public var priorWeights: [Double]? { design.frame.weights }
    /// What the weights mean.
    public var weightKind: WeightKind { model.weightKind }
    /// The number of observations n: the rows, or the sum of frequency weights.
    public var observationCount: Int { weightKind.observations(rows: rowCount, weights: priorWeights) }
    /// Whose the rows are and when they were, when the model says so.
    public var panel: PanelIndex? { model.panel }
    /// `logit` for events and shares, `poisson` for counts.
    public var command: String { family == .binomial ? "logit" : "poisson" }
    /// The known dispersion: 1, or nil where it is estimated as Σ Wr²/(n − K).
    public var knownDispersion: Double? { family.knownDispersion }
    /// Coefficients are compared with the normal distribution.
    public var isAsymptotic: Bool { true }
    /// The family, link and θ̂.
    var mean: MeanModel { MeanModel(family: family, link: design.model.link, theta: theta) }
    /// The fitted means μ.
    public var means: [Double] { linearPredictors.map(mean.mean) }
    /// The log-likelihood; NaN for a quasi-likelihood.
    public var logLikelihood: Double {
        let (y, eta, mean) = (design.frame.response, linearPredictors, mean)
        return Kernels.weightedSum(
            y.indices.map { mean.logLikelihood(y[$0], at: eta[$0]) }, weights: priorWeights)
    }
    /// φ̂ = Σ Wr²/(n − K), Pearson's statistic over its degrees of freedom; NaN when none are left.
    public var dispersion: Double {
        let size = ModelSize(
            coefficients: estimated.count, absorbed: absorbed, slopes: slopes, rule: parameterRule)
        return observationCount > size.parameters
            ? residualSumOfSquares / Double(observationCount - size.parameters) : .nan
    }
}
