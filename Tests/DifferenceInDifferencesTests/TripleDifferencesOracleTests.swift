import DifferenceInDifferences
import Foundation
import OracleSupport
import Testing

/// The made-up table of triple.py.
func tripleTable() throws -> DataTable {
    try DataTable(csvText: String(contentsOf: oracles.appendingPathComponent("triple.csv"), encoding: .utf8))
}

/// Every case that moderndid computed, averages by hand from its influence functions.
@Suite struct TripleDifferencesOracleTests {
    @Test func everyCaseAgrees() throws {
        let text = try Data(contentsOf: oracles.appendingPathComponent("triple.json"))
        let answers = try JSONDecoder().decode(TripleOracle.self, from: text)
        #expect(answers.cases.count == 16)
        let table = try tripleTable()
        for entry in answers.cases {
            let fit = try entry.model.fit(table)
            let rows = try fit.estimates().rows
            #expect(rows.count == entry.cells.count, "\(entry.name)")
            for (row, cell) in zip(rows, entry.cells) {
                #expect(row.labels[0].value.double == cell[0] && row.labels[1].value.double == cell[1])
                check(row, cell[2], cell[3], entry.name)
            }
            check(
                try fit.aggregate(.simple).estimates().rows[0], entry.simple[0], entry.simple[1], entry.name)
            let event = try fit.aggregate(.event).estimates().rows
            check(event[0], entry.overall[0], entry.overall[1], entry.name)
            #expect(event.count == entry.event.count + 1)
            for (row, expected) in zip(event.dropFirst(), entry.event) {
                #expect(row.labels[0].value.double == expected[0])
                check(row, expected[1], expected[2], "\(entry.name) event")
            }
        }
    }

    private func check(_ row: Estimate, _ estimate: Double?, _ error: Double?, _ name: String) {
        #expect(agree(row.estimate, estimate ?? .nan, relative: 1e-8, scale: 1), "\(name) \(row.term)")
        let known = error.map { $0 > 0 } ?? false
        #expect(
            known
                ? agree(row.standardError, error ?? .nan, relative: 1e-8) : row.standardError.isNaN,
            "\(name) \(row.term) error")
    }
}

/// The answers of triple.py; cells are `[group, time, estimate, error, error as moderndid prints it]`.
private struct TripleOracle: Decodable {
    let cases: [Entry]

    struct Entry: Decodable {
        let name: String
        let control: ControlGroup
        let method: Adjustment.Method
        let covariates: String?
        let base: BasePeriod
        let cells: [[Double?]]
        let simple: [Double]
        let overall: [Double]
        let event: [[Double?]]

        var model: TripleDifferences {
            TripleDifferences(
                outcome: "y", panel: PanelIndex(unit: "unit", period: "period"), firstEnabled: "enabled",
                eligible: "eligible", controls: control, adjustment: Adjustment(method, covariates),
                base: base)
        }
    }
}
