import Causal
import Foundation
import Testing

@Suite struct SyntheticCommandTests {
    private func run(_ data: TemporaryFile, _ more: [String]) throws -> CommandRun {
        try CommandRun(
            [
                "did", data.path, "--outcome", "burnout", "--unit", "clinician", "--time", "month",
                "--cohort",
                "adopted", "--estimator", "synthetic", "--format", "json",
            ] + more)
    }

    private func file(_ change: (inout SimulatedClinics) -> Void = { _ in }) throws -> TemporaryFile {
        var simulation = SimulatedClinics()
        simulation.clinics = 8
        simulation.cliniciansPerClinic = 2
        simulation.months = 7
        simulation.adoption = .simultaneous(month: 5, share: 0.25)
        change(&simulation)
        return try TemporaryFile(simulation.table().csv())
    }

    @Test func everyMethodAndInferenceAnswers() throws {
        let data = try file()
        for more in [
            ["--draws", "4"], ["--method", "sc", "--inference", "jackknife"],
            ["--method", "did", "--bootstrap", "5"],
            ["--covariates", "I(caseload / 10)", "--draws", "3", "--seed", "7"],
        ] {
            let run = try run(data, more)
            #expect(run.status == 0, "\(run.error)")
            let rows = try run.rows()
            #expect(rows.count == 1 && rows[0]["term"] as? String == "ATT")
            #expect(rows[0]["std.error"] is Double)
            let model = try #require(try run.json()["model"] as? [String: Any])
            #expect(model["estimator"] as? String == "synthetic")
            let weights = try #require(model["unit.weights"] as? [[String: Any]])
            let total = weights.compactMap { $0["weight"] as? Double }.reduce(0, +)
            #expect(abs(total - 1) < 1e-9)
        }
    }

    @Test func weightsAndPictureAreWritten() throws {
        let folder = try TemporaryFile(name: "weights.csv")
        let picture = try TemporaryFile(name: "paths.svg")
        let run = try run(
            try file(), ["--draws", "2", "--weights-file", folder.path, "--plot", picture.path])
        #expect(run.status == 0, "\(run.error)")
        let table = try DataTable(csv: folder.path)
        #expect(
            table.columns.map(\.name) == ["cohort", "kind", "name", "weight"] && table.rowCount == 12 + 4)
        #expect(try String(contentsOf: picture.url, encoding: .utf8).contains("synthetic control"))
    }

    @Test func contradictionsAreWrongUsage() throws {
        let data = try file()
        for more in [
            ["--method", "dr"], ["--bootstrap", "9", "--inference", "jackknife"],
            ["--inference", "jackknife", "--draws", "9"],
            ["--weights", "hours"], ["--cluster", "clinic"], ["--adjustment", "optimised"],
            ["--window", "-1:1"],
        ] {
            let run = try run(data, more)
            #expect(run.status == 64 && !run.endedBySignal, "\(more) \(run.error)")
        }
        let holes = try run(try file { $0.missingShare = 0.1 }, [])
        #expect(holes.status == 65 && holes.error.contains("not balanced"))
    }
}
