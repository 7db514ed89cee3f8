import Foundation

/// A folder of the files that the examples in the help name, small and simulated.
final class ExampleFiles: Sendable {
    let folder: URL

    /// The files, made once for all tests of a run.
    static let shared = Result { try ExampleFiles() }

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in ExampleFiles.tables { try write(text, name) }
        try simulate()
        try estimate()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }

    private func simulate() throws {
        let clinics = try CommandRun(
            "simulate", "did", "--clinics", "12", "--clinicians", "3", "--months", "30", "--adoption",
            "15,19",
            "--never", "0.4"
        ).output.split(separator: "\n")
        let sick = clinics.map { line in
            let burnout = line.split(separator: ",").last.flatMap { Double($0) }
            return line + "," + (burnout.map { $0 > 50 ? "1" : "0" } ?? "sick")
        }
        try write(sick.joined(separator: "\n") + "\n", "clinics.csv")
        let trial = ["--sequences", "4", "--clusters-per-sequence", "3"]
        try write(
            CommandRun(["simulate", "stepped-wedge", "--size", "4"] + trial).output, "wedge.csv")
        try write(CommandRun(["stepped-wedge", "design"] + trial).output, "schedule.csv")
        let survey = folder.appendingPathComponent("survey")
        _ = try CommandRun("convert", survey.path + ".csv", "--output", survey.path + ".sav")
    }

    private func estimate() throws {
        let path = { (name: String) in self.folder.appendingPathComponent(name).path }
        let did = [
            "did", path("clinics.csv"), "--unit", "clinician", "--time", "month", "--cohort", "adopted",
        ]
        let simple = ["--aggregate", "simple", "--format", "json"]
        try write(CommandRun(did + ["--outcome", "burnout"] + simple).output, "did.json")
        try write(CommandRun(did + ["--outcome", "caseload"] + simple).output, "cost.json")
        let results = [
            ("poisson", "poisson", "caseload ~ treated"), ("ols", "ols", "burnout ~ treated + caseload"),
        ]
        for (name, command, formula) in results {
            let run = try CommandRun(command, path("clinics.csv"), formula, "--format", "json")
            try write(run.output, name + ".json")
        }
        try write(
            CommandRun("ols", path("trial.csv"), "score ~ qaly + cost", "--format", "json").output,
            "both.json")
    }
}
