import Regression

/// What clusters have of their own in a generalised mixed model, normal with mean 0.
///
/// | case | b |
/// |---|---|
/// | ``none`` | 0 |
/// | ``cluster`` | u_i |
/// | ``clusterPeriod`` | u_i + v_ij |
/// | ``randomTreatment`` | u_i + w_i·treatment, u and w correlated |
/// | ``clusterByTreatment`` | u_i + v of the cluster under each treatment |
///
/// Scales and loadings σ stand for the variances: with standard normal effects u₁, u₂, the third case is
/// σ₁u₁ + (λu₁ + σ₂u₂)·treatment, whose variances are σ₁² and λ² + σ₂² and whose covariance is σ₁λ.
public enum RandomEffects: String, Sendable, Hashable, Codable, CaseIterable {
    /// None: independent outcomes.
    case none = "independent"
    /// An intercept a cluster.
    case cluster = "exchangeable"
    /// And one a cell of cluster and period.
    case clusterPeriod = "nested"
    /// An intercept and an effect of treatment a cluster, correlated.
    case randomTreatment = "random-treatment"
    /// An intercept a cluster, and one of the cluster under each treatment.
    case clusterByTreatment = "cluster-by-treatment"

    /// The names of σ.
    var names: [String] {
        switch self {
        case .none: []
        case .cluster: ["cluster"]
        case .clusterPeriod: ["cluster", "cluster.period"]
        case .randomTreatment: ["cluster", "cluster.treatment.covariance", "treatment"]
        case .clusterByTreatment: ["cluster", "cluster.treatment"]
        }
    }

    /// Whether each σ is a standard deviation rather than the loading λ.
    var areScales: [Bool] { names.map { $0 != "cluster.treatment.covariance" } }

    /// Variances and covariances by the names that linear mixed models give them.
    func variances(_ sigma: [Double]) -> [(name: String, value: Double)] {
        guard self == .randomTreatment else { return zip(names, sigma).map { ($0, $1 * $1) } }
        let values = [sigma[0] * sigma[0], sigma[0] * sigma[1], sigma[1] * sigma[1] + sigma[2] * sigma[2]]
        return zip(names, values).map { ($0, $1) }
    }

    /// The same model with scales that are not negative.
    func signed(_ sigma: [Double]) -> [Double] {
        var signed = zip(sigma, areScales).map { $1 ? abs($0) : $0 }
        if self == .randomTreatment, sigma[0] < 0 { signed[1] = -sigma[1] }
        return signed
    }
}
