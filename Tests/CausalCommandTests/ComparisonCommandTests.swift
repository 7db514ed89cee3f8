import Causal
import Foundation
import Testing

@Suite struct ComparisonCommandTests {
    private func file() throws -> TemporaryFile {
        var simulation = SimulatedClinics()
        simulation.clinics = 16
        simulation.cliniciansPerClinic = 1
        simulation.months = 9
        simulation.adoption = .staggered(months: [4, 7], neverTreatedShare: 0.6)
        return try TemporaryFile(simulation.table().csv())
    }

    private func run(_ data: TemporaryFile, _ more: String...) throws -> CommandRun {
        try CommandRun(
            [
                "did", data.path, "--outcome", "burnout", "--unit", "clinician", "--time", "month",
                "--cohort", "adopted", "--estimator", "all", "--format", "json",
            ] + more)
    }

    @Test func allEstimatorsStandSideBySide() throws {
        let picture = try TemporaryFile(name: "all.svg")
        let run = try run(file(), "--draws", "3", "--seed", "1", "--plot", picture.path)
        #expect(run.status == 0, "\(run.error)")
        let rows = try run.rows()
        #expect(rows.count == 10 && rows.allSatisfy { $0["term"] as? String == "ATT" })
        #expect(Set(rows.compactMap { $0["estimator"] as? String }).count == 10)
        #expect(rows.allSatisfy { $0["std.error"] is Double && $0["conf.low"] is Double })
        #expect(!run.output.contains("NaN"))
        let drawn = try String(contentsOf: picture.url, encoding: .utf8)
        for name in ["callaway-santanna", "two-stage", "lp-did", "twfe"] { #expect(drawn.contains(name)) }
    }

    /// Estimators vary together as their influence functions do; of draws nobody knows how.
    @Test func simultaneousBoundsHoldForEstimators() throws {
        let run = try run(file(), "--draws", "3", "--simultaneous")
        #expect(run.status == 0, "\(run.error)")
        let without = try run.rows().filter { !($0["simultaneous.low"] is Double) }
        #expect(without.compactMap { $0["estimator"] as? String } == ["synthetic"])
        #expect(run.output.contains("Simultaneous bounds leave out synthetic"))
    }

    @Test func whatAllDoNotTakeIsRefusedInWords() throws {
        let data = try file()
        for more in [
            ["--bootstrap", "99"], ["--leave-one-cohort-out"], ["--vcov", "cr2"],
            ["--aggregate", "event"], ["--draws", "1"],
        ] {
            let refused = try CommandRun(
                [
                    "did", data.path, "--outcome", "burnout", "--unit", "clinician", "--time", "month",
                    "--cohort", "adopted", "--estimator", "all",
                ] + more)
            #expect(refused.status == (more[0] == "--draws" ? 0 : 64), "\(more) \(refused.error)")
            #expect(refused.error.isEmpty == (more[0] == "--draws"))
        }
    }
}
