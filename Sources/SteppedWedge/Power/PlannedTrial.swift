import Regression

/// A trial that is planned: its schedule, sizes, outcome, dependence, and the analysis that will be run.
///
/// The treatment effect is estimated by generalised least squares on cell means with V known, so that
/// Var θ̂ = c′[(Σ X_i′V_i⁻¹X_i)⁻¹]c, and tested two-sidedly:
///
///     power = F(|θ|/se − t_{1−α/2}) + F(−|θ|/se − t_{1−α/2})
///
/// F is the normal distribution or Student's t (shifted, as in Li, Turner & Preisser 2018), with t its quantile.
///
/// ```swift
/// let trial = PlannedTrial(
///     schedule: try .steppedWedge(sequences: 4, clustersPerSequence: 6), size: 100,
///     outcome: .continuous(effect: 0.3, deviation: 1),
///     dependence: PlannedDependence(.correlations(icc: 0.05, cac: 0.8)))
/// print(try trial.power().power)
/// ```
///
/// - Errors: each answer throws `CausalError.Code.badArgument` for assumptions outside their range, and
///   `CausalError.Code.notIdentified` when the schedule does not tell treatment from time.
/// - Reference: Hussey & Hughes (2007); Hooper et al. (2016); Kasza et al. (2019).
public struct PlannedTrial: Sendable, Hashable, Codable {
    /// Who is exposed when.
    public var schedule: Schedule
    /// How many people are seen in each cluster and period.
    public var sizes: PlannedSizes
    /// The outcome and the effect.
    public var outcome: PlannedOutcome
    /// How alike the outcomes of a cluster are.
    public var dependence: PlannedDependence
    /// How time enters the analysis.
    public var time = Time.categorical
    /// How treatment enters the analysis.
    public var effect = EffectModel.immediate
    /// The two-sided level of the test.
    public var alpha = 0.05
    /// The distribution that the test statistic is referred to.
    public var reference = Reference.normal

    /// Time in the analysis.
    public enum Time: String, Sendable, Hashable, Codable, CaseIterable {
        /// An effect for each period.
        case categorical
        /// A straight line.
        case linear
        /// No effect of time: all that changes is put down to treatment.
        case none
    }

    /// Treatment in the analysis.
    public enum EffectModel: String, Sendable, Hashable, Codable, CaseIterable {
        /// One effect from the first exposed period on.
        case immediate
        /// An effect for each time of exposure; their plain mean is tested (Kenny et al. 2022; Maleyeff et al. 2022).
        case exposureTime = "exposure-time"
    }

    /// What the statistic is compared with.
    public enum Reference: Sendable, Hashable, Codable {
        /// The normal distribution.
        case normal
        /// Student's t with clusters − coefficients degrees of freedom.
        case studentT
        /// Student's t with degrees of freedom of one's own.
        case studentTWith(Double)
    }

    /// Makes a plan for clusters of one size.
    public init(
        schedule: Schedule, size: Double, outcome: PlannedOutcome, dependence: PlannedDependence
    ) {
        self.init(schedule: schedule, sizes: .equal(size), outcome: outcome, dependence: dependence)
    }

    /// Makes a plan.
    public init(
        schedule: Schedule, sizes: PlannedSizes, outcome: PlannedOutcome, dependence: PlannedDependence
    ) {
        self.schedule = schedule
        self.sizes = sizes
        self.outcome = outcome
        self.dependence = dependence
    }

    /// Refuses a level, sizes or degrees of freedom outside their range.
    func validate() throws(CausalError) {
        guard alpha > 0, alpha < 1 else {
            throw CausalError(.badArgument, "the level α lies between 0 and 1", value: "\(alpha)")
        }
        try sizes.validate(clusters: schedule.clusterCount)
        if effect == .exposureTime, schedule.sequences.contains(where: \.reverts) {
            throw CausalError(
                .badArgument, "time since exposure needs a treatment that stays",
                remedy: "A sequence of this schedule returns to control; plan an immediate effect.")
        }
        if case .counted(let means) = outcome { try check(means) }
    }

    private func check(_ means: PlannedMeans) throws(CausalError) {
        switch means.analysis {
        case .pooled: return
        case .marginal:
            guard dependence.isCorrelation, dependence.treatment == 0 else {
                throw CausalError(
                    .badArgument, "GEE is planned with correlations",
                    remedy: "Give an ICC (and a CAC, IAC or decay), and no random treatment effect.")
            }
        case .conditional:
            guard dependence.hasClusterEffectsOnly else {
                throw CausalError(
                    .badArgument,
                    "a GLMM of a cohort is planned with standard deviations on the link's scale",
                    remedy: "Give τ, γ and ψ in place of ICC and IAC, or plan with gee.")
            }
        case .exact: try checkExact(means)
        }
    }
}
