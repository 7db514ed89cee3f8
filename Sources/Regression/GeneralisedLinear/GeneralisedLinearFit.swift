import Inference

/// What a generalised linear model found: a fit whose covariances are those of its last weighted regression.
///
/// With working weights W and working residuals r the scores are Wᵢrᵢxᵢ = wᵢ(yᵢ − μᵢ)μ′ᵢ/Vᵢ·xᵢ and the bread is the
/// inverse of the expected information, so that robust and clustered covariances are those of the likelihood's
/// scores. Coefficients are compared with the normal distribution, as R, Stata and fixest do.
public struct GeneralisedLinearFit: LinearFit {
    /// The rows used.
    public let sample: Sample
    /// The outcome's name.
    public let responseName: String
    /// The family.
    public let family: ResponseFamily
    /// The coefficients' names.
    public let terms: [String]
    /// The estimates; NaN where a column was dropped.
    public let coefficients: [Double]
    /// The positions in ``terms`` that were estimated.
    public let estimated: [Int]
    /// The columns, absorbed factors swept out with the working weights.
    public let designColumns: [[Double]]
    /// Whether the first estimated term is the intercept.
    public let hasIntercept: Bool
    /// Working residuals.
    public let residuals: [Double]
    /// Working weights.
    public let weights: [Double]?
    /// The inverse of the expected information.
    public let bread: Matrix
    /// The factors swept out.
    public let absorbed: [Factor]
    /// The slopes swept out besides.
    public let slopes: [VaryingSlope]
    /// The fitted means μ.
    public let means: [Double]
    /// Twice the log-likelihood lost against a perfect fit.
    public let deviance: Double
    /// The log-likelihood; NaN for a quasi-likelihood.
    public let logLikelihood: Double
    /// How many weighted regressions it took.
    public let iterations: Int
    /// Remarks on how the design read its columns.
    let designNotes: [String]
    /// How many rows were dropped as singletons of absorbed factors.
    public let singletons: Int
    /// How many rows were dropped because they are separated.
    public let separated: Int

    /// The known dispersion: 1, or nil where it is estimated as Σ Wr²/(n − K).
    public var knownDispersion: Double? { family.knownDispersion }
    /// Coefficients are compared with the normal distribution.
    public var isAsymptotic: Bool { true }

    init(
        _ design: GeneralisedLinearDesign, _ model: GeneralisedLinearModel, singletons: Int, separated: Int
    ) throws(CausalError) {
        let frame = design.frame
        guard frame.sample.count > 0 else {
            throw CausalError(.noRows, "no rows are left: all were singletons of the absorbed factors")
        }
        var steps = ReweightedSteps(design, tolerance: model.tolerance)
        let step = try steps.run()
        let family = model.family
        let shift = frame.hasIntercept ? 1 : 0
        var coefficients = [Double](repeating: .nan, count: frame.columns.count + shift)
        let positions = (shift == 1 ? [0] : []) + step.kept.map { $0 + shift }
        for (slot, position) in zip(step.solution.kept, positions) {
            coefficients[position] = step.solution.coefficients[slot]
        }
        sample = frame.sample
        responseName = frame.responseName
        self.family = family
        terms = (frame.hasIntercept ? ["(Intercept)"] : []) + frame.columns.map(\.name)
        self.coefficients = coefficients
        estimated = positions
        designColumns = step.columns
        hasIntercept = frame.hasIntercept
        residuals = step.residuals
        weights = step.weights
        bread = step.solution.inverseCrossProduct
        absorbed = frame.absorbed
        slopes = frame.slopes
        let means = steps.eta.map(family.mean)
        self.means = means
        deviance = steps.deviance
        logLikelihood =
            family == .quasipoisson
            ? .nan
            : Kernels.weightedSum(
                zip(frame.response, means).map { family.logLikelihood($0, $1) }, weights: frame.weights)
        iterations = steps.count
        designNotes = frame.notes
        self.singletons = singletons
        self.separated = separated
    }

    /// What to tell about the model whatever covariance is chosen.
    public var facts: [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("estimator", .string(family.rawValue)), .init("outcome", .string(responseName)),
            .init("nobs", .integer(rowCount)), .init("missing", .integer(sample.droppedMissing)),
        ]
        if !absorbed.isEmpty {
            facts.append(
                .init("absorbed", .object(absorbed.map { .init($0.name, .integer($0.levelCount)) })))
            facts.append(.init("singletons", .integer(singletons)))
        }
        facts += slopeFacts
        return facts + [
            .init("separated", .integer(separated)),
            .init("dropped", .array(droppedTerms.map(JSONValue.string))),
            .init("deviance", .number(deviance)), .init("log.likelihood", .number(logLikelihood)),
            .init("dispersion", .number(dispersion)), .init("iterations", .integer(iterations)),
            .init("converged", .bool(true)),
        ]
    }

    /// φ̂ = Σ Wr²/(n − K), Pearson's statistic over its degrees of freedom; NaN when none are left.
    public var dispersion: Double {
        let size = ModelSize(
            coefficients: estimated.count, absorbed: absorbed, slopes: slopes, rule: parameterRule)
        return rowCount > size.parameters
            ? residualSumOfSquares / Double(rowCount - size.parameters) : .nan
    }

    /// Remarks on rows and columns that were left out.
    public var notes: [String] {
        guard separated > 0 else { return droppedRowsAndColumns }
        return droppedRowsAndColumns + [
            "\(separated) separated rows were dropped: a combination of regressors or factors predicts them without "
                + "error, so that no finite coefficient fits best."
        ]
    }
}
