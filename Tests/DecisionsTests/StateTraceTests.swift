import Groundwork
import OracleSupport
import Testing

@testable import Decisions

@Suite struct StateTraceTests {
    private func table(_ extra: [Column] = []) throws -> DataTable {
        let arms = ["old", "old", "old", "old", "old", "old", "new", "new", "new", "new", "new", "new"]
        return try DataTable(
            [
                Column("arm", arms),
                Column(
                    "state",
                    ["well", "burnt", "well", "burnt", "well", "burnt"] + [
                        "well", "burnt", "well", "burnt", "well", "burnt",
                    ]),
                Column("share", [1.0, 0, 0.8, 0.15, 0.7, 0.2, 1, 0, 0.9, 0.1, 0.85, 0.1]),
                Column("u", [0.85, 0.75, 0.85, 0.75, 0.85, 0.75, 0.85, 0.75, 0.85, 0.75, 0.85, 0.75]),
                Column("se", [0.02, 0.05, 0.02, 0.05, 0.02, 0.05, 0.02, 0.05, 0.02, 0.05, 0.02, 0.05]),
                Column("year", [0.0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2]),
            ] + extra)
    }

    private func columns(_ timing: StateTraceColumns.Timing, discount: Double = 0) -> StateTraceColumns {
        StateTraceColumns(
            state: "state", utility: "u", share: "share", error: "se", strategy: "arm", timing: timing,
            discountRate: discount)
    }

    /// Years by hand: well ½ + .8 + .35 = 1.65 against ½ + .9 + .425 = 1.825; burnt .15 + .1 against .1 + .05.
    @Test func aTraceByHand() throws {
        let traces = try columns(.cycle(1)).traces(table())
        #expect(traces.map(\.name) == ["old", "new"])
        for (trace, years) in zip(traces, [[1.65, 0.25], [1.825, 0.15]]) {
            for state in 0..<2 { #expect(agree(trace.trace.years[state], years[state], relative: 1e-14)) }
            #expect(agree(trace.trace.total, 0.85 * years[0] + 0.75 * years[1], relative: 1e-14))
        }
        let answer = try StateTrace.estimates(traces)
        #expect(
            answer.rows.map(\.term) == ["qaly", "qaly", "difference"] + Array(repeating: "state", count: 4))
        let difference = answer.rows[2]
        #expect(agree(difference.estimate, 0.85 * 0.175 - 0.75 * 0.1, relative: 1e-12))
        // A utility that both strategies use blurs their difference only as far as their years differ.
        let error = (0.02 * 0.02 * 0.175 * 0.175 + 0.05 * 0.05 * 0.1 * 0.1).squareRoot()
        #expect(agree(difference.standardError, error, relative: 1e-12))
        let shared = 0.02 * 0.02 * 1.65 * 1.825 + 0.05 * 0.05 * 0.25 * 0.15
        #expect(agree(answer.covariance[0, 1], shared, relative: 1e-12) && isClean(answer))
    }

    /// The mean utility of a trace through `QualityAdjustedLife` is the same, discounted and by either rule.
    @Test func isTheMeanUtilityOverTime() throws {
        let means = [0.85, 0.8 * 0.85 + 0.15 * 0.75, 0.7 * 0.85 + 0.2 * 0.75]
        for (timing, rule) in [
            (StateTraceColumns.Timing.cycle(1), QualityAdjustedLife.Rule.halfCycle(length: 1)),
            (.times("year"), .area(times: [0, 1, 2])),
        ] {
            let trace = try columns(timing, discount: 0.035).traces(table())[0].trace
            let plain = try QualityAdjustedLife(means, rule, discountRate: 0.035)
            #expect(agree(trace.total, plain.years, relative: 1e-13))
        }
        // One state after another: the same as durations.
        let rows = try DataTable([
            Column("state", ["well", "burnt", "well"]), Column("u", [0.85, 0.75, 0.85]),
            Column("d", [1.0, 2, 3]),
        ])
        let lone = StateTraceColumns(
            state: "state", utility: "u", timing: .durations("d"), discountRate: 0.05)
        let plain = try QualityAdjustedLife([0.85, 0.75, 0.85], .durations([1, 2, 3]), discountRate: 0.05)
        let trace = try lone.traces(rows)[0].trace
        #expect(agree(trace.total, plain.years, relative: 1e-13) && trace.states == ["well", "burnt"])
    }

    @Test func faults() throws {
        func fault(_ name: String, _ values: [Double]) -> CausalError? {
            do {
                let known = try table()
                let changed = try DataTable(known.columns.map { $0.name == name ? Column(name, values) : $0 })
                _ = try columns(.times("year")).traces(changed)
                return nil
            } catch { return error as? CausalError }
        }
        let shares = [1.0, 0, 0.8, 0.15, 0.7, 0.2, 1, 0, 0.9, 0.1, 0.85]
        #expect(fault("share", shares + [0.3])?.row == 12)
        #expect(fault("share", shares + [-0.1])?.row == 12)
        #expect(fault("share", shares + [.nan])?.code == .missingValue)
        #expect(fault("u", Array(repeating: 85, count: 12))?.row == 1)
        #expect(fault("se", Array(repeating: -1, count: 12))?.code == .badValue)
        #expect(fault("year", Array(repeating: 1, count: 12))?.code != nil)
    }
}
