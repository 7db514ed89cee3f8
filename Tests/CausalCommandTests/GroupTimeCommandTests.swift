import Causal
import Foundation
import Testing

@Suite struct GroupTimeCommandTests {
    private func did(_ more: String...) throws -> CommandRun {
        var simulation = SimulatedClinics()
        simulation.adoption = .staggered(months: [5, 9, 14], neverTreatedShare: 0.4)
        let data = try TemporaryFile(simulation.table().csv())
        return try CommandRun(
            [
                "did", data.path, "--outcome", "burnout", "--unit", "clinician", "--time", "month",
                "--format", "json",
            ]
                + more)
    }

    @Test func groupTimeEffectsAreTheDefault() throws {
        let run = try did("--cohort", "adopted")
        #expect(run.status == 0, "\(run.error)")
        let model = try #require(try run.json()["model"] as? [String: Any])
        #expect(model["estimator"] as? String == "callaway-santanna")
        let rows = try run.rows()
        #expect(rows.count == 3 * 23)
        #expect(
            rows[0]["group"] as? Int == 5 && rows[0]["time"] as? Int == 2 && rows[0]["event"] as? Int == -3)
    }

    @Test func theOverallRowComesFirstAndBandsHoldForTheOthers() throws {
        let run = try did(
            "--treatment", "treated", "--aggregate", "event", "--window", "-3:4", "--bootstrap", "99",
            "--cluster",
            "clinic", "--covariates", "experience", "--control", "not-yet")
        #expect(run.status == 0, "\(run.error)")
        let rows = try run.rows()
        #expect(rows.count == 9 && rows[0]["term"] as? String == "overall")
        #expect(rows[0]["simultaneous.low"] == nil)
        for row in rows.dropFirst() {
            let low = try #require(row["conf.low"] as? Double)
            #expect(try #require(row["simultaneous.low"] as? Double) <= low)
        }
        let model = try #require(try run.json()["model"] as? [String: Any])
        #expect((model["clusters"] as? [String: Int]) == ["clinic": 60])
    }

    @Test func optionsOfOtherEstimatorsAreRefused() throws {
        for options in [
            ["--vcov", "hc1"], ["--estimator", "twfe", "--aggregate", "simple"],
            ["--aggregate", "simple", "--window", "0:3"], ["--lag", "3"],
            ["--bootstrap", "99", "--cluster", "clinic,region"],
        ] {
            var simulation = SimulatedClinics()
            simulation.clinics = 6
            let data = try TemporaryFile(simulation.table().csv())
            let run = try CommandRun(
                [
                    "did", data.path, "--outcome", "burnout", "--unit", "clinician", "--time", "month",
                    "--cohort",
                    "adopted",
                ] + options)
            #expect(run.status == 64, "\(options): \(run.error)")
        }
    }
}
