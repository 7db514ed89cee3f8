import Causal
import Testing

@Suite struct SwitchersCommandTests {
    private func did(_ more: String...) throws -> CommandRun {
        var simulation = SimulatedClinics()
        simulation.adoption = .staggered(months: [5, 9, 14], neverTreatedShare: 0.4)
        let data = try TemporaryFile(simulation.table().csv())
        return try CommandRun(
            [
                "did", data.path, "--outcome", "burnout", "--unit", "clinician", "--time", "month",
                "--format",
                "json", "--estimator", "switchers",
            ] + more)
    }

    @Test func effectsByEventTime() throws {
        let run = try did("--treatment", "treated", "--normalised", "--window", "-3:2", "--cluster", "clinic")
        #expect(run.status == 0, "\(run.error)")
        let model = try #require(try run.json()["model"] as? [String: Any])
        #expect(model["estimator"] as? String == "switchers" && model["normalised"] as? Bool == true)
        let rows = try run.rows()
        #expect(rows.count == 6 && rows[1]["event"] as? Int == -3)
    }

    @Test func whatDoesNotBelongIsSaid() throws {
        #expect(try did("--cohort", "adopted").error.contains("--treatment"))
        let constant = try did("--treatment", "treated", "--covariates", "clinic").error
        #expect(constant.contains("do not change over time"))
        #expect(try did("--treatment", "treated", "--covariates", "caseload").status == 0)
    }
}
