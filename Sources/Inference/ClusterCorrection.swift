/// The small-sample correction of a clustered covariance.
///
/// | value | t_g, of which V = B Σ_g t_g t_g′ B | degrees of freedom |
/// |---|---|---|
/// | ``cr0`` | X_g′W_gû_g | G − 1 |
/// | ``cr1`` | the same, V · (n−1)/(n−K) · G/(G−1) | G − 1 |
/// | ``cr2`` | X_g′W_g G_g^{+1/2} û_g | Satterthwaite's, for each coefficient |
/// | ``cr3`` | X_g′W_g (I − H_gg)⁻¹ û_g | G − 1 |
/// | ``jackknife`` | as cr3, V · (G−1)/G | G − 1 |
///
/// H = Z(Z′WZ)⁻Z′W is the hat matrix of the full design Z, slopes and absorbed factors, and G_g the rows and
/// columns of cluster g of (I − H)(I − H)′, the residuals' covariance when errors are independent and alike.
/// X stands for the slopes' columns with the absorbed factors swept out.
public struct ClusterCorrection: Sendable, Hashable {
    enum Factor: Sendable, Hashable {
        case none, stata
        case adjusted(LeverageAdjustment, ClusterDegreesOfFreedom)
    }
    let factor: Factor

    /// No factor.
    public static let cr0 = ClusterCorrection(factor: .none)

    /// (n−1)/(n−K) · G/(G−1): the default of Stata, fixest and pyfixest.
    ///
    /// With several cluster columns G is the smallest number of clusters, for every part.
    public static let cr1 = ClusterCorrection(factor: .stata)

    /// Bias-reduced linearisation (Bell & McCaffrey 2002; Pustejovsky & Tipton 2018), with Satterthwaite
    /// degrees of freedom for each coefficient and the Hotelling test of joint hypotheses.
    ///
    /// V is unbiased when errors are independent with one variance, whatever the number of clusters, and
    /// close to it otherwise; the degrees of freedom say how much information the clusters hold on each
    /// coefficient, often far less than G − 1. Numbers are those of R's `clubSandwich` for `lm` with every absorbed
    /// factor as dummies. Generalised models, whose weights are the inverse of the errors' variances, take the
    /// root of I − H_gg in rows multiplied by √w (Kauermann & Carroll 2001), frequency weights likewise. Where one
    /// cluster alone identifies a direction, I − H_gg has no inverse and the pseudo-inverse's root stands in its
    /// place (as in `clubSandwich`; a note names the coefficients).
    ///
    /// One column of clusters only: with several, no theory says what the adjustment should be.
    public static let cr2 = cr2(.satterthwaite)

    /// ``cr2`` with other degrees of freedom.
    public static func cr2(_ df: ClusterDegreesOfFreedom) -> ClusterCorrection {
        ClusterCorrection(factor: .adjusted(.cr2, df))
    }

    /// The jackknife that leaves out a cluster at a time, without a factor: Σ_g (β̂₋g − β̂)(β̂₋g − β̂)′, as
    /// `clubSandwich` has it, compared with t of G − 1 degrees of freedom (MacKinnon, Nielsen & Webb 2023).
    ///
    /// A coefficient that cannot be estimated without one of the clusters has no such error: NaN, with a note.
    /// Satterthwaite's degrees of freedom, which `clubSandwich` reports, are ``cr3(_:)`` with `.satterthwaite`.
    public static let cr3 = cr3(.clusters)

    /// ``cr3`` with other degrees of freedom.
    public static func cr3(_ df: ClusterDegreesOfFreedom) -> ClusterCorrection {
        ClusterCorrection(factor: .adjusted(.cr3, df))
    }

    /// (G−1)/G Σ_g (β̂₋g − β̂)(β̂₋g − β̂)′: ``cr3`` scaled as a jackknife, the CV3 of `summclust` (MacKinnon, Nielsen
    /// & Webb 2023).
    public static let jackknife = ClusterCorrection(factor: .adjusted(.jackknife, .clusters))
}

/// With which distribution a coefficient under ``ClusterCorrection/cr2`` or ``ClusterCorrection/cr3`` is compared.
public enum ClusterDegreesOfFreedom: String, Sendable, Hashable, Codable {
    /// For each coefficient and contrast 2(E V)²/Var V when errors are independent with one variance (Bell &
    /// McCaffrey 2002); joint hypotheses by Hotelling's T² with estimated degrees of freedom.
    case satterthwaite
    /// The number of clusters less one; joint hypotheses by F(q, G − 1).
    case clusters
}

/// How a cluster's residuals are brought to the size of its errors.
enum LeverageAdjustment: String, Sendable, Hashable { case cr2, cr3, jackknife }
