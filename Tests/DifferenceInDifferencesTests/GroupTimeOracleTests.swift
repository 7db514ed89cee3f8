import DifferenceInDifferences
import Foundation
import OracleSupport
import Testing

/// Every case that csdid computed, or that was put together from two-period estimators of drdid.
@Suite struct GroupTimeOracleTests {
    @Test func everyCaseAgrees() throws {
        let data = try OracleData(folder: oracles)
        let text = try Data(contentsOf: oracles.appendingPathComponent("group-time.json"))
        let answers = try JSONDecoder().decode(GroupTimeOracle.self, from: text)
        #expect(answers.cases.count > 40)
        for entry in answers.cases {
            #expect(throws: Never.self, "\(entry.name)") { try check(entry, data.table(entry.data)) }
        }
    }

    private func check(_ entry: GroupTimeOracle.Entry, _ table: DataTable) throws {
        let fit = try entry.model.fit(table)
        let covariance = InfluenceCovariance.clustered(by: entry.cluster.map { [$0] } ?? [])
        let cells = try fit.estimates(covariance)
        #expect(cells.rows.count == entry.cells.count, "\(entry.name)")
        for (row, cell) in zip(cells.rows, entry.cells) {
            #expect(row.labels[0].value.double == cell[0] && row.labels[1].value.double == cell[1])
            check(row, cell[2], cell[3], entry.name)
        }
        if let wald = entry.wald {
            let statistic = cells.diagnostic("pretrend-wald")?["statistic"]?.double ?? .nan
            #expect(agree(statistic, wald, relative: 1e-8), "\(entry.name) Wald")
        }
        try check(entry.simple, fit, .simple, covariance, entry.name)
        try check(entry.group, fit, .group, covariance, entry.name)
        try check(entry.dynamic, fit, .event, covariance, entry.name)
        try check(entry.calendar, fit, .calendar, covariance, entry.name)
        try check(entry.balanced, fit, .eventTime(balanced: 1), covariance, entry.name)
        try check(entry.window, fit, .eventTime(-1...1), covariance, entry.name)
    }

    private func check(
        _ average: GroupTimeOracle.Average?, _ fit: GroupTimeFit, _ kind: GroupTimeAggregation,
        _ covariance: InfluenceCovariance, _ name: String
    ) throws {
        guard let average else { return }
        let rows = try fit.aggregate(kind).estimates(covariance).rows
        check(rows[0], average.overall[0], average.overall[1], "\(name) \(kind)")
        guard let expected = average.rows else { return }
        #expect(rows.count == expected.count + 1, "\(name) \(kind)")
        for (row, values) in zip(rows.dropFirst(), expected) {
            #expect(row.labels[0].value.double == values[0], "\(name) \(kind)")
            check(row, values[1], values[2], "\(name) \(kind)")
        }
    }

    private func check(_ row: Estimate, _ estimate: Double?, _ error: Double?, _ name: String) {
        #expect(
            agree(row.estimate, estimate ?? .nan, relative: 1e-8, scale: 1000) || estimate == nil,
            "\(name) \(row.term)")
        #expect(
            agree(row.standardError, error ?? .nan, relative: 1e-8)
                || (error == nil && row.standardError.isNaN), "\(name) \(row.term) error")
    }
}

/// The answers of group-time.py.
struct GroupTimeOracle: Decodable {
    let cases: [Entry]

    /// An average: `[estimate, error]`, and rows `[label, estimate, error]`.
    struct Average: Decodable {
        let overall: [Double]
        let rows: [[Double?]]?
    }

    /// One model; cells are `[group, time, estimate, error]`.
    struct Entry: Decodable {
        let name: String
        let data: String
        let panel: Bool
        let control: ControlGroup
        let method: Adjustment.Method
        let covariates: String?
        let anticipation: Int
        let base: BasePeriod
        let weights: String?
        let cluster: String?
        let cells: [[Double?]]
        let wald: Double?
        let simple: Average?
        let group: Average?
        let dynamic: Average?
        let calendar: Average?
        let balanced: Average?
        let window: Average?

        /// The estimator of the case.
        var model: GroupTimeATT {
            GroupTimeATT(
                outcome: "burnout", panel: PanelIndex(unit: panel ? "clinician" : nil, period: "month"),
                firstTreated: "adopted", controls: control, adjustment: Adjustment(method, covariates),
                anticipation: anticipation, base: base, weights: weights)
        }
    }
}
