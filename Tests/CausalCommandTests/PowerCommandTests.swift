import Causal
import Foundation
import Testing

@Suite struct PowerCommandTests {
    private static let design = ["--before", "4", "--after", "4"]

    @Test func aDesignIsAnsweredWithAndWithoutData() throws {
        let given = try CommandRun(
            [
                "did-power", "--variance", "16", "--autocorrelation", "0.5", "--units", "40", "--format",
                "json",
            ]
                + Self.design)
        #expect(given.status == 0, "\(given.error)")
        let row = try #require(try given.rows().first)
        let model = try #require(try given.json()["model"] as? [String: Any])
        #expect(row["term"] as? String == "ATT" && row["estimate"] as? Double == model["mde"] as? Double)
        #expect(abs((model["power"] as? Double ?? 0) - 0.8) < 1e-9)
        let data = try TemporaryFile(SimulatedClinics().table().csv())
        let read = try CommandRun(
            [
                "did-power", data.path, "--outcome", "burnout", "--unit", "clinic", "--time", "month",
                "--cohort", "adopted", "--effect", "-3", "--solve", "units", "--draws", "200", "--format",
                "json",
            ] + Self.design)
        #expect(read.status == 0, "\(read.error)")
        #expect(read.output.contains("\"simulation\"") && !read.output.contains("NaN"))
    }

    @Test func wrongUsageIsSaid() throws {
        for more in [
            [], ["--variance", "4"], ["--variance", "-1", "--autocorrelation", "0"], ["--unit", "u"],
            ["--variance", "4", "--autocorrelation", "2", "--units", "9"],
            ["--variance", "4", "--autocorrelation", "0"],
            ["--variance", "4", "--autocorrelation", "0", "--units", "9", "--draws", "5"],
            ["--variance", "4", "--autocorrelation", "0", "--units", "9", "--solve", "power"],
        ] {
            let run = try CommandRun(["did-power"] + Self.design + more)
            #expect(run.status == 64 && !run.error.isEmpty && run.output.isEmpty, "\(more)")
        }
    }
}
