import DifferenceInDifferences
import Foundation
import OracleSupport
import Testing

/// Imputation against dense matrices written from the paper, two-stage against pyfixest's did2s.
@Suite struct ImputationOracleTests {
    struct Case: Decodable {
        let name: String
        let data: String
        let coef: [String: Double]
        let se: [String: Double]
        let cluster: String
        let covariates: [String]
        let weights: String?
    }
    struct File: Decodable { let cases: [Case] }

    @Test func everyCaseAgrees() throws {
        let text = try Data(contentsOf: oracles.appendingPathComponent("imputation.json"))
        let cases = try JSONDecoder().decode(File.self, from: text).cases
        let data = try OracleData(folder: oracles)
        #expect(cases.count > 80)
        var tables: [String: DataTable] = [:]
        for entry in cases {
            let table = try tables[entry.data] ?? data.table(entry.data)
            tables[entry.data] = table
            try check(entry, table)
        }
    }

    @Test(.enabled(if: ReferenceData.isAvailable))
    func theTwoStageEstimateIsThePublishedOne() throws {
        let policy = PolicyRegression(
            outcome: "dep_var", panel: PanelIndex(unit: "unit", period: "year"),
            treatment: .firstTreated("g"))
        let fit = try TwoStage(policy, absorbing: ["state", "year"]).fit(
            ReferenceData.table("did2s_df_het.csv.gz")
        ).aggregate()
        let row = try fit.estimates(.clustered(by: "state"))["ATT"]
        #expect(abs(row.estimate - 2.152215) < 5e-7)
        #expect(abs(row.standardError - 0.047607) < 5e-7)
    }

    private func check(_ entry: Case, _ table: DataTable) throws {
        let parts = entry.name.split(separator: "/").map(String.init)
        let policy = PolicyRegression(
            outcome: "burnout", panel: PanelIndex(unit: "clinician", period: "month"),
            treatment: .firstTreated("adopted"),
            covariates: entry.covariates.isEmpty ? nil : entry.covariates.joined(separator: " + "),
            weights: entry.weights)
        let aggregation = try #require(
            ["simple": .simple, "event": .event, "group": .group, "calendar": EffectAggregation.calendar][
                parts[2]])
        let fit: any InfluenceFit =
            if parts[0] == "imputation" {
                try Imputation(policy, leavesOut: parts.last == "True").fit(table).aggregate(aggregation)
            } else { try TwoStage(policy).fit(table).aggregate(aggregation) }
        // Estimates would test the leads too, which is checked elsewhere.
        let influence = try fit.influence(summedBy: fit.sample.factor(entry.cluster))
        let errors = influence.gram.diagonal.map { $0.squareRoot() }
        for (term, value) in entry.coef {
            let row = try #require(fit.terms.firstIndex(of: term))
            #expect(agree(fit.coefficients[row], value, relative: 1e-9, scale: 10), "\(entry.name) \(term)")
            #expect(
                try agree(errors[row], #require(entry.se[term]), relative: 1e-9), "\(entry.name) \(term)")
        }
    }
}
