import Causal

/// A trial that is drawn again and again, and what is true of it.
struct Scenario: Sendable {
    let title: String
    /// What is measured, in words.
    let text: String
    let family: SimulatedTrial.Family
    /// The effect on the scale of the linear predictor.
    let effect: Double
    let covariance: PlannedCovariance
    let sizes: PlannedSizes

    /// Three sequences of as many clusters, observed in four periods.
    func trial(clusters: Int) throws(CausalError) -> SimulatedTrial {
        var trial = SimulatedTrial(
            schedule: try .steppedWedge(sequences: 3, clustersPerSequence: clusters / 3))
        trial.sizes = sizes
        trial.family = family
        trial.level = family == .binomial ? -1 : 0
        trial.trend = 0
        trial.effect = effect
        trial.covariance = covariance
        trial.seed = UInt64(7_000_000 + clusters)
        return trial
    }

    /// What an analysis on a scale estimates.
    func truth(_ scale: Analysis.Scale) -> Double {
        guard family == .binomial else { return effect }
        let (before, after) = (share(-1), share(-1 + effect))
        switch scale {
        case .conditional: return effect
        case .marginal: return Scenario.logit(after) - Scenario.logit(before)
        case .difference: return after - before
        }
    }

    /// E 1/(1 + exp(−η − u)) over cluster and cluster-period effects, by the trapezium rule over ±8 standard deviations.
    private func share(_ eta: Double) -> Double {
        let deviation = (covariance.cluster + covariance.clusterPeriod).squareRoot()
        var (sum, total) = (0.0, 0.0)
        for step in -800...800 {
            let z = Double(step) / 100
            let weight = Scenario.exponential(-z * z / 2)
            sum += weight / (1 + Scenario.exponential(-eta - deviation * z))
            total += weight
        }
        return sum / total
    }

    private static func exponential(_ x: Double) -> Double { Double.exponential(x) }

    private static func logit(_ p: Double) -> Double { Double.logarithm(p / (1 - p)) }

    static let all: [Scenario] = [
        Scenario(
            title: "Means, as the model has them",
            text:
                "nested exchangeable: intracluster correlation .05, cluster autocorrelation .8; 20 people a cell",
            family: .gaussian, effect: 0,
            covariance: PlannedCovariance(cluster: 0.04, clusterPeriod: 0.01, residual: 0.95),
            sizes: .equal(20)),
        Scenario(
            title: "Means of unequal clusters whose correlation decays",
            text:
                "intracluster correlation .05, falling by .7 a period, sizes with coefficient of variation .6; "
                + "analysed as nested exchangeable",
            family: .gaussian, effect: 0,
            covariance: PlannedCovariance(cluster: 0.05, decay: 0.7, residual: 0.95),
            sizes: .varying(mean: 20, variation: 0.6)),
        Scenario(
            title: "Means under a treatment whose effect differs between clusters",
            text:
                "intracluster correlation .05, effects with variance .04 about zero; analysed as nested exchangeable",
            family: .gaussian, effect: 0,
            covariance: PlannedCovariance(cluster: 0.05, treatment: 0.04, residual: 0.95),
            sizes: .equal(20)),
        Scenario(
            title: "Events",
            text:
                "a quarter of people, cluster effects with variance .2 and cluster-period effects with .05 on the logit "
                + "scale; no effect",
            family: .binomial, effect: 0,
            covariance: PlannedCovariance(cluster: 0.2, clusterPeriod: 0.05, residual: 0), sizes: .equal(20)),
        Scenario(
            title: "Events, with an effect",
            text: "the same, odds times 1.65",
            family: .binomial, effect: 0.5,
            covariance: PlannedCovariance(cluster: 0.2, clusterPeriod: 0.05, residual: 0), sizes: .equal(20)),
    ]
}
