import Foundation
import Groundwork
import LinearAlgebra
import OracleSupport
import Testing

@testable import Decisions

/// What rows of results measure, and what decisions make of them.
@Suite struct RiskMeasureTests {
    private func result(_ command: String, _ model: [JSONValue.Member], _ rows: [Estimate]) -> Estimates {
        var covariance = Matrix(rows.count, rows.count, repeating: 0.0001)
        for i in rows.indices { covariance[i, i] = rows[i].standardError * rows[i].standardError }
        return Estimates(command: command, rows: rows, covariance: covariance, model: model)
    }

    private func row(_ term: String, _ estimate: Double, _ error: Double, ratio: Bool = false) -> Estimate {
        Estimate(
            term: term, labels: ratio ? [.init("ratio", .number(1))] : [], estimate: estimate,
            standardError: error, degreesOfFreedom: nil)
    }

    private func measure(_ command: String, _ estimator: String, _ link: String?, ratio: Bool = false) throws
        -> RiskMeasure
    {
        var model: [JSONValue.Member] = [.init("estimator", .string(estimator))]
        if let link { model.append(.init("link", .string(link))) }
        let row = row("x", 0.1, 0.1, ratio: ratio)
        return try RiskMeasure(of: row, in: result(command, model, [row]))
    }

    @Test func byTheModel() throws {
        #expect(try measure("ols", "least-squares", nil) == .difference)
        #expect(try measure("logit", "binomial", "logit") == .logOdds)
        #expect(try measure("logit", "binomial", "identity") == .difference)
        #expect(try measure("poisson", "poisson", "log") == .logRisk)
        #expect(try measure("poisson", "negative-binomial", nil) == .logRisk)
        #expect(try measure("stepped-wedge fit", "glmm", "logit", ratio: true) == .logOdds)
        #expect(try measure("stepped-wedge fit", "gee", "log", ratio: true) == .logRisk)
        #expect(try measure("its", "segmented-poisson", "log", ratio: true) == .logRisk)
        // The effect at a time, and effects of extended two-way fixed effects, are on the outcome's own scale.
        #expect(try measure("its", "segmented-poisson", "log") == .difference)
        #expect(try measure("did", "etwfe", "log") == .difference)
        #expect(throws: CausalError.self) { try measure("logit", "binomial", "probit") }
    }

    /// OR 2 at a risk of ⅕: ⅓, and slope p(1 − p); a rate ratio of e^0.5 on 4.
    @Test func ratiosBecomeChanges() throws {
        let odds = try Uncertain(row("x", Elementary.naturalLog(2), 0.3), .logOdds, baseline: 0.2)
        #expect(agree(odds.amount, 1.0 / 3 - 0.2, relative: 1e-14))
        #expect(agree(odds.standardError, 0.3 * 2 / 9, relative: 1e-14))
        let rate = try Uncertain(row("x", 0.5, 0.1), .logRisk, baseline: 4)
        #expect(agree(rate.amount, 4 * (Elementary.exponential(0.5) - 1), relative: 1e-14))
        #expect(agree(rate.standardError, 0.4 * Elementary.exponential(0.5), relative: 1e-14))
        for baseline in [nil, 0, 1, -1, Double.nan] {
            #expect(throws: CausalError.self) {
                try Uncertain(row("x", 0.5, 0.1), .logOdds, baseline: baseline)
            }
        }
        #expect(throws: CausalError.self) { try Uncertain(row("x", 800, 0.1), .logRisk, baseline: 1) }
    }

    private func stored(_ body: (String) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        let fit = result(
            "logit", [.init("estimator", "binomial"), .init("link", "logit")],
            [row("a", Elementary.naturalLog(0.5), 0.2), row("b", Elementary.naturalLog(0.25), 0.3)])
        try Data(fit.json.text(indent: 2).utf8).write(to: file)
        try body(file.path)
    }

    /// Two programmes from one logit: effects by the baseline, their covariance by both slopes.
    @Test func allocationOfOddsRatios() throws {
        try stored { path in
            let table = try DataTable([
                Column("name", ["a", "b"]), Column("cost", [1.0, 1]), Column("result", [path, path]),
                Column("term", ["a", "b"]), Column("people", [-100.0, -200]),
                Column("baseline.risk", [0.5, 0.2]),
            ])
            let allocation = try BudgetAllocation(table, budget: 2)
            // ½ → ⅓ with slope 2/9; ⅕ → 1/17 with slope 16/289.
            #expect(agree(allocation.programmes[0].effect, 100.0 / 6, relative: 1e-13))
            #expect(agree(allocation.programmes[1].effect, 200 * (0.2 - 1.0 / 17), relative: 1e-13))
            let covariance = try #require(allocation.effectCovariance)
            #expect(agree(covariance[0, 1], 0.0001 * 100 * 2 / 9 * 200 * 16 / 289, relative: 1e-12))
            #expect(
                agree(covariance[0, 0].squareRoot(), allocation.programmes[0].standardError, relative: 1e-12))
            let plain = try DataTable(table.columns.filter { $0.name != "baseline.risk" })
            #expect(throws: CausalError.self) { try BudgetAllocation(plain, budget: 2) }
        }
    }

    @Test func guardrailsAndAims() throws {
        try stored { path in
            let rails = try DataTable([
                Column("measure", ["odds", "share"]), Column("threshold", [1.1, 0.0]),
                Column("scale", ["ratio", nil]), Column("direction", ["above", "above"]),
                Column("result", [path, path]), Column("term", ["a", "a"]),
                Column("baseline.risk", [Double.nan, 0.5]),
            ])
            let found = try Guardrail.read(rails)
            #expect(agree(found[0].threshold, Elementary.naturalLog(1.1), relative: 1e-14))
            #expect(agree(found[0].estimate, Elementary.naturalLog(0.5), relative: 1e-14))
            #expect(agree(found[1].estimate, -1.0 / 6, relative: 1e-13))
            #expect(agree(found[1].standardError ?? 0, 0.2 * 2 / 9, relative: 1e-13))
            let aims = try QuadrupleAim(
                DataTable([
                    Column("policy", ["p", "p"]), Column("aim", ["work life", "cost"]),
                    Column("better", ["lower", "lower"]), Column("result", [path, nil]),
                    Column("term", ["b", nil]), Column("estimate", [Double.nan, 3]),
                    Column("std.error", [Double.nan, 1]),
                ]))
            #expect(aims.policies[0].changes == [.better, .worse])
        }
    }
}
