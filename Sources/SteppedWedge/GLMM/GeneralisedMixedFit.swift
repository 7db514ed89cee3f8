import Regression

/// A fitted generalised linear mixed model.
public struct GeneralisedMixedFit: Sendable {
    /// The model.
    public let model: GeneralisedMixedModel
    /// The coefficients' names, the effect first.
    public let terms: [String]
    /// The coefficients.
    public let coefficients: [Double]
    /// The variances and covariances of the random effects by name.
    public let variances: [String: Double]
    /// The log-likelihood of the rows, log y! of counts included.
    public let logLikelihood: Double
    /// Whether the search reached its tolerance.
    public let isConverged: Bool
    /// The names of variances that are zero.
    public let boundary: [String]
    /// The random effects.
    public let effects: RandomEffects
    let design: PatternDesign
    private let maximum: MixedMaximum
    private let components: [(name: String, value: Double)]

    init(
        _ model: GeneralisedMixedModel, _ effects: RandomEffects, _ design: PatternDesign
    ) throws(CausalError) {
        let likelihood = MixedLikelihood(
            data: design.patterns, family: model.family, effects: effects,
            rule: try HermiteRule(model.quadraturePoints))
        maximum = try MixedMaximum(likelihood)
        self.model = model
        self.effects = effects
        self.design = design
        terms = design.patterns.terms
        coefficients = Array(maximum.point.theta.prefix(terms.count))
        components = effects.variances(Array(maximum.point.theta.dropFirst(terms.count)))
        variances = Dictionary(uniqueKeysWithValues: components.map { ($0.name, $0.value) })
        logLikelihood = maximum.point.value - design.patterns.logFactorials
        isConverged = maximum.isConverged
        boundary = maximum.boundary.map { effects.names[$0] }
    }

    /// The number of clusters K.
    public var clusterCount: Int { design.patterns.clusterCount }

    /// K − p; where that is below 1, K − 2, and at least 1.
    public var degreesOfFreedom: Double {
        let rest = clusterCount - terms.count
        return Double(rest >= 1 ? rest : max(1, clusterCount - 2))
    }

    /// The covariance of the coefficients.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when the information is not positive definite.
    public func covariance(_ inference: GeneralisedMixedInference) throws(CausalError) -> Matrix {
        guard let inverse = Cholesky(maximum.hessian)?.inverse() else {
            throw CausalError(
                .notIdentified,
                "the likelihood is flat in some direction: coefficients or variances are not determined",
                remedy: "Take fewer random effects (--correlation exchangeable), or --method gee.")
        }
        let kept = Array(terms.indices)
        guard inference == .robust else { return inverse.submatrix(kept) }
        let meat = maximum.point.terms.reduce(Matrix(inverse.rowCount, inverse.rowCount)) {
            $0 + Matrix.outer($1.gradient, $1.gradient)
        }
        return (inverse * meat * inverse).symmetrised.submatrix(kept)
    }

    /// The estimates; `treatment` first, with `ratio`, the odds ratio or rate ratio, beside it.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a level outside (0, 1); as ``covariance(_:)``.
    public func estimates(
        _ inference: GeneralisedMixedInference = .normal, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        let df = inference == .normal ? nil : degreesOfFreedom
        return try EffectRows(design, coefficients, try covariance(inference), link: model.family.link)
            .estimates(level: level, facts: facts(inference), notes: notes) { _ in df }
    }

    private func facts(_ inference: GeneralisedMixedInference) -> [JSONValue.Member] {
        let points = model.quadraturePoints
        let variances = components.map { JSONValue.Member($0.name, .number($0.value)) }
        return [
            .init("estimator", "glmm"),
            .init("family", .string(model.family.rawValue)),
            .init("link", .string(model.family.link.rawValue)),
        ] + design.facts + [
            .init("correlation", .string(effects.rawValue)),
            .init("method", .string(points == 1 ? "laplace" : "quadrature")),
            .init("quadrature.points", .integer(points)),
            .init("variance", .object(variances)), .init("criterion", .number(-2 * logLikelihood)),
            .init("log.likelihood", .number(logLikelihood)), .init("inference", .string(inference.rawValue)),
            .init("vcov", .string(inference == .robust ? "cr0" : "model")),
            .init("df.residual", inference == .normal ? .null : .number(degreesOfFreedom)),
            .init("converged", .bool(isConverged)), .init("boundary", .array(boundary.map(JSONValue.string))),
            .init("iterations", .integer(maximum.iterations)),
            .init("cell.means", design.cellMeans(coefficients, model.family.link)),
        ]
    }

    private var notes: [String] {
        var notes = design.notes
        if !boundary.isEmpty {
            notes.append(
                "The likelihood is largest with the variance of \(boundary.joined(separator: " and ")) at zero: "
                    + "standard errors take it for known.")
        }
        if !isConverged {
            notes.append("The search for the largest likelihood did not settle: take fewer random effects.")
        }
        if clusterCount < 30 {
            notes.append(
                "With \(clusterCount) clusters a mixed model's normal or t intervals are somewhat too short; compare "
                    + "--method gee --inference kc.")
        }
        return notes
    }
}
