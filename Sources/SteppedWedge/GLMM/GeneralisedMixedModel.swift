import Regression

/// A generalised linear mixed model of a stepped-wedge trial with events or counts.
///
///     g(E(y | b)) = θ·treatment + period effects + x′γ + offset + b,  g the family's canonical link
///     b = u_i, or with more beside it (``RandomEffects``); all normal
///
/// by maximum likelihood, its integral by Laplace's approximation or, with the cluster's intercept alone, by adaptive
/// Gauss–Hermite quadrature. Successes and trials, or counts and exposures, of each cell are all it needs, so that
/// cost does not grow with the number of individuals unless a covariate differs between all of them.
///
/// θ compares treatment within a cluster; a marginal model's θ, an average over clusters, is nearer to zero.
///
/// Source: Breslow & Clayton (1993), JASA 88; Pinheiro & Chao (2006), J. Comput. Graph. Statist. 15; as R's `lme4::glmer`.
public struct GeneralisedMixedModel: Sendable, Hashable {
    /// What the mean depends on; persons cannot be named.
    public var mean: TrialMean
    /// The random effects.
    public var effects: RandomEffects
    /// Binomial (logit) or Poisson (log).
    public var family: OutcomeFamily
    /// The number of quadrature points: 1 is Laplace's approximation.
    public var quadraturePoints: Int

    /// Puts the model together.
    public init(
        _ mean: TrialMean, effects: RandomEffects = .cluster, family: OutcomeFamily = .binomial,
        quadraturePoints: Int = 1
    ) {
        self.mean = mean
        self.effects = effects
        self.family = family
        self.quadraturePoints = quadraturePoints
    }

    /// Reads the columns and maximises the likelihood.
    ///
    /// - Throws: `CausalError.Code.badArgument` for the family gaussian, several quadrature points beside other than
    ///   cluster intercepts, or named persons; otherwise as `MarginalModel.fit(_:)`.
    public func fit(_ table: DataTable) throws(CausalError) -> GeneralisedMixedFit {
        try check()
        let design = try PatternDesign(mean, family: family, table)
        return try GeneralisedMixedFit(self, design)
    }

    private func check() throws(CausalError) {
        guard family == .binomial || family == .poisson else {
            throw CausalError(
                .badArgument, "a generalised mixed model is for events or counts", value: family.rawValue,
                remedy: "Take --family binomial or poisson, or --method reml for other outcomes.")
        }
        guard (1...100).contains(quadraturePoints), quadraturePoints == 1 || effects == .cluster else {
            throw CausalError(
                .badArgument,
                (1...100).contains(quadraturePoints)
                    ? "quadrature is for cluster intercepts alone" : "quadrature has 1 to 100 points",
                value: "\(quadraturePoints)",
                remedy: "Take --quadrature-points 1 (Laplace), or --correlation exchangeable.")
        }
        guard mean.individual == nil else {
            throw CausalError(
                .badArgument, "the generalised mixed model has no effects of persons", column: mean.individual,
                remedy: "Take --method gee with block or proportional-decay correlation.")
        }
        guard mean.offset == nil || family == .poisson else {
            throw CausalError(
                .badArgument, "an offset belongs to counts", value: mean.offset, remedy: "Take --family poisson.")
        }
    }
}
