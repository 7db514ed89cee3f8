import Causal
import Foundation
import Testing

/// `causal did` with doses, distributions and ratios, and the picture of means.
@Suite struct DoseCommandTests {
    /// 24 units in four periods; dose 1, 2 or 3 from period 3 on for two thirds of them.
    private func file() throws -> TemporaryFile {
        var text = "unit,period,start,dose,path,y\n"
        for unit in 0..<24 {
            let dose = unit % 3 == 0 ? 0 : unit % 4 + 1
            for period in 1...4 {
                let treated = dose > 0 && period >= 3
                let noise = (unit * 7 + period * 13) % 11
                let y = 20 + unit % 5 + 2 * period + noise + (treated ? 3 * dose : 0)
                text += "\(unit),\(period),\(dose > 0 ? 3 : 0),\(dose),\(treated ? dose : 0),\(y)\n"
            }
        }
        return try TemporaryFile(text)
    }

    private func did(_ more: [String]) throws -> CommandRun {
        let data = try file()
        return try CommandRun(
            ["did", data.path, "--outcome", "y", "--unit", "unit", "--time", "period", "--format", "json"]
                + more)
    }

    private func did(_ more: String...) throws -> CommandRun { try did(more) }

    @Test func dosesGiveACurveAndItsMeans() throws {
        let levels = try did("--cohort", "start", "--dose", "dose", "--estimator", "continuous", "--levels")
        let rows = try levels.rows()
        #expect(rows.prefix(2).map { $0["term"] as? String } == ["ATT", "ACRT"])
        #expect(rows[2]["dose"] as? Double == 1 && rows[2]["term"] as? String == "ATT(1)")
        let path = try did("--treatment", "path", "--estimator", "continuous", "--levels").rows()
        #expect(path[0]["estimate"] as? Double == rows[0]["estimate"] as? Double)
        let line = try did(
            "--cohort", "start", "--dose", "dose", "--estimator", "continuous", "--degree", "1", "--doses",
            "2.5")
        #expect(try line.rows().map { $0["term"] as? String } == ["ATT", "ACRT", "ATT(2.5)", "ACRT(2.5)"])
        let slopes = try did(
            "--cohort", "start", "--dose", "dose", "--estimator", "continuous", "--degree", "1", "--target",
            "slope"
        ).rows()
        #expect(slopes[0]["term"] as? String == "overall" && slopes.contains { $0["event"] as? Int == 1 })
    }

    @Test func whatDoesNotBelongIsRefused() throws {
        let dose = ["--cohort", "start", "--estimator", "continuous", "--dose", "dose"]
        let data = try file()
        #expect(try did("--cohort", "start", "--dose", "dose").status == 64)
        #expect(try did("--cohort", "start", "--aggregate", "dose").status == 64)
        #expect(try CommandRun(["did", data.path, "--outcome", "y", "--time", "period"] + dose).status == 64)
        for more in [
            ["--levels", "--degree", "2"], ["--aggregate", "group"],
            ["--aggregate", "simple", "--doses", "1"],
        ] {
            #expect(try did(dose + more).status == 64, "\(more)")
        }
        #expect(try did("--cohort", "start", "--estimator", "changes-in-changes").status == 65)
        #expect(try did("--cohort", "start", "--estimator", "quantile-did", "--discrete").status == 64)
        #expect(try did("--cohort", "start", "--estimator", "etwfe", "--scale", "ratio").status == 64)
    }

    @Test func distributionsAndRatios() throws {
        let two = "period == 2 | period == 3"
        for name in ["changes-in-changes", "quantile-did"] {
            let run = try did(
                "--cohort", "start", "--estimator", name, "--where", two, "--quantiles", "0.25,0.5")
            #expect(try run.rows().compactMap { $0["quantile"] as? Double } == [0.25, 0.5], "\(name)")
            let drawn = try did("--cohort", "start", "--estimator", name, "--where", two, "--bootstrap", "20")
            #expect(try drawn.rows().count == 10 && drawn.rows()[1]["simultaneous.low"] is Double, "\(name)")
        }
        let ratio = try did("--cohort", "start", "--estimator", "ratio-of-ratios").rows()[0]
        let (low, high) = try (
            #require(ratio["ratio.low"] as? Double), #require(ratio["ratio.high"] as? Double)
        )
        #expect(try low < #require(ratio["ratio"] as? Double) && high > low && ratio["percent"] is Double)
        let poisson = try did(
            "--cohort", "start", "--estimator", "etwfe", "--family", "poisson", "--scale", "ratio",
            "--bootstrap", "50"
        ).rows()
        #expect(poisson[0]["ratio"] is Double)
    }

    @Test func meansByCohortAreDrawn() throws {
        let picture = FileManager.default.temporaryDirectory.appendingPathComponent(
            "\(UUID().uuidString).svg"
        ).path
        let data = try file()
        let base = ["describe", data.path, "--unit", "unit", "--time", "period"]
        let drawn = try CommandRun(base + ["--cohort", "start", "--outcome", "y", "--plot", picture])
        #expect(drawn.status == 0, "\(drawn.error)")
        #expect(try String(contentsOfFile: picture, encoding: .utf8).contains("never treated"))
        #expect(try CommandRun(base + ["--outcome", "y"]).status == 64)
    }
}
