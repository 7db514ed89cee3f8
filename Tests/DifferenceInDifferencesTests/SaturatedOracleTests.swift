import DifferenceInDifferences
import Foundation
import OracleSupport
import Testing

/// Saturated, stacked and local-projection estimators against dense matrices written from the papers.
@Suite struct SaturatedOracleTests {
    struct Case: Decodable {
        let estimator: String
        let data: String
        let coef: [String: Double]
        let se: [String: Double]
        let aggregation: String
        let cluster: String
        let covariates: [String]
        let weights: String?
        let control: String?
        let family: String?
        let units: Bool?
        let window: [Int]?
        let base: String?
        let reweight: Bool?

        var policy: PolicyRegression {
            PolicyRegression(
                outcome: family == "binomial" ? "I(burnout / 100)" : "burnout",
                panel: PanelIndex(unit: "clinician", period: "month"), treatment: .firstTreated("adopted"),
                covariates: covariates.isEmpty ? nil : covariates.joined(separator: " + "), weights: weights)
        }
        var controls: ControlGroup { control.flatMap(ControlGroup.init(rawValue:)) ?? .notYetTreated }
        var range: ClosedRange<Int> { (window?[0] ?? 0)...(window?[1] ?? 0) }
        var average: EffectAggregation {
            switch aggregation {
            case "event": .event
            case "group": .group
            case "calendar": .calendar
            default: .simple
            }
        }
        /// What the fit depends on.
        var model: String {
            "\(data) \(control ?? "") \(family ?? "") \(units ?? false) \(covariates) \(weights ?? "")"
        }
        var name: String {
            "\(estimator) \(data) \(aggregation) \(cluster) \(control ?? "") \(family ?? "") \(units ?? false) "
                + "\(base ?? "") \(reweight ?? false)"
        }
    }
    struct File: Decodable { let cases: [Case] }

    @Test(arguments: ["sun-abraham", "etwfe", "stacked", "lp-did"])
    func everyCaseAgrees(estimator: String) throws {
        let text = try Data(contentsOf: oracles.appendingPathComponent("saturated.json"))
        let cases = try JSONDecoder().decode(File.self, from: text).cases
        let data = try OracleData(folder: oracles)
        #expect(cases.count > 150)
        var tables: [String: DataTable] = [:]
        var fits: [String: SaturatedFit] = [:]
        for entry in cases where entry.estimator == estimator {
            let table = try tables[entry.data] ?? data.table(entry.data)
            tables[entry.data] = table
            try check(entry, estimates(entry, table, &fits))
        }
    }

    private func estimates(
        _ entry: Case, _ table: DataTable, _ fits: inout [String: SaturatedFit]
    ) throws -> Estimates {
        let covariance = LinearCovariance.clustered(by: entry.cluster)
        switch entry.estimator {
        case "sun-abraham", "etwfe":
            let fit = try fits[entry.model] ?? saturated(entry, table)
            fits[entry.model] = fit
            return try fit.aggregate(entry.average).estimates(covariance)
        case "stacked":
            return try StackedComparisons(entry.policy, window: entry.range, controls: entry.controls)
                .fit(table).aggregate(.event).estimates(covariance)
        default:
            let base: LocalProjections.Base =
                entry.base == "before" ? .before : .mean(last: entry.base.flatMap { Int($0) })
            return try LocalProjections(
                entry.policy, window: entry.range, controls: entry.controls, base: base,
                reweights: entry.reweight ?? false
            ).fit(table).estimates(byHorizon: true, clusters: [entry.cluster])
        }
    }

    private func saturated(_ entry: Case, _ table: DataTable) throws -> SaturatedFit {
        if entry.estimator == "sun-abraham" { return try SunAbraham(entry.policy).fit(table) }
        return try ExtendedTwoWay(
            entry.policy, controls: entry.controls,
            family: entry.family.flatMap(ResponseFamily.init(rawValue:)), absorbsUnits: entry.units ?? false
        ).fit(table)
    }

    private func check(_ entry: Case, _ answer: Estimates) throws {
        for (term, value) in entry.coef where term != "before" {
            let row = try #require(answer.rows.first { $0.term == term }, "\(entry.name) \(term)")
            let error = try #require(entry.se[term])
            #expect(agree(row.estimate, value, relative: 1e-8, scale: 10 * error), "\(entry.name) \(term)")
            #expect(agree(row.standardError, error, relative: 1e-8), "\(entry.name) \(term)")
        }
        guard let value = entry.coef["before"] else { return }
        let before = try #require(answer.diagnostic("pretrend-pooled"))
        #expect(
            before.values.contains {
                $0.name == "estimate" && agree($0.value.double ?? .nan, value, relative: 1e-8)
            })
    }
}
