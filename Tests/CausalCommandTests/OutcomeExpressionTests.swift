import Causal
import Testing

/// Outcomes that are expressions give what a column with their values gives.
@Suite struct OutcomeExpressionTests {
    /// Simulated clinics with the column `burnt`, which is 1 above a score of 55.
    private static func clinics(missing: Double = 0) throws -> TemporaryFile {
        var simulation = SimulatedClinics()
        (simulation.clinics, simulation.cliniciansPerClinic, simulation.months) = (20, 3, 8)
        simulation.adoption = .simultaneous(month: 5, share: 0.4)
        simulation.missingShare = missing
        let table = try simulation.table()
        let burnt = try table.numbers("burnout").map { $0.isNaN ? .nan : $0 > 55 ? 1.0 : 0 }
        let file = try TemporaryFile()
        try DataTable(table.columns + [Column("burnt", burnt)], source: "clinics").write(csv: file.path)
        return file
    }

    private func numbers(_ arguments: [String]) throws -> [Double?] {
        let run = try CommandRun(arguments + ["--format", "json"])
        #expect(run.status == 0, "\(run.error)")
        return try run.rows().flatMap { [$0["estimate"] as? Double, $0["std.error"] as? Double] }
    }

    @Test(arguments: [
        "callaway-santanna", "imputation", "two-stage", "sun-abraham", "etwfe", "stacked", "lp-did", "2x2",
        "twfe", "event-study", "synthetic", "switchers",
    ])
    func did(estimator: String) throws {
        let missing = ["synthetic", "2x2", "callaway-santanna"].contains(estimator) ? 0 : 0.1
        let file = try Self.clinics(missing: missing)
        let treatment = estimator == "switchers" ? ["--treatment", "treated"] : ["--cohort", "adopted"]
        let window = ["stacked", "lp-did"].contains(estimator) ? ["--window", "-3:3"] : []
        let call =
            ["did", file.path, "--unit", "clinician", "--time", "month", "--estimator", estimator]
            + treatment + window
        let column = try numbers(call + ["--outcome", "burnt"])
        #expect(!column.isEmpty)
        #expect(try numbers(call + ["--outcome", "burnout > 55"]) == column)
        #expect(try numbers(call + ["--outcome", "I(burnout > 55)"]) == column)
    }

    @Test func its() throws {
        let data =
            "month,y,burnt\n"
            + (1...24).map { month in
                let y = 40 + (month * 7) % 11 - (month > 12 ? 3 : 0)
                return "\(month),\(y),\(y > 43 ? 1 : 0)"
            }.joined(separator: "\n") + "\n"
        let file = try TemporaryFile(data)
        let call = ["its", file.path, "--time", "month", "--at", "13"]
        #expect(
            try numbers(call + ["--outcome", "y > 43"]) == numbers(call + ["--outcome", "burnt"]))
    }

    @Test(arguments: ["twfe", "switchers"])
    func faults(estimator: String) throws {
        let file = try Self.clinics()
        for outcome in ["burnout >", "exhaustion > 55", "region > 3"] {
            let run = try CommandRun(
                "did", file.path, "--unit", "clinician", "--time", "month", "--treatment", "treated",
                "--estimator", estimator, "--outcome", outcome)
            #expect([64, 65].contains(run.status) && !run.error.isEmpty, "\(outcome): \(run.error)")
        }
    }

    /// Effect and cost of net-benefit regression, and names with commas in backticks.
    @Test func netBenefit() throws {
        let file = try Self.clinics(missing: 0.1)
        func call(_ sides: String) throws -> [Double?] {
            try numbers([
                "net-benefit", file.path, sides + " ~ treated | clinician + month", "--treatment", "treated",
                "--wtp", "100", "--cluster", "clinic",
            ])
        }
        let plain = try call("burnt, hours")
        #expect(try call("burnout > 55, `hours`") == plain)
        #expect(try call("burnout > 55, hours + 0 * (clinic in (1, 2))") == plain)
        let wrong = try CommandRun(
            "net-benefit", file.path, "burnout > 55 ~ treated", "--treatment", "treated", "--wtp", "1")
        #expect(wrong.status == 64)
    }
}
