import Foundation
import OracleSupport
import SteppedWedge
import Testing

/// Sandwiches of cohorts against dense matrices in R, and clubSandwich on lmer where it serves.
@Suite struct CohortSandwichTests {
    struct Answer: Decodable {
        struct Peer: Decodable {
            let se: Double
            let df: Double?
        }
        let se: Double
        let df: Double
        let clubsandwich: Peer?
    }
    struct Case: Decodable {
        let design: String
        let correlation: TrialCorrelation
        let covariates: [String]
        let cr0: Answer
        let cr2: Answer
        let cr3: Answer

        var table: DataTable {
            get throws {
                design == "open"
                    ? try DataTable(csv: oracles.appendingPathComponent("mixed/open.csv").path)
                    : try Trials.table(design)
            }
        }
        var model: SteppedWedge {
            SteppedWedge(
                outcome: "y", cluster: "cluster", period: "period", treatment: "treatment",
                correlation: correlation, individual: "person",
                covariates: covariates.isEmpty ? nil : covariates.joined(separator: " + "))
        }
    }
    struct File: Decodable { let cases: [Case] }

    @Test func everyCaseAgrees() throws {
        let text = try Data(contentsOf: oracles.appendingPathComponent("mixed/cohort.json"))
        let cases = try JSONDecoder().decode(File.self, from: text).cases
        #expect(cases.count == 4)
        for entry in cases {
            let fit = try entry.model.fit(entry.table)
            for (inference, expected) in [
                (MixedInference.robust, entry.cr0), (.cr2, entry.cr2), (.cr3, entry.cr3),
            ] {
                let row = try fit.estimates(inference)["treatment"]
                let name = "\(entry.design) \(entry.correlation) \(inference)"
                #expect(agree(row.standardError, expected.se, relative: 1e-6), "\(name) \(row) \(expected)")
                if let peer = expected.clubsandwich {
                    #expect(agree(row.standardError, peer.se, relative: 1e-6), "\(name) \(row) \(peer)")
                }
                guard let df = row.degreesOfFreedom else { continue }
                #expect(agree(df, expected.df, relative: 1e-5), "\(name) \(df) \(expected)")
                if let peer = expected.clubsandwich?.df {
                    #expect(agree(df, peer, relative: 1e-5), "\(name) \(df) \(peer)")
                }
            }
        }
    }

    /// The order of rows changes nothing.
    @Test func orderOfRows() throws {
        let table = try DataTable(csv: oracles.appendingPathComponent("mixed/open.csv").path)
        let model = SteppedWedge(
            outcome: "y", cluster: "cluster", period: "period", treatment: "treatment",
            individual: "person", covariates: "age")
        let row = try model.fit(table).estimates(.cr2)["treatment"]
        let order = (0..<table.rowCount).map { ($0 * 7) % table.rowCount }
        #expect(Set(order).count == table.rowCount)
        let columns = try ["y", "cluster", "period", "treatment", "person", "age"].map { name in
            let values = try table.numbers(name)
            return Column(name, order.map { values[$0] })
        }
        let other = try model.fit(DataTable(columns)).estimates(.cr2)["treatment"]
        #expect(agree(other.standardError, row.standardError, relative: 1e-8))
        #expect(agree(other.degreesOfFreedom ?? 0, row.degreesOfFreedom ?? 1, relative: 1e-7))
    }
}
