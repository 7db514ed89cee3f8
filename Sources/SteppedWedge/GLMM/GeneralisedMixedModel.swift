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
    /// The trial's columns, time, effect and correlation; see ``effects``. Individuals cannot be named.
    public var trial: SteppedWedge
    /// Binomial (logit) or Poisson (log).
    public var family: OutcomeFamily
    /// An expression added to the linear predictor of counts, e.g. `"log(hours)"`.
    public var offset: String?
    /// The number of quadrature points: 1 is Laplace's approximation.
    public var quadraturePoints: Int

    /// Puts the model together.
    public init(
        _ trial: SteppedWedge, family: OutcomeFamily = .binomial, offset: String? = nil,
        quadraturePoints: Int = 1
    ) {
        self.trial = trial
        self.family = family
        self.offset = offset
        self.quadraturePoints = quadraturePoints
    }

    /// Reads the columns and maximises the likelihood.
    ///
    /// - Throws: `CausalError.Code.badArgument` for the family gaussian, several quadrature points beside other than
    ///   cluster intercepts, or named persons; otherwise as `MarginalModel.fit(_:)`.
    public func fit(_ table: DataTable) throws(CausalError) -> GeneralisedMixedFit {
        let effects = try checkedEffects()
        let design = try PatternDesign(trial, offset: offset, family: family, table)
        let events = zip(design.patterns.count, design.patterns.mean).reduce(0) { $0 + $1.0 * $1.1 }
        guard events < 1e12 else {
            throw CausalError(
                .badValue, "the counts add up to more than the likelihood has digits for",
                column: trial.outcome,
                value: events.shortestDecimal, remedy: "Take --method reml or gee with --family gaussian.")
        }
        return try GeneralisedMixedFit(self, effects, design)
    }

    /// The random effects that the trial's correlation names; nil for a decay, which has none here.
    public var effects: RandomEffects? { RandomEffects(rawValue: trial.correlation.rawValue) }

    private func checkedEffects() throws(CausalError) -> RandomEffects {
        guard family == .binomial || family == .poisson else {
            throw CausalError(
                .badArgument, "a generalised mixed model is for events or counts", value: family.rawValue,
                remedy: "Take --family binomial or poisson, or --method reml for other outcomes.")
        }
        guard let effects else {
            throw CausalError(
                .badArgument, "the generalised mixed model has no correlation \(trial.correlation.rawValue)",
                remedy: "Take exchangeable, nested or random-treatment, or --method gee.")
        }
        guard (1...100).contains(quadraturePoints), quadraturePoints == 1 || effects == .cluster else {
            throw CausalError(
                .badArgument,
                (1...100).contains(quadraturePoints)
                    ? "quadrature is for cluster intercepts alone" : "quadrature has 1 to 100 points",
                value: "\(quadraturePoints)",
                remedy: "Take --quadrature-points 1 (Laplace), or --correlation exchangeable.")
        }
        guard trial.individual == nil else {
            throw CausalError(
                .badArgument, "the generalised mixed model has no effects of individuals",
                column: trial.individual,
                remedy: "Take --method gee with nested or decay correlation.")
        }
        guard offset == nil || family == .poisson else {
            throw CausalError(
                .badArgument, "an offset belongs to counts", value: offset, remedy: "Take --family poisson.")
        }
        return effects
    }
}
