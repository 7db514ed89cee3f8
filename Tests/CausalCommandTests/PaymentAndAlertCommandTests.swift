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

    @Test func anEffectFlowsIn() throws {
        let result = try TemporaryFile(
            #"""
            {"schema": "causal/1", "command": "did", "estimates": [
              {"term": "visits", "estimate": -0.5, "std.error": 0.1, "df": null},
              {"term": "burnout", "estimate": -0.08, "std.error": 0.02, "df": null}],
             "covariance": [[0.01, 0.001], [0.001, 0.0004]], "model": {}, "diagnostics": [], "notes": []}
            """#, name: "result.json")
        let run = try payment("--fee", "100", "--change-visits", result.path + ":visits")
        #expect(run.status == 0, "\(run.error)")
        let change = try run.rows().first { $0["term"] as? String == "margin.change" }
        #expect(change?["estimate"] as? Double == -30_000 && change?["std.error"] is Double)
        #expect(
            try payment("--fee", "100", "--change-visits", result.path + ":visits", "--change-visits-se", "1")
                .status
                == 64)
        #expect(try payment("--fee", "100", "--change-visits", result.path + ":visit").status == 64)
        #expect(try payment("--fee", "100", "--change-visits", "-40").error.contains("fewer visits"))
        let options = try TemporaryFile(
            """
            name,cost,effect,result,term,people
            redesign,100,,\(result.path),burnout,-200
            triage,60,,\(result.path),visits,-10
            scribes,80,9,,,

            """)
        let plan = try CommandRun(["allocate", options.path, "--budget", "160", "--format", "json"])
        #expect(plan.status == 0, "\(plan.error)")
        let rows = try plan.rows()
        #expect(rows.prefix(4).map { $0["estimate"] as? Double } == [1, 1, 0, 21])
        // Var = 200²·0.0004 + 10²·0.01 + 2·200·10·0.001.
        #expect(((rows[3]["std.error"] as? Double ?? 0) - 21.0.squareRoot()).magnitude < 1e-9)
    }

    @Test func paymentThatCannotBeIsRefused() throws {
        #expect(try payment().status == 64)
        #expect(try payment("--fee", "100", "--mix", "capitation=1").status == 64)
        #expect(try payment("--fee", "100", "--sharing", "0.5").status == 64)
        #expect(try payment("--fee", "100", "--benchmark", "100").status == 64)
        #expect(try payment("--fee", "100", "--draws", "9").status == 64)
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
