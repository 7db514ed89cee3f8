import DifferenceInDifferences
import Foundation
import OracleSupport
import Testing

/// The made-up table of ratios.py.
private func counts() throws -> DataTable {
    try DataTable(
        csvText: String(contentsOf: oracles.appendingPathComponent("ratios.csv"), encoding: .utf8))
}

private func policy(_ covariates: String? = nil) -> PolicyRegression {
    PolicyRegression(
        outcome: "y", panel: PanelIndex(unit: "unit", period: "period"), treatment: .firstTreated("start"),
        covariates: covariates)
}

private let twoPeriods = "(start == 0 | start == 3) & (period == 2 | period == 3)"

@Suite struct RatioTests {
    private func oracle() throws -> Oracle {
        let text = try Data(contentsOf: oracles.appendingPathComponent("ratios.json"))
        return try JSONDecoder().decode(File.self, from: text).cases
    }

    @Test func poissonWithTwoWayFixedEffectsAgrees() throws {
        let (table, answers) = try (counts(), oracle())
        for (expected, sample, covariates) in [
            (answers.twoPeriods, twoPeriods, nil), (answers.staggered, "period > 0", nil),
            (answers.covariates, "period > 0", "x"),
        ] {
            let fit = try RatioOfRatios(policy(covariates)).fit(table.filtered(where: sample))
            let row = try fit.estimates(.clustered(by: "unit", correction: .cr0))["ATT"]
            #expect(agree(row.estimate, expected.estimate, relative: 1e-9))
            #expect(agree(row.standardError, expected.cr0, relative: 1e-8))
        }
    }

    /// In two groups and two periods it is the ratio of the groups' ratios of means.
    @Test func itIsTheRatioOfRatios() throws {
        let table = try counts().filtered(where: twoPeriods)
        func mean(_ start: Int, _ period: Int) throws -> Double {
            let values = try table.filtered(where: "start == \(start) & period == \(period)").numbers("y")
            return values.reduce(0, +) / Double(values.count)
        }
        let ratio = try mean(3, 3) / mean(3, 2) / (mean(0, 3) / mean(0, 2))
        let row = try RatioOfRatios(policy()).fit(table).estimates()["ATT"]
        #expect(agree(exp(row.estimate), ratio, relative: 1e-9))
        #expect(agree(row.labels.first { $0.name == "ratio" }?.value.double ?? 0, ratio, relative: 1e-9))
        let percent = row.labels.first { $0.name == "percent" }?.value.double ?? 0
        #expect(agree(percent, 100 * (ratio - 1), relative: 1e-8))
    }

    @Test func ratiosOfTheExtendedModelAgree() throws {
        let (table, expected) = try (counts(), oracle().etwfe)
        let fit = try ExtendedTwoWay(policy(), family: .poisson, scale: .ratio).fit(table)
        let covariance = LinearCovariance.clustered(by: "unit", correction: .cr0)
        let simple = try fit.aggregate().estimates(covariance)["ATT"]
        let events = try fit.aggregate(.event).estimates(covariance).rows
        for (row, values) in zip([simple] + events, [expected.simple, expected.overall] + expected.events) {
            #expect(agree(row.estimate, values[0], relative: 1e-9), "\(row.term)")
            #expect(agree(row.standardError, values[1], relative: 1e-8), "\(row.term)")
        }
    }

    @Test func badInputIsRefused() throws {
        let table = try counts()
        var negative = policy()
        negative.outcome = "x"
        #expect(throws: CausalError.self) { try RatioOfRatios(negative).fit(table) }
        #expect(throws: CausalError.self) { try ExtendedTwoWay(policy(), scale: .ratio).fit(table) }
        let treated = try table.filtered(where: "start == 3")
        #expect(throws: CausalError.self) { try RatioOfRatios(policy()).fit(treated) }
    }
}

private struct File: Decodable { let cases: Oracle }

private struct Oracle: Decodable {
    let twoPeriods, staggered, covariates: Row
    let etwfe: Extended

    enum CodingKeys: String, CodingKey {
        case twoPeriods = "two periods"
        case staggered, covariates, etwfe
    }
    struct Row: Decodable { let estimate, cr0: Double }
    struct Extended: Decodable {
        let simple, overall: [Double]
        let events: [[Double]]
    }
}
