import Causal
import Testing

@Suite struct TripleCommandTests {
    private func did(_ more: String...) throws -> CommandRun {
        var simulation = SimulatedClinics()
        simulation.adoption = .staggered(months: [5, 9, 14], neverTreatedShare: 0.4)
        let table = try simulation.table()
        let ward = try table.numbers("clinician").map { $0.truncatingRemainder(dividingBy: 2) }
        let data = try TemporaryFile(DataTable(table.columns + [Column("ward", ward)]).csv())
        return try CommandRun(
            [
                "did", data.path, "--outcome", "burnout", "--unit", "clinician", "--time", "month",
                "--format", "json",
            ]
                + more)
    }

    @Test func effectsByEventTime() throws {
        let run = try did(
            "--estimator", "triple", "--cohort", "adopted", "--eligible", "ward", "--control", "not-yet",
            "--aggregate", "event", "--window", "-2:3", "--cluster", "clinic")
        #expect(run.status == 0, "\(run.error)")
        let model = try #require(try run.json()["model"] as? [String: Any])
        #expect(model["estimator"] as? String == "triple" && model["eligible"] as? String == "ward")
        #expect(try run.rows().count == 7)
    }

    @Test func whatIsMissingIsSaid() throws {
        #expect(try did("--estimator", "triple", "--cohort", "adopted").error.contains("--eligible"))
        #expect(
            try did("--estimator", "triple", "--treatment", "treated", "--eligible", "ward").error
                .contains("--cohort"))
        #expect(try did("--cohort", "adopted", "--eligible", "ward").error.contains("triple"))
    }
}
