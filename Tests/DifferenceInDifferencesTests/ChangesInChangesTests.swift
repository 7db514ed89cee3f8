import DifferenceInDifferences
import Foundation
import OracleSupport
import Testing

/// The made-up table of distribution.py.
private func outcomes() throws -> DataTable {
    try DataTable(
        csvText: String(contentsOf: oracles.appendingPathComponent("distribution.csv"), encoding: .utf8))
}

private func model(
    _ method: ChangesInChanges.Method = .changesInChanges, _ outcome: String = "y", unit: String? = "unit"
) -> ChangesInChanges {
    ChangesInChanges(
        outcome: outcome, panel: PanelIndex(unit: unit, period: "period"), treatment: .firstTreated("start"),
        method: method)
}

@Suite struct ChangesInChangesTests {
    /// Every case of distribution.py.
    @Test func everyCaseAgrees() throws {
        let text = try Data(contentsOf: oracles.appendingPathComponent("distribution.json"))
        let answers = try JSONDecoder().decode(Oracle.self, from: text)
        let table = try outcomes()
        for entry in answers.cases {
            let method = try #require(ChangesInChanges.Method(rawValue: entry.method))
            var panel = model(method)
            panel.quantiles = answers.quantiles
            var sections = panel
            sections.panel = PanelIndex(period: "period")
            let fit = try panel.fit(table)
            let results = try [
                (fit.estimates().rows, entry.unit),
                (fit.estimates(.clustered(by: "cluster")).rows, entry.cluster),
                (sections.fit(table).estimates().rows, entry.rows),
            ]
            for (rows, errors) in results {
                for (position, row) in rows.enumerated() {
                    #expect(agree(row.estimate, entry.estimates[position], relative: 1e-11), "\(row.term)")
                    #expect(agree(row.standardError, errors[position], relative: 1e-9), "\(row.term)")
                }
            }
        }
    }

    /// Ranks do not depend on the scale: quantile effects of logarithms are those of the levels, transformed.
    @Test func scaleDoesNotMatter() throws {
        let table = try outcomes()
        let levels = try model().fit(table)
        let logs = try model(.changesInChanges, "log(y)").fit(table)
        let after = try table.filtered(where: "start == 2 & period == 2").numbers("y").sorted()
        for (position, quantile) in model().quantiles.enumerated() {
            let top = after[Int((Double(after.count) * quantile - 1e-9).rounded(.up)) - 1]
            let (level, ratio) = (levels.coefficients[position + 1], logs.coefficients[position + 1])
            #expect(agree(top - level, top / exp(ratio), relative: 1e-10))
        }
    }

    /// The same effect for all: everything is the difference of differences.
    @Test func aShiftIsFound() throws {
        let numbers = (0..<400).map { Double($0 % 200) }
        let table = try DataTable([
            Column(
                "y",
                numbers.indices.map { numbers[$0] + ($0 % 2 == 1 ? 3 : 0) + ($0 >= 200 ? 5 : 0) }
                    .enumerated().map { $1 + ($0 % 2 == 1 && $0 >= 200 ? 7 : 0) - ($0 % 2 == 1 ? 1 : 0) }),
            Column("period", numbers.indices.map { Double($0 % 2 + 1) }),
            Column("start", numbers.indices.map { $0 >= 200 ? 2.0 : 0 }),
        ])
        let fit = try model(.quantileDifferences, unit: nil).fit(table)
        for value in fit.coefficients.dropFirst() { #expect(agree(value, 7, relative: 1e-12)) }
    }

    /// Analytic errors and those of drawn units tell the same; the same bits for the same seed.
    @Test func theBootstrapAgreesInSize() throws {
        let fit = try model().fit(outcomes())
        let analytic = try fit.estimates().rows
        let drawn = try fit.estimates(bootstrap: 200, seed: 3)
        // Of the mean and the middle quantiles; in the tails 60 outcomes are too few for either.
        for position in [0, 3, 4, 5, 6] {
            let ratio = drawn.rows[position].standardError / analytic[position].standardError
            #expect(ratio > 0.6 && ratio < 1.6, "\(analytic[position].term)")
        }
        #expect(try drawn == fit.estimates(bootstrap: 200, seed: 3))
        #expect(drawn.rows[1].simultaneous != nil && drawn.rows[0].simultaneous == nil)
    }

    @Test func badInputIsRefused() throws {
        let table = try outcomes()
        func code(_ model: ChangesInChanges, _ table: DataTable) -> CausalError.Code? {
            do throws(CausalError) {
                _ = try model.fit(table)
                return nil
            } catch { return error.code }
        }
        var wrong = model()
        for quantiles in [[], [0.0], [1.0], [0.5, 0.5], [.nan]] {
            wrong.quantiles = quantiles
            #expect(code(wrong, table) == .badArgument)
        }
        let one = try table.filtered(where: "period == 2")
        #expect(code(model(), one) == .badPanel)
        #expect(code(model(), try table.filtered(where: "start == 0")) == .notIdentified)
        #expect(code(model(), try table.filtered(where: "start == 2")) == .notIdentified)
        #expect(code(model(.changesInChanges, "period"), table) == .notIdentified)
        let doubled = table.rows(Array(0..<Int32(table.rowCount)) + [0])
        #expect(code(model(), doubled) == .badPanel)
        #expect(throws: CausalError.self) { try model().fit(table).estimates(bootstrap: 1) }
    }
}

private struct Oracle: Decodable {
    let quantiles: [Double]
    let cases: [Entry]

    struct Entry: Decodable {
        let method: String
        let estimates, rows, unit, cluster: [Double]
    }
}
