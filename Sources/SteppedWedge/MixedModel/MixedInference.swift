/// How coefficients of a mixed model are judged.
///
/// | inference | covariance | degrees of freedom |
/// |---|---|---|
/// | ``normal`` | Φ = (X′V⁻¹X)⁻¹ | none |
/// | ``t`` | Φ | clusters − coefficients |
/// | ``betweenWithin`` | Φ | by the level at which a column varies |
/// | ``satterthwaite`` | Φ | Satterthwaite's, by the observed information (lmerTest) |
/// | ``kenwardRoger`` | Kenward and Roger's | Kenward and Roger's, by the expected information (pbkrtest) |
/// | ``robust`` | sandwich over clusters (CR0) | none |
/// | ``cr2`` | bias-reduced sandwich | Satterthwaite's (clubSandwich) |
/// | ``cr3`` | leave-one-cluster-out sandwich | Satterthwaite's (clubSandwich) |
///
/// For a decay the first three take the coefficients' block of the inverse observed information of coefficients and
/// variances together, Φ and what estimating V adds, as glmmTMB reports it; lme4, which the others match, reports Φ.
public enum MixedInference: String, Sendable, Hashable, Codable, CaseIterable {
    /// Model-based, against the normal distribution.
    case normal
    /// Model-based, against t with clusters − coefficients degrees of freedom.
    case t
    /// Model-based, with Satterthwaite's degrees of freedom.
    case satterthwaite
    /// Kenward and Roger's (1997) covariance and degrees of freedom; with REML only.
    case kenwardRoger = "kenward-roger"
    /// Model-based, with degrees of freedom by the level at which a column varies (Schluchter & Elashoff 1990).
    case betweenWithin = "between-within"
    /// The sandwich over clusters, against the normal distribution (Liang & Zeger 1986).
    case robust
    /// Bell and McCaffrey's sandwich (2002; Pustejovsky & Tipton 2018).
    case cr2
    /// The sandwich without the cluster itself, close to the jackknife.
    case cr3
}
