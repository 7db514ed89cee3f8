import Regression

/// A stepped-wedge trial: clusters cross from control to treatment period by period.
///
/// The outcome y_ijk of individual k of cluster i in period j follows
///
///     y_ijk = β_j + θ x_ij + z_ijk′γ + u_ij + e_ijk
///
/// with a level for each period (or a line in time), the treatment x (0 or 1, or a fraction during a transition),
/// covariates z, and what the rows of a cluster share, u, whose covariance is ``correlation``. The same model serves
/// parallel, crossover and incomplete designs.
///
/// ```swift
/// let trial = try SteppedWedge(
///     outcome: "y", cluster: "site", period: "step", treatment: "exposed",
///     correlation: .nestedExchangeable).fit(DataTable(csv: "wedge.csv"))
/// let effect = try trial.estimates(.kenwardRoger)
/// ```
///
/// Source: Hussey & Hughes (2007), Contemporary Clinical Trials 28; Li, Hughes, Hemming, Taljaard, Melnick & Heagerty
/// (2021), Statistical Methods in Medical Research 30; Kenny, Voldal, Xia, Heagerty & Hughes (2022), Statistics in
/// Medicine 41.
public struct SteppedWedge: Sendable, Hashable {
    /// The column of the outcome, or an expression such as `log(cost)`.
    public var outcome: String
    /// The column of clusters.
    public var cluster: String
    /// The column of periods.
    public var period: String
    /// The column of the treatment: 1 in treated rows and 0 elsewhere.
    public var treatment: String
    /// What the rows of a cluster share.
    public var correlation: TrialCorrelation
    /// The column of individuals who are measured in several periods (a closed cohort), or nil for repeated
    /// cross-sections.
    public var individual: String?
    /// How the level without treatment changes from period to period.
    public var time: SecularTrend
    /// How the effect changes with time.
    public var effect: TreatmentEffect
    /// Further regressors as the right side of a formula, or nil.
    public var covariates: String?
    /// The column of how many alike rows each row stands for, or nil: the answer is that of the rows written out. Not
    /// with individuals.
    public var frequencies: String?

    /// Puts the model together.
    public init(
        outcome: String, cluster: String, period: String, treatment: String,
        correlation: TrialCorrelation = .nestedExchangeable, individual: String? = nil,
        time: SecularTrend = .categorical, effect: TreatmentEffect = .immediate, covariates: String? = nil
    ) {
        self.outcome = outcome
        self.cluster = cluster
        self.period = period
        self.treatment = treatment
        self.correlation = correlation
        self.individual = individual
        self.time = time
        self.effect = effect
        self.covariates = covariates
    }
}

/// How the level without treatment changes from period to period.
public enum SecularTrend: String, Sendable, Hashable, Codable, CaseIterable {
    /// A level for each period.
    case categorical
    /// A line in the periods' values.
    case linear
}

/// What the rows of one cluster share: the covariance of u_ij in a stepped-wedge trial.
///
/// | case | Cov(u_ij, u_ik) |
/// |---|---|
/// | ``independent`` | 0 |
/// | ``exchangeable`` | τ² |
/// | ``nestedExchangeable`` | τ² + γ²·1{j = k} |
/// | ``decay`` | τ²r^d, d the distance of the periods |
/// | ``randomTreatment`` | τ² + ρ(x_ij + x_ik) + η²x_ij x_ik |
/// | ``clusterByTreatment`` | τ² + η²·1{x_ij = x_ik} |
///
/// Source: Hussey & Hughes (2007); Hooper, Teerenstra, de Hoop & Eldridge (2016); Kasza, Hemming, Hooper, Matthews &
/// Forbes (2019); Hughes, Granston & Heagerty (2015).
public enum TrialCorrelation: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nothing.
    case independent
    /// A cluster effect.
    case exchangeable
    /// A cluster effect and one for each of its periods.
    case nestedExchangeable = "nested"
    /// Cluster-period effects whose correlation falls with their distance in time.
    case decay
    /// A cluster effect and a treatment effect of each cluster, correlated.
    case randomTreatment = "random-treatment"
    /// A cluster effect and one of the cluster under each treatment.
    case clusterByTreatment = "cluster-by-treatment"
}

/// How the effect of the treatment changes with time.
public enum TreatmentEffect: Sendable, Hashable {
    /// One effect from the first treated period on.
    case immediate
    /// An effect for each number of periods since the start, 1 in the first treated period.
    case exposureTime
    /// A natural cubic spline of the number of periods since the start, with so many coefficients.
    case spline(coefficients: Int)
    /// An effect for each calendar period in which some clusters are treated and some are not.
    case calendarTime
}
