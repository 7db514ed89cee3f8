import Regression

/// How a covariance is searched: standard deviations relative to the errors' (and the decay r) as θ.
///
/// | correlation | θ |
/// |---|---|
/// | exchangeable | τ/σ |
/// | nested | τ/σ, γ/σ |
/// | decay | τ/σ, r |
/// | random-treatment | the lower triangle l₁₁, l₂₁, l₂₂ of the root of the effects' covariance over σ² |
/// | cluster-by-treatment | τ/σ, η/σ |
///
/// and ψ/σ behind them with individuals. θ = 0 is a variance of zero, at the edge of what is possible.
struct CovarianceModel: Sendable {
    let correlation: TrialCorrelation
    let hasIndividuals: Bool

    /// A variance or covariance that is estimated.
    enum Component: String, Sendable, CaseIterable {
        case cluster
        case clusterPeriod = "cluster.period"
        case treatment
        case covariance = "cluster.treatment.covariance"
        case clusterTreatment = "cluster.treatment"
        case decay
        case individual
        case residual
    }

    /// What is estimated, the residual variance last.
    var components: [Component] {
        let shared: [Component] =
            switch correlation {
            case .independent: []
            case .exchangeable: [.cluster]
            case .nestedExchangeable: [.cluster, .clusterPeriod]
            case .decay: [.cluster, .decay]
            case .randomTreatment: [.cluster, .covariance, .treatment]
            case .clusterByTreatment: [.cluster, .clusterTreatment]
            }
        return shared + (hasIndividuals ? [.individual] : []) + [.residual]
    }

    /// The number of θ.
    var count: Int { components.count - 1 }

    /// The largest ratio of standard deviations that is searched.
    static let largest = 1e4

    var lower: [Double] {
        components.dropLast().map { $0 == .covariance ? -CovarianceModel.largest : 0 }
    }

    var upper: [Double] { components.dropLast().map { $0 == .decay ? 1 : CovarianceModel.largest } }

    /// Points to start from.
    var starts: [[Double]] {
        var points: [[Double]] = [[]]
        for component in components.dropLast() {
            let values: [Double] =
                switch component {
                case .decay: [0.3, 0.8, 0.97]
                case .covariance: [0]
                case .clusterPeriod, .clusterTreatment, .treatment: [0.05, 0.3]
                default: [0.1, 0.4, 1.5]
                }
            points = points.flatMap { point in values.map { point + [$0] } }
        }
        return points
    }

    /// The covariance relative to σ² at θ.
    func relative(_ theta: [Double]) -> CovarianceValues {
        var values = CovarianceValues()
        for (component, x) in zip(components, theta) {
            switch component {
            case .cluster:
                if correlation == .decay { values.decaying = x * x } else { values.cluster = x * x }
            case .clusterPeriod: values.clusterPeriod = x * x
            case .decay: values.rate = x
            case .covariance: values.covariance = theta[0] * x
            case .treatment: values.slope = theta[1] * theta[1] + x * x
            case .clusterTreatment: values.sameTreatment = x * x
            case .individual: values.individual = x * x
            case .residual: break
            }
        }
        return values
    }

    /// The components at a covariance and σ².
    func natural(_ values: CovarianceValues, _ variance: Double) -> [Double] {
        components.map { component in
            switch component {
            case .cluster: variance * (correlation == .decay ? values.decaying : values.cluster)
            case .clusterPeriod: variance * values.clusterPeriod
            case .treatment: variance * values.slope
            case .covariance: variance * values.covariance
            case .clusterTreatment: variance * values.sameTreatment
            case .decay: values.rate
            case .individual: variance * values.individual
            case .residual: variance
            }
        }
    }

    /// ∂Γ/∂component between two cells, at Γ itself (not relative to σ²).
    func derivative(
        _ component: Component, _ values: CovarianceValues, _ cells: CellModel, _ a: Int, _ b: Int
    ) -> Double {
        let (x, z) = (cells.treatment[a], cells.treatment[b])
        switch component {
        case .cluster:
            return correlation == .decay
                ? DecayingCorrelation.at(values.rate, cells.distance(a, b)) : 1
        case .clusterPeriod: return cells.periods[a] == cells.periods[b] ? 1 : 0
        case .treatment: return x * z
        case .covariance: return x + z
        case .clusterTreatment: return x == z ? 1 : 0
        case .decay: return values.decaying * DecayingCorrelation.slope(values.rate, cells.distance(a, b))
        case .individual, .residual: return 0
        }
    }
}
