import Foundation
import OracleSupport
import Regression
import SteppedWedge

/// The cases of `Oracles/power/power.json`.
struct PlannedOracle: Decodable {
    let cases: [Case]
    let marginal: [Case]

    /// One design with its variance.
    struct Case: Decodable {
        let name: String
        let design: [Row]
        let sizes: [Double]
        let covariance: [String: Double]
        let time: String
        let effect: String
        let variance: Double
        let p0: Double?
        let p1: Double?
        let end: Double?
        let link: String?

        struct Row: Decodable {
            let exposures: [Double?]
            let clusters: Int
        }
    }

    static func read() throws -> PlannedOracle {
        guard let folder = Bundle.module.resourceURL?.appendingPathComponent("Oracles/power") else {
            throw CausalError(.noSuchInput, "the bundle has no folder of oracles")
        }
        let text = try Data(contentsOf: folder.appendingPathComponent("power.json"))
        return try JSONDecoder().decode(PlannedOracle.self, from: text)
    }
}

extension PlannedOracle.Case {
    /// The schedule, clusters named in order.
    func schedule() throws -> Schedule {
        var next = 0
        let sequences = design.enumerated().map { place, row in
            defer { next += row.clusters }
            return TreatmentSequence(
                "\(place)", exposures: row.exposures, clusters: (0..<row.clusters).map { "\(next + $0)" })
        }
        return try Schedule(periods: design[0].exposures.indices.map(String.init), sequences: sequences)
    }

    /// The covariance by its components.
    var components: PlannedCovariance {
        PlannedCovariance(
            cluster: covariance["cluster"] ?? 0, clusterPeriod: covariance["clusterPeriod"] ?? 0,
            decay: covariance["decay"] ?? 1, treatment: covariance["treatment"] ?? 0,
            treatmentCorrelation: covariance["treatmentCorrelation"] ?? 0,
            individual: covariance["individual"] ?? 0,
            individualDecay: covariance["individualDecay"] ?? 1, retention: covariance["retention"] ?? 1,
            residual: covariance["residual"] ?? 0)
    }

    /// The same as a plan's dependence; proportional decay from its ICC.
    var dependence: PlannedDependence {
        let c = components
        if c.individualDecay < 1 {
            return PlannedDependence(
                .correlations(icc: c.cluster / (c.cluster + c.individual)), decay: c.decay,
                isProportional: true)
        }
        return PlannedDependence(
            .deviations(
                cluster: c.cluster.squareRoot(), clusterPeriod: c.clusterPeriod.squareRoot(),
                individual: c.individual.squareRoot()), decay: c.decay, retention: c.retention,
            treatment: c.treatment.squareRoot(), treatmentCorrelation: c.treatmentCorrelation)
    }

    /// The standard deviation that the plan takes: the residual's, or the whole one under proportional decay.
    var deviation: Double {
        let c = components
        return (c.individualDecay < 1 ? c.total : c.residual).squareRoot()
    }
}
