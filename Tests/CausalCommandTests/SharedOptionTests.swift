import OracleSupport
import Testing

/// Options that the contract gives to every estimating subcommand.
@Suite struct SharedOptionTests {
    static let panel = [
        "--outcome", "burnout", "--unit", "clinician", "--time", "month", "--cohort", "adopted",
    ]

    @Test func theSeedIsTakenWhereNothingIsDrawn() throws {
        let clinics = try CommandRun(["simulate", "did", "--clinics", "6"])
        let file = try TemporaryFile(clinics.output)
        let series = try TemporaryFile(try CommandRun(["simulate", "its"]).output)
        for arguments in [
            ["did", file.path] + Self.panel, ["did", file.path, "--estimator", "twfe"] + Self.panel,
            ["did", file.path, "--estimator", "imputation"] + Self.panel,
            ["decompose", file.path] + Self.panel,
            ["ols", file.path, "burnout ~ treated | clinician"],
            ["its", series.path, "--outcome", "y", "--time", "time", "--at", "25"],
            ["nnt", "--events", "5/70", "--control-events", "12/70"],
        ] {
            let plain = try CommandRun(arguments + ["--format", "json"])
            let seeded = try CommandRun(arguments + ["--format", "json", "--seed", "18446744073709551615"])
            #expect(seeded.status == 0 && seeded.error == plain.error, "\(arguments) \(seeded.error)")
            #expect(seeded.output == plain.output, "\(arguments)")
        }
    }

    @Test func aSeedIsToldWithAllItsDigits() throws {
        let file = try TemporaryFile(try CommandRun(["simulate", "did", "--clinics", "6"]).output)
        let run = try CommandRun(
            ["did", file.path, "--bootstrap", "99", "--seed", "18446744073709551615", "--format", "json"]
                + Self.panel)
        #expect(run.output.contains("18446744073709551615"))
    }
}
