import Regression

/// A stepped-wedge trial drawn at random, with known truth.
///
/// Individual l in cluster i and period j has the linear predictor
///
///     η = level + trend·(j − 1) + θ(e)·x + 0.3·z + u_ij + v_ij + b_i·x + s_l
///
/// with x the exposure, e the periods since the crossing (1 in the first exposed one), θ(e) = effect + growth·(e − 1), a
/// covariate z ~ N(0, 1) where ``hasCovariate`` is set, and random effects as in ``PlannedCovariance``. A mean outcome
/// is η + ε, an event has probability 1/(1 + e^−η), a count the mean e^η. With a ``likeness`` events and counts have no random
/// effects on this scale: η gives their mean, and clusters scatter about it (``OutcomeLikeness``).
///
/// Each part (sizes, clusters, people, outcomes) draws from a stream of its own, so that changing one setting leaves the others'
/// numbers as they are.
///
/// - Errors: ``table(_:)`` throws `CausalError.Code.badArgument` for settings outside their range.
public struct SimulatedTrial: Sendable, Hashable, Codable {
    /// Who is exposed when.
    public var schedule: Schedule
    /// How many people a cell has.
    public var sizes = PlannedSizes.equal(20)
    /// What is measured.
    public var family = Family.gaussian
    /// The linear predictor in the first period under control.
    public var level = 0.0
    /// What each further period adds.
    public var trend = 0.1
    /// The effect in the first exposed period, on the scale of η.
    public var effect = 0.3
    /// What each further period of exposure adds to it.
    public var growth = 0.0
    /// The variances of the random effects; the residual variance counts for means only.
    public var covariance = PlannedCovariance(cluster: 0.05, clusterPeriod: 0.01, residual: 0.95)
    /// Events and counts with correlations on their own scale, which take the place of ``covariance``; nil for random effects
    /// on the link's scale.
    public var likeness: OutcomeLikeness?
    /// Whether people have a covariate, with coefficient 0.3.
    public var hasCovariate = false
    /// The seed.
    public var seed: UInt64 = 2026

    /// What is measured.
    public enum Family: String, Sendable, Hashable, Codable, CaseIterable {
        /// A number.
        case gaussian
        /// An event, 0 or 1.
        case binomial
        /// A count.
        case poisson
    }

    /// The largest table that is made: 10⁸ rows.
    static let largestTable = 1e8

    /// Makes a trial on a schedule.
    public init(schedule: Schedule) { self.schedule = schedule }

    /// The mean of θ(e)x over observed exposed cells, clusters counting alike: what an immediate effect is the average of;
    /// nil without any.
    public var averageEffect: Double? {
        var (later, count) = (0.0, 0.0)
        for sequence in schedule.sequences {
            for (exposure, time) in zip(sequence.exposures, sequence.exposureTimes) {
                guard exposure ?? 0 > 0, let time else { continue }
                later += Double(sequence.clusterCount * (time - 1))
                count += Double(sequence.clusterCount)
            }
        }
        guard count > 0 else { return nil }
        return growth == 0 ? effect : effect + growth * later / count
    }

    /// θ(e).
    public func effect(at exposureTime: Int) -> Double { effect + growth * Double(exposureTime - 1) }

    /// The variance matters only where there is a residual; events and counts may have none.
    func validate() throws(CausalError) {
        try sizes.validate(clusters: schedule.clusterCount)
        var covariance = covariance
        if family != .gaussian, covariance.residual == 0 { covariance.residual = 1 }
        try covariance.validate()
        for (name, value) in [("level", level), ("trend", trend), ("effect", effect), ("growth", growth)]
        where !(abs(value) <= 1e6) {
            throw CausalError(.badArgument, "\(name) is a number, at most 1e6", value: "\(value)")
        }
        guard likeness == nil || (family != .gaussian && !hasCovariate) else {
            throw CausalError(
                .badArgument,
                "correlations on the outcome's own scale are for events and counts without a covariate",
                remedy: "Leave the covariate out, or give standard deviations on the link's scale.")
        }
        let rows = sizes.mean * Double(schedule.observedCellCount)
        guard rows <= SimulatedTrial.largestTable else {
            throw CausalError(
                .badArgument, "the table would have more than \(Int(SimulatedTrial.largestTable)) rows",
                value: rows < 1e18 ? "\(Int(rows))" : "\(rows)")
        }
    }
}
