import DifferenceInDifferences
import Foundation
import OracleSupport
import Testing

/// Every case that R or Python computed with explicit formulas, through the estimators.
///
/// Tolerances as for least squares: both sides solve the same problem in double precision.
@Suite struct OracleTests {
    @Test(arguments: ["difference-in-differences", "feols"])
    func everyCaseAgrees(file: String) throws {
        let data = try OracleData(folder: oracles)
        let answers = try OracleFile.read(file, folder: oracles)
        // Their windows pool or drop event times outside; ours changes no estimate.
        let cases = answers.cases.filter { !$0.name.contains("binned") && !$0.name.contains("trimmed") }
        #expect(cases.count > 50)
        for entry in cases {
            #expect(throws: Never.self, "\(entry.name)") { try check(entry, data.table(entry.data), file) }
        }
    }

    private func check(_ entry: OracleCase, _ table: DataTable, _ file: String) throws {
        let parts = entry.name.split(separator: "/").map(String.init)
        let covariates = entry.formula.contains("caseload") ? "caseload + experience" : nil
        let unit =
            parts.contains("2x2")
            ? "clinician" : entry.formula.contains("| clinician") ? "clinician" : "clinic"
        let policy = PolicyRegression(
            outcome: "burnout", panel: PanelIndex(unit: unit, period: "month"),
            treatment: .firstTreated("adopted"),
            covariates: covariates, weights: entry.weights)
        let estimator: any EffectEstimator =
            if parts.contains("2x2") { TwoByTwo(policy) } else if parts.contains("twfe") {
                TwoWayFixedEffects(policy)
            } else { EventStudy(policy) }
        let covariance: LinearCovariance =
            switch entry.vcov {
            case "hc0": .hc0
            case "hc1": .hc1
            case "cr0": .clustered(by: entry.clusters, correction: .cr0)
            case "cr1": .clustered(by: entry.clusters)
            default: .iid
            }
        let result = try estimator.fit(table).estimates(covariance)
        for row in result.rows {
            let term = row.term == "ATT" && !parts.contains("2x2") ? "treated" : row.term
            let value = try #require(entry.coef[term], "\(entry.name) \(term)")
            #expect(abs(row.estimate - value) <= 1e-8 * max(abs(value), 1e-3), "\(entry.name) \(term)")
            if file == "feols", result.notes.contains(where: { $0.contains("eigenvalues") }) { continue }
            // R clips the covariance of all its terms, we of ours; a clipped matrix is not compared in part.
            if entry.unclipped != nil { continue }
            let error = try #require(entry.se[term])
            #expect(agree(row.standardError, error, relative: 1e-8), "\(entry.name) \(term)")
        }
        try checkMeans(entry, result)
        checkPretrend(entry, result)
    }

    private func checkMeans(_ entry: OracleCase, _ result: Estimates) throws {
        guard let means = entry.means else { return }
        let names = [
            ("1.0", "treated", "before"), ("1.1", "treated", "after"), ("0.0", "control", "before"),
            ("0.1", "control", "after"),
        ]
        for (key, group, time) in names {
            let value = try #require(result.fact("means")?[group]?[time]?.double)
            #expect(agree(value, try #require(means[key]), relative: 1e-12), "\(entry.name) \(key)")
        }
    }

    private func checkPretrend(_ entry: OracleCase, _ result: Estimates) {
        guard let wald = entry.wald?.first, wald.terms.allSatisfy({ $0.hasPrefix("event::-") }) else {
            return
        }
        let test = result.diagnostic("pretrend-wald")
        // A Wald statistic inverts a covariance block: its condition number (1e3 to 1e5 here) costs digits.
        #expect(agree(test?["statistic"]?.double ?? .nan, wald.f, relative: 1e-7), "\(entry.name) pre-trend")
        #expect(agree(test?["p.value"]?.double ?? .nan, wald.p, relative: 1e-6), "\(entry.name) pre-trend p")
    }
}
