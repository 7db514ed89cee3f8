import Foundation
import OracleSupport
import SteppedWedge
import Testing

/// The discrete-time decay against dense matrices.
@Suite struct DecayOracleTests {
    struct Case: Decodable {
        let design: String
        let method: String
        let criterion: Double
        let cluster: Double
        let decay: Double
        let residual: Double
        let estimate: Double
        let se: Double
        let satterthwaite: Double
        let krSe: Double
        let krDf: Double
    }
    struct File: Decodable { let cases: [Case] }

    @Test func everyCaseAgrees() throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let text = try Data(contentsOf: oracles.appendingPathComponent("mixed/decay.json"))
        for entry in try decoder.decode(File.self, from: text).cases {
            let model = SteppedWedge(
                outcome: "y", cluster: "cluster", period: "period", treatment: "treatment",
                correlation: .decay)
            let fit = try model.fit(Trials.table(entry.design), entry.method == "reml" ? .reml : .ml)
            #expect(agree(fit.criterion, entry.criterion, relative: 1e-10), "\(entry.design)")
            let expected = [entry.cluster, entry.decay, entry.residual]
            for (part, value) in zip(fit.variance, expected) {
                #expect(agree(part.value, value, relative: 1e-6), "\(entry.design) \(part)")
            }
            let row = try fit.estimates(.satterthwaite)["treatment"]
            #expect(agree(row.estimate, entry.estimate, relative: 1e-7))
            #expect(agree(row.standardError, entry.se, relative: 1e-7))
            #expect(agree(row.degreesOfFreedom ?? 0, entry.satterthwaite, relative: 1e-5))
            guard entry.method == "reml" else { continue }
            let small = try fit.estimates(.kenwardRoger)["treatment"]
            #expect(agree(small.standardError, entry.krSe, relative: 1e-7))
            #expect(agree(small.degreesOfFreedom ?? 0, entry.krDf, relative: 1e-6))
        }
    }
}
