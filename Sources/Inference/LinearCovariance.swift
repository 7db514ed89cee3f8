/// How the uncertainty of a linear fit is measured. It is chosen after the fit.
///
/// With bread B = (X′WX)⁻¹, residuals û and scores sᵢ = wᵢûᵢxᵢ:
///
/// | value | covariance | degrees of freedom |
/// |---|---|---|
/// | ``iid`` | σ̂²B, σ̂² = Σwû²/(n−K) | n − K |
/// | ``hc0`` | B Σ sᵢsᵢ′ B | n − K |
/// | ``hc1`` | hc0 · n/(n−K) | n − K |
/// | ``clustered(by:correction:)`` | B Σ_g s_g s_g′ B, times a factor | G − 1 |
/// | ``neweyWest(lag:unit:time:)`` | scores of nearby periods correlate | n − K; in a panel T − 1 |
/// | ``driscollKraay(lag:kernel:unit:time:)`` | so do those of all units in nearby periods | T − 1 |
/// | ``conley(latitude:longitude:kilometres:kernel:unit:time:lag:)`` | scores of nearby places correlate | n − K |
///
/// K counts the coefficients and the absorbed levels; see ``ModelSize``.
public struct LinearCovariance: Sendable, Hashable {
    /// The family and its choices.
    enum Kind: Sendable, Hashable {
        case iid
        case heteroskedastic(scaled: Bool)
        case clustered(by: [String], ClusterCorrection)
        case serial(SerialDependence)
        case spatial(SpatialDependence)
    }

    let kind: Kind

    /// Independent errors of one variance: σ̂²(X′WX)⁻¹.
    public static let iid = LinearCovariance(kind: .iid)

    /// Independent errors of unequal variances (White 1980), without a small-sample factor.
    public static let hc0 = LinearCovariance(kind: .heteroskedastic(scaled: false))

    /// Independent errors of unequal variances, times n/(n−K) (MacKinnon & White 1985, HC1).
    public static let hc1 = LinearCovariance(kind: .heteroskedastic(scaled: true))

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

/// The small-sample factor of a clustered covariance.
public struct ClusterCorrection: Sendable, Hashable {
    enum Factor: Sendable, Hashable { case none, stata }
    let factor: Factor

    /// No factor.
    public static let cr0 = ClusterCorrection(factor: .none)

    /// (n−1)/(n−K) · G/(G−1): the default of Stata, fixest and pyfixest.
    ///
    /// With several cluster columns G is the smallest number of clusters, for every part.
    public static let cr1 = ClusterCorrection(factor: .stata)
}
