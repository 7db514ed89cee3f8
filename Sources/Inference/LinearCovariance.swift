/// How the uncertainty of a linear fit is measured. It is chosen after the fit.
///
/// With bread B = (X′WX)⁻¹, residuals û and scores sᵢ = wᵢûᵢxᵢ:
///
/// | value | covariance | degrees of freedom |
/// |---|---|---|
/// | ``iid`` | σ̂²B, σ̂² = Σwû²/(n−K) | n − K |
/// | ``hc0`` | B Σ sᵢsᵢ′ B | n − K |
/// | ``hc1`` | hc0 · n/(n−K) | n − K |
/// | ``hc2`` | B Σ sᵢsᵢ′/(1−hᵢ) B | n − K |
/// | ``hc3`` | B Σ sᵢsᵢ′/(1−hᵢ)² B | n − K |
/// | `clustered(by:correction:)` | B Σ_g s_g s_g′ B, times a factor | G − 1 |
/// | with ``ClusterCorrection/cr2`` | B Σ_g t_g t_g′ B, t_g = X_g′W_gA_gû_g | Satterthwaite's |
/// | ``neweyWest(lag:unit:time:)`` | scores of nearby periods correlate | n − K; in a panel T − 1 |
/// | ``driscollKraay(lag:kernel:unit:time:)`` | so do those of all units in nearby periods | T − 1 |
/// | ``conley(latitude:longitude:kilometres:kernel:unit:time:lag:)`` | scores of nearby places correlate | n − K |
///
/// K counts the coefficients and the absorbed levels; see ``ModelSize``.
public struct LinearCovariance: Sendable, Hashable {
    /// The family and its choices.
    enum Kind: Sendable, Hashable {
        case iid
        case heteroskedastic(HeteroskedasticCorrection)
        case clustered(by: [String], ClusterCorrection)
        case serial(SerialDependence)
        case spatial(SpatialDependence)
    }

    let kind: Kind

    /// The columns of clusters; nil for another kind of covariance.
    package var clusterColumns: [String]? {
        if case .clustered(let columns, _) = kind { columns } else { nil }
    }

    /// Independent errors of one variance: σ̂²(X′WX)⁻¹.
    public static let iid = LinearCovariance(kind: .iid)

    /// Independent errors of unequal variances (White 1980), without a small-sample factor.
    public static let hc0 = LinearCovariance(kind: .heteroskedastic(.hc0))

    /// Independent errors of unequal variances, times n/(n−K) (MacKinnon & White 1985, HC1).
    public static let hc1 = LinearCovariance(kind: .heteroskedastic(.hc1))

    /// Independent errors of unequal variances, each squared residual divided by 1 − hᵢ (MacKinnon & White 1985).
    ///
    /// hᵢ is the leverage wᵢzᵢ′(Z′WZ)⁻zᵢ in the full design Z, slopes and absorbed factors, found exactly from the
    /// factors' structure (no n × K matrix). With one absorbed factor that costs a pass over the rows; with
    /// several also a dense matrix over the levels of all but the largest, of which there may be 5000. Rows of
    /// leverage one have a residual of zero and say nothing of the errors; they count as zero.
    ///
    /// With absorbed factors the numbers are those of R's `sandwich::vcovHC` on explicit dummies.
    public static let hc2 = LinearCovariance(kind: .heteroskedastic(.hc2))

    /// Independent errors of unequal variances, each residual divided by 1 − hᵢ: nearly the jackknife (MacKinnon &
    /// White 1985, HC3 without its factor (n−1)/n, as R's `sandwich` and Stata have it). Leverage as for ``hc2``.
    public static let hc3 = LinearCovariance(kind: .heteroskedastic(.hc3))

    /// Errors that are correlated within clusters and independent between them (Liang & Zeger 1986).
    ///
    /// Several columns give multi-way clusters: the covariances by each of them, less those by pairs, and
    /// so on (Cameron, Gelbach & Miller 2011).
    ///
    /// - Parameters:
    ///   - columns: the columns of the table whose values name the clusters; no value may be missing.
    ///   - correction: the small-sample factor.
    public static func clustered(
        by columns: String..., correction: ClusterCorrection = .cr1
    ) -> LinearCovariance {
        clustered(by: columns, correction: correction)
    }

    /// Clusters by a list of columns; see ``clustered(by:correction:)-(String...,_)``.
    public static func clustered(
        by columns: [String], correction: ClusterCorrection = .cr1
    ) -> LinearCovariance {
        LinearCovariance(kind: .clustered(by: columns, correction))
    }
}

/// What is done about residuals that are smaller than errors when rows are independent.
enum HeteroskedasticCorrection: String, Sendable, Hashable { case hc0, hc1, hc2, hc3 }
