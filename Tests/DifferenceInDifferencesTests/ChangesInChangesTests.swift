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

    /// Covariates, weights and bounds by hand; errors of the mean effects of discrete outcomes.
    @Test func adjustedCasesAgree() throws {
        let text = try Data(contentsOf: oracles.appendingPathComponent("distribution.json"))
        let answers = try JSONDecoder().decode(Oracle.self, from: text)
        let table = try outcomes()
        for (name, expected) in answers.adjusted {
            var own = model(.changesInChanges, name == "discrete" ? "level" : "y")
            own.quantiles = answers.quantiles
            own.covariates = name == "covariates" || name == "both" ? "x + z" : nil
            own.weights = name == "weights" || name == "both" ? "w" : nil
            own.isDiscrete = name == "discrete"
            let rows = try own.fit(table).estimates().rows
            #expect(rows.count == expected.estimates.count)
            for (row, value) in zip(rows, expected.estimates) {
                #expect(agree(row.estimate, value, relative: 1e-10, scale: 1), "\(name) \(row.term)")
            }
            guard own.isDiscrete else { continue }
            #expect(rows[0].term == "ATT.lower" && rows[1].term == "ATT.upper")
            for (row, value) in zip(rows, expected.errors) {
                #expect(agree(row.standardError, value, relative: 1e-10))
            }
            #expect(rows[2...].allSatisfy { $0.standardError.isNaN })
        }
    }

    /// Weights that are whole numbers say the same of estimates as rows written out so often; equal ones say nothing.
    @Test func weightsAreRepeatedRows() throws {
        let table = try outcomes()
        let weights = try table.numbers("w")
        let more = try DataTable(table.columns + [Column("one", weights.map { _ in 2.0 })])
        let repeated = more.rows(
            weights.indices.flatMap { [Int32](repeating: Int32($0), count: Int(weights[$0])) })
        var (weighted, equal) = (model(unit: nil), model(unit: nil))
        (weighted.weights, equal.weights) = ("w", "one")
        let once = try weighted.fit(more)
        for (x, y) in zip(once.coefficients, try equal.fit(repeated).coefficients) {
            #expect(agree(x, y, relative: 1e-12))
        }
        #expect(try once.estimates().rows.allSatisfy { $0.standardError > 0 })
        // Quartiles, and with them the kernel's width, are found in another way with weights.
        let plain = try model(unit: nil).fit(more).estimates().rows
        for (x, y) in zip(try equal.fit(more).estimates().rows, plain) {
            #expect(agree(x.standardError, y.standardError, relative: 0.01))
        }
    }

    /// Analytic errors count what estimating the covariates' coefficients adds, as draws do, which estimate them anew.
    @Test func covariatesCountInErrors() throws {
        var adjusted = model()
        adjusted.covariates = "x + z"
        let fit = try adjusted.fit(outcomes())
        let analytic = try fit.estimates().rows
        let drawn = try fit.estimates(bootstrap: 200, seed: 5).rows
        for position in [0, 4, 5, 6] {
            let ratio = drawn[position].standardError / analytic[position].standardError
            #expect(ratio > 0.6 && ratio < 1.6, "\(analytic[position].term) \(ratio)")
        }
        adjusted.covariates = "x + I(2 * x)"
        let error = #expect(throws: CausalError.self) { try adjusted.fit(outcomes()) }
        #expect(error?.code == .notIdentified)
        adjusted.covariates = nil
        (adjusted.method, adjusted.isDiscrete) = (.quantileDifferences, true)
        #expect(throws: CausalError.self) { try adjusted.fit(outcomes()) }
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
    let adjusted: [String: Adjusted]

    struct Adjusted: Decodable { let estimates, errors: [Double] }

    struct Entry: Decodable {
        let method: String
        let estimates, rows, unit, cluster: [Double]
    }
}
