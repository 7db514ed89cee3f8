import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What makes outcomes of one cluster alike, as a planner assumes it: variances of a linear mixed model.
///
/// The outcome of individual l in cluster i and period j is
///
///     y = μ_j + θx + u_ij + v_ij + b_i·x + s_l + ε
///
/// with cluster effects u (variance τ², correlation r^|j−k| between periods; r = 1 is one effect for all periods),
/// cluster-period effects v (γ²), a random treatment effect b (η², correlation c with u), individual effects s (ψ², shared by
/// periods in which the same people are seen) and residuals (σ²). The means of a cluster's cells, m people each, then have
///
///     V_jk = τ²r^|j−k| + γ²δ_jk + η²x_jx_k + cητ(x_j + x_k) + (ψ²/m)·a_jk + δ_jk σ²/m
///
/// with a_jk the share of people seen in both: 1 in a closed cohort, π^|j−k| in an open one that keeps the share π from
/// period to period, δ_jk in a cross-section, and times the decay of what people have of their own where that decays.
///
/// | structure | is |
/// |---|---|
/// | Hussey & Hughes (2007) | τ², σ² |
/// | nested exchangeable (Hooper et al. 2016; Girling & Hemming 2016) | τ², γ², σ² |
/// | block exchangeable, closed cohort (Hooper et al. 2016; Li, Turner & Preisser 2018) | τ², γ², ψ², σ² |
/// | open cohort (Kasza, Hooper, Copas & Forbes 2020) | the same, retention π |
/// | discrete-time decay (Kasza et al. 2019) | τ², r, σ² |
/// | proportional decay (Lefkopoulou, Moore & Ryan 1989; Li 2020) | τ², ψ², r for both |
/// | random treatment effect (Hughes, Granston & Heagerty 2015) | τ², η², c, σ² |
public struct PlannedCovariance: Sendable, Hashable, Codable {
    /// τ², the variance of cluster effects.
    public var cluster: Double
    /// γ², the variance of cluster-period effects.
    public var clusterPeriod = 0.0
    /// r, the correlation of a cluster's effects in neighbouring periods; 1 when they stay.
    public var decay = 1.0
    /// η², the variance of treatment effects between clusters.
    public var treatment = 0.0
    /// c, the correlation of a cluster's effect and its treatment effect.
    public var treatmentCorrelation = 0.0
    /// ψ², the variance of individual effects.
    public var individual = 0.0
    /// The correlation, in neighbouring periods, of what an individual has of its own; 1 when it stays.
    public var individualDecay = 1.0
    /// π, the share of individuals seen again in the next period: 1 a closed cohort, 0 a cross-section.
    public var retention = 1.0
    /// σ², the residual variance.
    public var residual: Double

    /// Makes a covariance from variances.
    public init(
        cluster: Double, clusterPeriod: Double = 0, decay: Double = 1, treatment: Double = 0,
        treatmentCorrelation: Double = 0, individual: Double = 0, individualDecay: Double = 1,
        retention: Double = 1, residual: Double
    ) {
        self.cluster = cluster
        self.clusterPeriod = clusterPeriod
        self.decay = decay
        self.treatment = treatment
        self.treatmentCorrelation = treatmentCorrelation
        self.individual = individual
        self.individualDecay = individualDecay
        self.retention = retention
        self.residual = residual
    }

    /// Makes a covariance from correlations and the total variance v of one outcome.
    ///
    ///     τ² = v·ICC·CAC, γ² = v·ICC(1 − CAC), ψ² = v(1 − ICC)IAC, σ² = v(1 − ICC)(1 − IAC)
    ///
    /// - Parameters:
    ///   - total: v.
    ///   - icc: the correlation of two people of one cluster in one period, in [0, 1).
    ///   - cac: the cluster autocorrelation: that of a cluster's means in two periods, in [0, 1].
    ///   - iac: the individual autocorrelation, in [0, 1); above 0 for a cohort.
    ///   - decay: r, in [0, 1].
    /// - Throws: `CausalError.Code.badArgument` outside these ranges.
    /// - Reference: Hooper, Teerenstra, de Hoop & Eldridge (2016), section 2.
    public init(
        total: Double, icc: Double, cac: Double = 1, iac: Double = 0, decay: Double = 1
    ) throws(CausalError) {
        try PlannedCovariance.check(icc, cac, iac)
        self.init(
            cluster: total * icc * cac, clusterPeriod: total * icc * (1 - cac), decay: decay,
            individual: total * (1 - icc) * iac, residual: total * (1 - icc) * (1 - iac))
        try validate()
    }

    /// Proportional decay: all correlation of one cluster falls by the factor r from period to period, that of an
    /// individual with itself as well as that of two.
    ///
    /// - Throws: `CausalError.Code.badArgument` outside the ranges of ``init(total:icc:cac:iac:decay:)``.
    /// - Reference: Li (2020), section 2.
    public static func proportionalDecay(
        total: Double, icc: Double, decay: Double
    ) throws(CausalError) -> PlannedCovariance {
        try check(icc, 1, 0)
        let made = PlannedCovariance(
            cluster: total * icc, decay: decay, individual: total * (1 - icc), individualDecay: decay,
            residual: 0)
        try made.validate()
        return made
    }

    /// The variance of one outcome under control.
    public var total: Double { cluster + clusterPeriod + individual + residual }

    /// V of the cell means of a cluster, m people in each observed cell.
    ///
    /// - Parameters:
    ///   - exposures: the exposure x of each observed period.
    ///   - periods: their positions in time.
    ///   - size: m, above 0.
    ///   - residuals: the residual variance of each cell where it depends on the mean; nil for σ² everywhere.
    func cellMeans(_ exposures: [Double], periods: [Int], size: Double, residuals: [Double]? = nil) -> Matrix
    {
        var v = Matrix(exposures.count, exposures.count)
        let shared = treatmentCorrelation * (treatment * cluster).squareRoot()
        for k in exposures.indices {
            for j in 0...k {
                let gap = Double(periods[k] - periods[j])
                var sum = cluster * pow(decay, gap)
                sum += treatment * exposures[j] * exposures[k] + shared * (exposures[j] + exposures[k])
                sum += individual / size * pow(retention * individualDecay, gap)
                if j == k { sum += clusterPeriod + (residuals?[k] ?? residual) / size }
                v[j, k] = sum
                v[k, j] = sum
            }
        }
        return v
    }
}
