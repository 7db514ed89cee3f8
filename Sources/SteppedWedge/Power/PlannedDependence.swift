import Regression

/// What a planner says of the likeness of outcomes: as correlations or as variances.
///
/// Correlations share out the total variance of the outcome; variances stand beside its residual variance. That is the one
/// difference in what a standard deviation means, and it is the field's: with an ICC it is the outcome's, with τ the
/// residual's.
public struct PlannedDependence: Sendable, Hashable, Codable {
    /// How likeness is given.
    public var scale: Scale
    /// The correlation of a cluster's effects in neighbouring periods; 1 when they stay.
    public var decay = 1.0
    /// Whether an individual's own part decays alike (proportional decay).
    public var isProportional = false
    /// The share of individuals seen again in the next period; it matters with individual effects only.
    public var retention = 1.0
    /// η, the standard deviation of the treatment effect between clusters.
    public var treatment = 0.0
    /// The correlation of a cluster's effect and its treatment effect.
    public var treatmentCorrelation = 0.0

    /// Correlations or variances.
    public enum Scale: Sendable, Hashable, Codable {
        /// The intracluster correlation, the cluster and the individual autocorrelation.
        case correlations(icc: Double, cac: Double = 1, iac: Double = 0)
        /// The standard deviations of cluster, cluster-period and individual effects.
        case deviations(cluster: Double, clusterPeriod: Double = 0, individual: Double = 0)
    }

    /// Makes a dependence.
    public init(
        _ scale: Scale, decay: Double = 1, isProportional: Bool = false, retention: Double = 1,
        treatment: Double = 0,
        treatmentCorrelation: Double = 0
    ) {
        self.scale = scale
        self.decay = decay
        self.isProportional = isProportional
        self.retention = retention
        self.treatment = treatment
        self.treatmentCorrelation = treatmentCorrelation
    }

    /// The variances that follow.
    ///
    /// - Parameter variance: the outcome's total variance with correlations, its residual variance otherwise.
    /// - Throws: `CausalError.Code.badArgument` for what contradicts itself or lies outside its range.
    public func covariance(variance: Double) throws(CausalError) -> PlannedCovariance {
        var made: PlannedCovariance
        switch scale {
        case .correlations(let icc, let cac, let iac):
            if isProportional {
                guard cac == 1, iac == 0 else {
                    throw CausalError(
                        .badArgument,
                        "under proportional decay all correlation follows from the ICC and the decay",
                        remedy: "Leave out the CAC and the IAC.")
                }
                made = try .proportionalDecay(total: variance, icc: icc, decay: decay)
            } else {
                made = try PlannedCovariance(total: variance, icc: icc, cac: cac, iac: iac, decay: decay)
            }
        case .deviations(let cluster, let clusterPeriod, let individual):
            guard !isProportional else {
                throw CausalError(.badArgument, "proportional decay is given by an ICC and a decay")
            }
            for deviation in [cluster, clusterPeriod, individual] where !(deviation >= 0 && deviation <= 1e50)
            {
                throw CausalError(
                    .badArgument, "a standard deviation is a number from 0 on", value: "\(deviation)")
            }
            made = PlannedCovariance(
                cluster: cluster * cluster, clusterPeriod: clusterPeriod * clusterPeriod, decay: decay,
                individual: individual * individual, residual: variance)
        }
        made.retention = retention
        made.treatment = treatment * treatment
        made.treatmentCorrelation = treatmentCorrelation
        try made.validate()
        return made
    }

    /// Whether it is given as correlations.
    var isCorrelation: Bool { if case .correlations = scale { true } else { false } }

    /// Whether correlations are those of clusters alone; true for variances, which say of each level what it is.
    var hasClusterEffectsOnly: Bool {
        guard case .correlations(_, _, let iac) = scale else { return true }
        return iac == 0 && !isProportional
    }

    /// The same with another intracluster and, where given, cluster autocorrelation; nil for variances.
    public func with(icc: Double? = nil, cac: Double? = nil) -> PlannedDependence? {
        guard case .correlations(let knownICC, let knownCAC, let iac) = scale else { return nil }
        var changed = self
        changed.scale = .correlations(icc: icc ?? knownICC, cac: cac ?? knownCAC, iac: iac)
        return changed
    }
}
