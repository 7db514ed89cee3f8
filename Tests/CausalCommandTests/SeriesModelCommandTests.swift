import Causal
import Foundation
import Testing

/// `causal its`: many series, weights of controls, seasons, pictures, and refusals.
@Suite struct SeriesModelCommandTests {
    private func its(_ data: TemporaryFile, _ more: [String]) throws -> CommandRun {
        try CommandRun(
            ["its", data.path, "--outcome", "y", "--time", "time", "--at", "25", "--format", "json"] + more)
    }

    private func data(_ units: Int, controls: Int = 0) throws -> TemporaryFile {
        var series = SimulatedSeries()
        (series.treatedUnits, series.controlUnits) = (units, controls)
        return try TemporaryFile(series.table().csv())
    }

    @Test func oneAnswerForEach() throws {
        let clinics = try data(5)
        let run = try its(clinics, ["--by", "unit", "--errors", "gls", "--effect-at", "30"])
        #expect(run.status == 0)
        let rows = try run.rows()
        #expect(rows.count == 5 * 9)
        #expect(rows.filter { $0["series"] as? Int == 3 }.count == 9)
        let again = try its(
            clinics, ["--by", "unit", "--errors", "gls", "--effect-at", "30", "--threads", "1"])
        #expect(again.output == run.output)
        for more in [
            ["--placebo"], ["--plot", "x.svg"], ["--test-break"],
            ["--unit", "unit", "--treated", "1"],
        ] {
            let refused = try its(clinics, ["--by", "unit"] + more)
            #expect(refused.status == 64 && refused.output.isEmpty && !refused.endedBySignal)
        }
    }

    @Test func controlsWithWeights() throws {
        let several = try data(1, controls: 6)
        let controlled = ["--unit", "unit", "--treated", "1", "--control-weights"]
        let run = try its(several, controlled + ["synthetic", "--errors", "gls"])
        let model = try run.json()["model"] as? [String: Any]
        let weights = model?["control.weights"] as? [[String: Any]] ?? []
        #expect(run.status == 0 && weights.count == 6)
        let total = weights.reduce(0) { $0 + ($1["weight"] as? Double ?? .nan) }
        #expect(abs(total - 1) < 1e-9)
        #expect(try its(several, controlled + ["equal"]).status == 0)
        #expect(try its(several, ["--control-weights", "synthetic"]).status == 64)
    }

    @Test func picturesAndSeasons() throws {
        let single = try data(1)
        for picture in ["series", "effects", "residuals"] {
            let plot = try TemporaryFile("")
            let path = plot.path + ".svg"
            defer { try? FileManager.default.removeItem(atPath: path) }
            let run = try its(
                single, ["--season", "splines:3", "--period", "12", "--plot", path, "--picture", picture])
            #expect(run.status == 0)
            let svg = try String(contentsOfFile: path, encoding: .utf8)
            #expect(svg.contains(picture == "residuals" ? "normal quantile" : "95 % band, all times at once"))
        }
        let refused = try its(single, ["--season", "splines:12", "--period", "12"])
        #expect(refused.status == 64)
        let counts = try TemporaryFile(SimulatedSeries.counts.table().csv())
        let run = try its(
            counts, ["--family", "quasipoisson", "--offset", "log(population)", "--errors", "prais-winsten"])
        #expect(run.status == 0)
        #expect(try run.rows().contains { $0["term"] as? String == "level" && $0["ratio"] is Double })
        #expect(
            try its(counts, ["--family", "poisson", "--errors", "arima", "--order", "1,0,0"]).status == 64)
    }
}
