import Regression

/// A fitted marginal model; its covariance is chosen here.
public struct MarginalFit: Sendable {
    /// The model.
    public let model: MarginalModel
    /// The coefficients' names, the effect first.
    public let terms: [String]
    /// The coefficients.
    public let coefficients: [Double]
    /// The working correlation.
    public let correlation: WorkingCorrelation
    /// α, in the order of ``WorkingCorrelation/parameterNames``.
    public let correlationParameters: [Double]
    /// Their standard errors by the sandwich over clusters; NaN where no pair informs a parameter.
    public let correlationErrors: [Double]
    /// φ
    public let dispersion: Double
    /// Whether the iteration reached its tolerance.
    public let isConverged: Bool
    /// How many steps it took.
    public let iterations: Int
    let design: PatternDesign
    /// U_i and I_i at φ = 1.
    let scores: [ClusterScore]
    private let isShrunk: Bool

    init(
        _ model: MarginalModel, _ correlation: WorkingCorrelation, _ design: PatternDesign
    ) throws(CausalError) {
        let solved = try EstimatingEquations(design.patterns, model, correlation)
        guard solved.isConverged else {
            throw CausalError(
                .notConverged,
                "the estimating equations did not settle in \(EstimatingEquations.limit) steps",
                remedy: "Take a simpler correlation: exchangeable or independent.")
        }
        self.model = model
        self.design = design
        terms = design.patterns.terms
        coefficients = solved.beta
        self.correlation = correlation
        correlationParameters = solved.alpha
        correlationErrors = solved.alphaErrors
        dispersion = solved.phi
        isConverged = solved.isConverged
        iterations = solved.iterations
        scores = solved.scores
        isShrunk = solved.isShrunk
    }

    /// The number of clusters K.
    public var clusterCount: Int { design.patterns.clusterCount }

    /// K − p; where that is below 1, K − 2, and at least 1.
    public var degreesOfFreedom: Double {
        let rest = clusterCount - terms.count
        return Double(rest >= 1 ? rest : max(1, clusterCount - 2))
    }

    /// The estimates with the covariance of choice; `treatment` first, ratios beside those of a log or logit link.
    ///
    /// - Parameters:
    ///   - chosen: the covariance; nil is Kauermann and Carroll's, or Morel's where a coefficient rests on one cluster.
    ///   - level: the confidence level.
    /// - Throws: `CausalError.Code.badArgument` for a level outside (0, 1); as ``covariance(_:)``.
    public func estimates(
        _ chosen: MarginalInference? = nil, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        let inference = chosen ?? usual
        let sandwich = try sandwich(inference)
        let matrix = if let sandwich { sandwich.covariance } else { try covariance(inference) }
        let usual = degreesOfFreedom
        return try EffectRows(design, coefficients, matrix, link: model.usedLink).estimates(
            level: level, facts: facts(inference), notes: notes(inference) + remark(chosen, inference)
        ) { sandwich?.degreesOfFreedom($0) ?? usual }
    }

    /// Kauermann and Carroll's covariance where it exists.
    private var usual: MarginalInference {
        let total = EstimatingEquations.total(scores, terms.count)
        let exists = (try? MarginalFit.leverage(scores, total, design.patterns)) != nil
        return exists ? .kauermannCarroll : .morelBokossaNeerchal
    }

    private func remark(_ chosen: MarginalInference?, _ used: MarginalInference) -> [String] {
        guard chosen == nil, used == .morelBokossaNeerchal else { return [] }
        return [
            "A coefficient rests on one cluster alone, so that kc and md do not exist: standard errors are Morel, Bokossa "
                + "and Neerchal's (mbn)."
        ]
    }

    private func facts(_ inference: MarginalInference) -> [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("estimator", .string(model.isMatrixAdjusted ? "maee" : "gee")),
            .init("family", .string(model.family.rawValue)),
            .init("link", .string(model.usedLink.rawValue)),
        ]
        facts += design.facts
        facts += [
            .init("correlation", .string(correlation.rawValue)),
            .init("inference", .string(inference.rawValue)), .init("vcov", .string(inference.rawValue)),
            inference.hasOwnDegrees
                ? .init("df.method", "satterthwaite") : .init("df.residual", .number(degreesOfFreedom)),
            .init(
                "correlation.parameters",
                .object(zip(correlation.parameterNames, correlationParameters).map { .init($0, .number($1)) })
            ),
            .init(
                "correlation.std.errors",
                .object(zip(correlation.parameterNames, correlationErrors).map { .init($0, .finite($1)) })),
            .init("dispersion", .finite(dispersion)), .init("tolerance", .number(model.usedTolerance)),
            .init("iterations", .integer(iterations)), .init("converged", .bool(isConverged)),
            .init("cell.means", design.cellMeans(coefficients, model.usedLink)),
        ]
        return facts
    }

    private func notes(_ inference: MarginalInference) -> [String] {
        var notes = design.notes
        if isShrunk {
            notes.append(
                "The estimated correlation is not positive definite and was shrunk towards zero: it fits these data "
                    + "badly, and a simpler one may serve better.")
        }
        if clusterCount <= terms.count, !inference.hasOwnDegrees {
            notes.append(
                "There are no more clusters (\(clusterCount)) than coefficients (\(terms.count)): t has "
                    + "\(Int(degreesOfFreedom)) degrees of freedom, K − 2 rather than K − p. Consider a straight line in time, "
                    + "or a mixed model.")
        }
        let decay = correlation == .decay || correlation == .proportionalDecay
        if decay, let rate = correlationParameters.last, rate <= 0 || rate >= 1 {
            notes.append("The decay is at its limit \(rate.shortestDecimal): the data say little of it.")
        }
        return notes
    }
}
