import DifferenceInDifferences
import Foundation
import OracleSupport
import Testing

/// The made-up table of switchers.py.
func switchersTable() throws -> DataTable {
    try DataTable(
        csvText: String(contentsOf: oracles.appendingPathComponent("switchers.csv"), encoding: .utf8))
}

/// Every case of switchers.py.
@Suite struct SwitchersOracleTests {
    @Test func everyCaseAgrees() throws {
        let text = try Data(contentsOf: oracles.appendingPathComponent("switchers.json"))
        let answers = try JSONDecoder().decode(SwitchersOracle.self, from: text)
        #expect(answers.cases.count == 9)
        let whole = try switchersTable()
        for entry in answers.cases {
            let fit = try Switchers(
                outcome: "y", panel: PanelIndex(unit: "unit", period: "period"), treatment: entry.treatment,
                isNormalised: entry.normalised, covariates: entry.covariates?.joined(separator: " + "),
                weights: entry.weights
            ).fit(entry.up == true ? upwards(whole) : whole)
            let units = try fit.estimates().rows
            let clusters = try fit.estimates(.clustered(by: "cluster")).rows
            #expect(units.count == entry.rows.count + 1, "\(entry.name)")
            check(units[0], clusters[0], entry.overall, entry.name)
            for (position, expected) in entry.rows.enumerated() {
                let row = units[position + 1]
                #expect(row.labels[0].value.double == expected[0], "\(entry.name)")
                #expect(row.labels[1].value.double == expected[1], "\(entry.name) \(row.term)")
                check(row, clusters[position + 1], Array(expected[2...]), entry.name)
            }
            for expected in entry.peer ?? [] {
                let row = try #require(units.first { $0.labels.first?.value.double == expected[0] })
                check(row, nil, Array(expected[2...]), "\(entry.name) peer")
            }
        }
    }

    /// Units that are not treated in the first period, unknown outcomes as zero.
    private func upwards(_ table: DataTable) throws -> DataTable {
        let (units, periods) = try (table.numbers("unit"), table.numbers("period"))
        let flip = try table.numbers("flip")
        let low = Set(units.indices.filter { periods[$0] == 1 && flip[$0] == 0 }.map { units[$0] })
        let rows = units.indices.filter { low.contains(units[$0]) }
        return try DataTable(
            table.columns.map { column in
                let values = column.numbers ?? []
                return Column(column.name, .numbers(rows.map { values[$0].isNaN ? 0 : values[$0] }))
            })
    }

    /// `[estimate, error by unit, error by cluster]`
    private func check(_ row: Estimate, _ clustered: Estimate?, _ expected: [Double], _ name: String) {
        #expect(agree(row.estimate, expected[0], relative: 1e-10, scale: 1), "\(name) \(row.term)")
        #expect(agree(row.standardError, expected[1], relative: 1e-10), "\(name) \(row.term) error")
        guard let clustered else { return }
        #expect(agree(clustered.standardError, expected[2], relative: 1e-10), "\(name) \(row.term) clustered")
    }
}

private struct SwitchersOracle: Decodable {
    let cases: [Entry]

    struct Entry: Decodable {
        let name: String
        let treatment: String
        let normalised: Bool
        let up: Bool?
        let covariates: [String]?
        let weights: String?
        let overall: [Double]
        let rows: [[Double]]
        let peer: [[Double]]?
    }
}
