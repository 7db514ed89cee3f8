import Causal
import Foundation
import Testing

@Suite struct SeriesEvidenceCommandTests {
    private func its(_ data: TemporaryFile, _ more: [String]) throws -> CommandRun {
        try CommandRun(
            ["its", data.path, "--outcome", "y", "--time", "time", "--at", "25", "--format", "json"] + more)
    }

    private func names(_ run: CommandRun) throws -> [String] {
        let found = try run.json()["diagnostics"] as? [[String: Any]] ?? []
        return found.compactMap { $0["name"] as? String }
    }

    @Test func optionsAnswerOrRefuse() throws {
        var series = SimulatedSeries()
        let single = try TemporaryFile(series.table().csv())
        let tested = try its(single, ["--test-break", "--placebo", "--effect-at", "30"])
        #expect(tested.status == 0)
        #expect(try names(tested).suffix(3) == ["sup-f", "placebo-dates", "placebo-dates"])
        let relative = try tested.rows().first { $0["term"] as? String == "relative" }
        #expect(relative?["fieller.type"] as? String == "bounded")
        series.controlUnits = 3
        let several = try TemporaryFile(series.table().csv())
        let permuted = try its(several, ["--unit", "unit", "--treated", "1", "--permute-controls"])
        #expect(try names(permuted).suffix(2) == ["permuted-controls", "permuted-controls"])
        for (data, more) in [
            (single, ["--permute-controls"]), (single, ["--test-break", "--errors", "gls"]),
            (several, ["--unit", "unit", "--treated", "1", "--test-break"]),
            (single, ["--placebo", "--at", "25,30"]),
        ] {
            let refused = try its(data, more)
            #expect(refused.status == 64 && !refused.endedBySignal && refused.output.isEmpty)
        }
    }

    @Test func power() throws {
        let bare = ["its-power", "--format", "json", "--autocorrelation", "0.4"]
        let plan = bare + ["--level-change", "-4"]
        let run = try CommandRun(plan + ["--simulate", "ols", "--draws", "20", "--seed", "7"])
        let model = try run.json()["model"] as? [String: Any]
        #expect(model?["power"] as? Double ?? 0 > 0.7 && model?["power.simulated"] is Double)
        #expect(try run.rows().first?["term"] as? String == "effect")
        for more in [["--before", "1"], ["--power", "0.8"], ["--draws", "9"], ["--alpha", "nan"]] {
            #expect(try CommandRun(plan + more).status == 64)
        }
        let none = try CommandRun(bare)
        #expect(none.status == 64 && none.error.contains("--level-change"))
        let level = try CommandRun(bare + ["--level", "-5"])
        #expect(level.status == 64 && level.error.contains("--level-change"))
        let row = try CommandRun(plan + ["--level", "0.9"]).rows().first
        #expect(row?["conf.level"] as? Double == 0.9)
    }
}
