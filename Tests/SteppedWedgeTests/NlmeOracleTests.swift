import Foundation
import OracleSupport
import SteppedWedge
import Testing

/// Degrees of freedom by the level of grouping, and REML fits, against nlme's `lme`.
@Suite struct NlmeOracleTests {
    struct Case: Decodable {
        let design: String
        let covariates: [String]
        let criterion: Double
        let terms: [String]
        let estimate: [Double]
        let se: [Double]
        let df: [Double]
    }
    struct File: Decodable { let cases: [Case] }

    /// lme stops some digits before the optimum.
    @Test func everyCaseAgrees() throws {
        let text = try Data(contentsOf: oracles.appendingPathComponent("mixed/nlme.json"))
        for entry in try JSONDecoder().decode(File.self, from: text).cases {
            let model = SteppedWedge(
                outcome: "y", cluster: "cluster", period: "period", treatment: "treatment",
                covariates: entry.covariates.isEmpty ? nil : entry.covariates.joined(separator: " + "))
            let fit = try model.fit(Trials.table(entry.design))
            #expect(abs(fit.criterion - entry.criterion) < 1e-6, "\(entry.design)")
            let estimates = try fit.estimates(.betweenWithin)
            for (k, term) in entry.terms.enumerated() {
                let row = try estimates.row(term)
                #expect(abs(row.estimate - entry.estimate[k]) < 1e-4 * entry.se[k], "\(entry.design) \(term)")
                #expect(agree(row.standardError, entry.se[k], relative: 1e-4), "\(entry.design) \(term)")
                #expect(row.degreesOfFreedom == entry.df[k], "\(entry.design) \(term)")
            }
        }
    }
}
