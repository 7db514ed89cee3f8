import Causal
import Foundation
import Testing

@Suite struct DecomposeCommandTests {
    private func file() throws -> TemporaryFile {
        var simulation = SimulatedClinics()
        simulation.clinics = 16
        simulation.cliniciansPerClinic = 2
        simulation.months = 10
        simulation.adoption = .staggered(months: [4, 7], neverTreatedShare: 0.5)
        return try TemporaryFile(simulation.table().csv())
    }

    private func run(_ command: String, _ data: TemporaryFile, _ more: String...) throws -> CommandRun {
        try CommandRun(
            [
                command, data.path, "--outcome", "burnout", "--unit", "clinician", "--time", "month",
                "--cohort",
                "adopted", "--format", "json",
            ] + more)
    }

    @Test func weightsSumToOneAndToTheCoefficient() throws {
        let run = try run("decompose", file())
        #expect(run.status == 0, "\(run.error)")
        let rows = try run.rows()
        let weights = rows.compactMap { $0["weight"] as? Double }
        let estimates = rows.compactMap { $0["estimate"] as? Double }
        let model = try #require(try run.json()["model"] as? [String: Any])
        let twfe = try #require(model["twfe"] as? Double)
        #expect(rows.count == 4 && rows.allSatisfy { $0["type"] is String && $0["std.error"] is NSNull })
        #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
        #expect(abs(zip(weights, estimates).reduce(0) { $0 + $1.0 * $1.1 } - twfe) < 1e-10)
    }

    @Test func imputationTwoStageAndTheirChecksAnswer() throws {
        let data = try file()
        let one = try run("did", data, "--estimator", "imputation").rows()
        let two = try run("did", data, "--estimator", "two-stage").rows()
        let (a, b) = try (#require(one[0]["estimate"] as? Double), #require(two[0]["estimate"] as? Double))
        #expect(abs(a - b) < 1e-10 && one[0]["term"] as? String == "ATT")
        let without = try run("did", data, "--estimator", "imputation", "--leave-one-cohort-out").rows()
        #expect(without.map { "\($0["without"] ?? "")" } == ["none", "4", "7"])
        let placebo = try run("did", data, "--estimator", "twfe", "--placebo-time", "2").rows()
        #expect(placebo[0]["term"] as? String == "placebo")
    }

    @Test func whatDoesNotBelongIsRefused() throws {
        let data = try file()
        #expect(try run("did", data, "--estimator", "two-stage", "--leave-out").status == 64)
        #expect(try run("did", data, "--estimator", "event-study", "--placebo-units", "5").status == 64)
        #expect(try run("did", data, "--placebo-time", "1", "--leave-one-cohort-out").status == 64)
        #expect(try run("decompose", data, "--covariates", "| clinic").status == 64)
        let window = try run(
            "did", data, "--estimator", "imputation", "--window", "-9223372036854775808:9223372036854775807")
        #expect(window.status == 0, "\(window.error)")
    }
}
