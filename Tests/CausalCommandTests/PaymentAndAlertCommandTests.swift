import Foundation
import Testing

@Suite struct PaymentAndAlertCommandTests {
    private func payment(_ more: String...) throws -> CommandRun {
        try CommandRun(
            [
                "payment", "--panel", "1000", "--visits", "3", "--minutes", "20", "--visit-cost", "40",
                "--format", "json",
            ]
                + more)
    }

    @Test func contractsAreCompared() throws {
        let picture = try TemporaryFile(name: "contracts.svg")
        let run = try payment(
            "--change-visits", "-0.5", "--change-visits-se", "0.1", "--change-minutes", "4", "--program-cost",
            "5000",
            "--fee", "100", "--capitation", "25", "--benchmark", "6000", "--spending", "5900", "--mix",
            "fee-for-service=0.5,capitation=0.5", "--hours", "1200", "--plot", picture.path)
        #expect(run.status == 0, "\(run.error)")
        let rows = try run.rows()
        let changes = rows.filter { $0["term"] as? String == "margin.change" }
        #expect(
            changes.compactMap { $0["contract"] as? String }
                == ["fee-for-service", "capitation", "shared-savings", "mixture"])
        #expect(changes[0]["estimate"] as? Double == -35_000 && changes[1]["estimate"] as? Double == 15_000)
        #expect(rows.contains { $0["term"] as? String == "utilisation.after" })
        #expect(try String(contentsOf: picture.url, encoding: .utf8).contains("<svg"))
    }

    @Test func paymentThatCannotBeIsRefused() throws {
        #expect(try payment().status == 64)
        #expect(try payment("--fee", "100", "--mix", "capitation=1").status == 64)
        #expect(try payment("--fee", "100", "--sharing", "0.5").status == 64)
        #expect(try payment("--fee", "100", "--benchmark", "100").status == 64)
        #expect(try payment("--fee", "100", "--seed", "1").status == 64)
        #expect(try payment("--fee", "nan").status == 64)
    }

    private func stays() throws -> TemporaryFile {
        var text = "ward,risk,sepsis\n"
        for i in 1...300 {
            let risk = Double(37 * i % 101) / 101
            text += "\(i % 20),\(risk),\(Double(53 * i % 97) / 97 < 0.1 + 0.5 * risk ? 1 : 0)\n"
        }
        return try TemporaryFile(text)
    }

    @Test func alertsHaveAnOptimumAndACurve() throws {
        let file = try stays()
        let picture = try TemporaryFile(name: "alerts.svg")
        let run = try CommandRun([
            "alert", file.path, "--score", "risk", "--outcome", "sepsis", "--cluster", "ward", "--thresholds",
            "0.05:0.6:0.05", "--harm", "0.1", "--minutes", "5", "--patients-per-day", "16", "--fatigue", "4",
            "--hour-weight", "0.2", "--draws", "50", "--format", "json", "--plot", picture.path,
        ])
        #expect(run.status == 0, "\(run.error)")
        let rows = try run.rows()
        #expect(rows.count == 13 && rows[0]["term"] as? String == "optimum" && rows[0]["conf.low"] is Double)
        #expect(rows[1]["alert.burden"] is Double && rows[1]["pareto"] is Bool)
        #expect(!run.output.lowercased().contains("nan"))
        #expect(try String(contentsOf: picture.url, encoding: .utf8).contains("treat all"))
        let text = try CommandRun([
            "alert", file.path, "--score", "risk", "--outcome", "sepsis", "--draws", "0",
        ])
        #expect(text.status == 0 && text.output.contains("Alert thresholds"))
    }

    @Test func alertsThatCannotBeAreRefused() throws {
        let file = try stays()
        func status(_ more: String...) throws -> Int32 {
            try CommandRun(["alert", file.path, "--score", "risk", "--outcome", "sepsis"] + more).status
        }
        #expect(try status("--fatigue", "3") == 64)
        #expect(try status("--thresholds", "0.5:0.1:0.1") == 64)
        #expect(try status("--cluster", "wards") == 64)
        #expect(try status("--draws", "5") == 64)
        #expect(try CommandRun(["alert", file.path, "--score", "risk", "--outcome", "risk"]).status == 65)
    }
}
