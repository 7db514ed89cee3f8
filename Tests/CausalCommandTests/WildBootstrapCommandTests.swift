import Causal
import Foundation
import Testing

@Suite struct WildBootstrapCommandTests {
    private func file() throws -> TemporaryFile { try TemporaryFile(SimulatedClinics().table().csv()) }
    private static let formula = "burnout ~ treated + caseload | clinician + month"

    private func diagnostic(_ run: CommandRun) throws -> Diagnostic {
        let estimates = try JSONDecoder().decode(Estimates.self, from: Data(run.output.utf8))
        return try #require(estimates.diagnostic("wild-bootstrap"))
    }

    /// The members that the contract names, with the library's numbers; the same for any number of threads.
    @Test func theCommandSaysWhatTheLibraryDoes() throws {
        let data = try file()
        let arguments = [
            "ols", data.path, Self.formula, "--cluster", "clinic", "--wild", "treated=-4", "--draws", "1999",
            "--wild-weights", "webb", "--seed", "7", "--format", "json",
        ]
        let run = try CommandRun(arguments + ["--threads", "1"])
        #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
        let test = try LeastSquares(Self.formula).fit(SimulatedClinics().table()).wildBootstrap(
            "treated = -4", clusters: ["clinic"], using: WildBootstrap(weights: .webb, draws: 1999, seed: 7))
        let found = try diagnostic(run)
        let hull = try #require(test.confidenceSet?.hull)
        #expect(found["term"]?.text == "treated")
        #expect(found["statistic"]?.double == test.statistic)
        #expect(found["p.value"]?.double == test.pValue)
        #expect(found["conf.low"]?.double == hull.low && found["conf.high"]?.double == hull.high)
        #expect(found["draws"] == .integer(1999) && found["seed"] == .integer(7))
        #expect(try CommandRun(arguments + ["--threads", "2"]).output == run.output)
        #expect(
            try CommandRun(arguments.dropLast(2) + []).output.contains("wild-bootstrap: treated=-4: t = "))
    }

    /// Counts take the score version, effects that of their regression, clustered by the unit unless told otherwise.
    @Test func countsAndEffects() throws {
        let data = try file()
        let options = ["--draws", "99", "--format", "json", "--wild"]
        let counts = try CommandRun(
            ["poisson", data.path, "caseload ~ treated + experience", "--family", "negative-binomial"]
                + ["--cluster", "clinic"] + options + ["treated, experience"])
        #expect(counts.status == 0 && counts.error.isEmpty, "\(counts.error)")
        let found = try diagnostic(counts)
        #expect(found["method"]?.text == "score" && found["conf.low"] == .null)
        let table = try SimulatedClinics().table()
        let policy = PolicyRegression(
            outcome: "burnout", panel: PanelIndex(unit: "clinician", period: "month"),
            treatment: .status("treated"), weights: "hours", kind: .sampling)
        let fit = try TwoWayFixedEffects(policy).fit(table)
        for cluster in [nil, "clinic"] {
            let run = try CommandRun(
                ["did", data.path, "--outcome", "burnout", "--unit", "clinician", "--time", "month"]
                    + ["--treatment", "treated", "--estimator", "twfe", "--weights", "hours"]
                    + ["--weight-kind", "sampling"] + (cluster.map { ["--cluster", $0] } ?? []) + options
                    + ["ATT = -5"])
            #expect(run.status == 0 && run.error.isEmpty, "\(run.error)")
            let test = try fit.wildBootstrap(
                "ATT = -5", clusters: cluster.map { [$0] } ?? [], using: WildBootstrap(draws: 99))
            #expect(try diagnostic(run)["statistic"]?.double == test.statistic)
            #expect(try diagnostic(run)["p.value"]?.double == test.pValue)
            #expect(test.clusters == [cluster ?? "clinician"])
        }
    }

    /// A term alone is tested against zero; several restrictions have no set.
    @Test func termsAndJointHypotheses() throws {
        let data = try file()
        let run = try CommandRun(
            "ols", data.path, Self.formula, "--cluster", "clinic,month", "--wild",
            "treated = 0, caseload = 0",
            "--draws", "199", "--wild-unrestricted", "--format", "json")
        let found = try diagnostic(run)
        #expect(found["restrictions"] == .integer(2) && found["conf.low"] == .null)
        #expect(found["method"]?.text == "WCU")
    }

    @Test(arguments: [
        (["--wild", "treated"], 64, "--cluster"),
        (["--cluster", "clinic", "--wild", "tread"], 64, "treated"),
        (["--cluster", "clinic", "--wild", "treated", "--draws", "0"], 64, "draws"),
        (["--cluster", "clinic", "--wild", "treated", "--draws", "1e9"], 64, "1e9"),
        (["--cluster", "clinic", "--wild", "treated=x"], 64, "x"),
        (["--cluster", "clinic", "--wild", "treated", "--wild-weights", "gamma"], 64, "gamma"),
        (["--cluster", "clinic", "--draws", "99"], 64, "--wild"),
        (["--cluster", "adopted", "--wild", "treated"], 65, "adopted"),
        (["--weight-kind", "sampling"], 64, "--weights"),
    ])
    func faultsAreSaid(arguments: [String], status: Int32, word: String) throws {
        let data = try file()
        let run = try CommandRun(["ols", data.path, Self.formula] + arguments)
        #expect(!run.endedBySignal && run.status == status, "\(arguments) \(run.error)")
        #expect(run.error.contains(word) && run.output.isEmpty, "\(arguments) \(run.error)")
    }
}
