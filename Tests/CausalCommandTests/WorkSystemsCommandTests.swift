import Foundation
import Testing

@Suite struct WorkSystemsCommandTests {
    private func estimates(_ arguments: String...) throws -> [String: Double] {
        let run = try CommandRun(arguments + ["--format", "json"])
        #expect(
            run.status == 0 && !run.output.contains("nan") && !run.output.contains("inf,"), "\(run.error)")
        return Dictionary(
            try run.rows().map { ($0["term"] as? String ?? "", $0["estimate"] as? Double ?? .nan) },
            uniquingKeysWith: { first, _ in first })
    }

    @Test func queues() throws {
        let one = try estimates("queue", "--arrival", "9", "--service", "10")
        #expect(abs((one["wait.mean"] ?? 0) - 0.9) < 1e-12 && one["utilisation"] == 0.9)
        let three = try estimates("queue", "--arrival", "2", "--service", "1", "--servers", "3")
        #expect(abs((three["wait.probability"] ?? 0) - 4.0 / 9) < 1e-12)
        let lost = try estimates("queue", "--arrival", "3", "--service", "1", "--capacity", "1")
        #expect(abs((lost["blocking.probability"] ?? 0) - 0.75) < 1e-12)
        let calls = try estimates(
            "queue", "--arrival", "50", "--service", "5", "--servers", "9", "--patience", "0.5")
        #expect((calls["abandonment.probability"] ?? 0) > 0.05)
        let tired = try estimates(
            "queue", "--arrival", "6", "--service", "10", "--feedback", "0.5,5")
        #expect((tired["tipping.arrival"] ?? 0) > 6 && (tired["queue.mean"] ?? 0) > 0.9)
        let run = try CommandRun(
            "queue", "--arrival", "6", "--service", "10", "--simulate", "500", "--format", "json")
        #expect(abs(try #require(run.rows()[0]["simulated"] as? Double) - 0.6) < 0.05)
        let day = try CommandRun(
            "queue", "--arrival", "4,12,6", "--service", "5", "--servers", "2", "--format", "json")
        #expect(try day.rows().filter { $0["term"] as? String == "queue.mean" }.count == 3)
    }

    @Test func overloadIsAnAnswer() throws {
        let run = try CommandRun(
            "queue", "--arrival", "12", "--service", "10", "--per", "day", "--format", "json")
        let wait = try #require(try run.rows().first { $0["term"] as? String == "wait.mean" })
        #expect(run.status == 0 && wait["estimate"] is NSNull)
        #expect((try run.json()["notes"] as? [String])?.first?.contains("grows by 2 per day") == true)
        let text = try CommandRun("queue", "--arrival", "12", "--service", "10", "--simulate", "50")
        #expect(text.status == 0 && text.output.contains("∞") && !text.output.contains("dropped"))
    }

    @Test func capacity() throws {
        let plan = ["--panel", "12000", "--visits", "3.2", "--minutes", "20", "--hours", "1600"]
        let run = try CommandRun(["capacity"] + plan + ["--format", "json"])
        let rows = try run.rows()
        #expect(
            rows.map { $0["term"] as? String } == [
                "demand", "supply", "clinicians", "clinicians.exact", "utilisation",
            ])
        #expect(rows[2]["estimate"] as? Double == 8)
        let unsure = try CommandRun(
            ["capacity"] + plan.dropLast(4) + [
                "--minutes", "18:22", "--hours", "1600+-50", "--messages", "6", "--message-minutes", "4",
                "--triage",
                "0.4", "--stream", "forms,2,3", "--format", "json",
            ])
        #expect(unsure.status == 0, "\(unsure.error)")
        let need = try #require(try unsure.rows().first { $0["term"] as? String == "clinicians" })
        #expect(try #require(need["conf.low"] as? Double) < (try #require(need["conf.high"] as? Double)))
    }

    @Test func earlyWarning() throws {
        var text = "day,inbox,clinic\n"
        var x = 0.0
        for t in 0..<80 {
            x = 0.5 * x + Double((t * 7919) % 101) / 50 - 1
            text += "\(t),\(x),a\n\(t),\(2 * x),b\n"
        }
        let run = try CommandRun(
            "early-warning", "-", "--time", "day", "--value", "inbox", "--unit", "clinic", "--surrogates",
            "49",
            "--format", "json", input: text)
        #expect(run.status == 0, "\(run.error)")
        let rows = try run.rows()
        #expect(rows.count == 8 && rows.allSatisfy { $0["p.ar1"] is Double || $0["estimate"] is NSNull })
        let twice = try CommandRun("early-warning", "-", "--time", "day", "--value", "inbox", input: text)
        #expect(twice.status == 65 && twice.error.contains("--unit"))
        let short = try CommandRun(
            "early-warning", "-", "--time", "t", "--value", "y", input: "t,y\n1,2\n2,3\n3,1\n")
        #expect(short.status == 1 && short.error.contains("five windows"))
    }

    @Test(arguments: [
        ["queue", "--arrival", "-1", "--service", "2"], ["queue", "--arrival", "1", "--service", "0"],
        ["queue", "--arrival", "nan", "--service", "1"], ["queue", "--arrival", "1,x", "--service", "1"],
        ["queue", "--arrival", "1", "--service", "2", "--servers", "0"],
        ["queue", "--arrival", "1", "--service", "2", "--memory", "3"],
        ["queue", "--arrival", "1", "--service", "2", "--start", "3"],
        ["queue", "--arrival", "1,2", "--service", "2", "--feedback", "0.5,3"],
        ["queue", "--arrival", "1", "--service", "2", "--feedback", "0.5,3,2,1"],
        ["queue", "--arrival", "1", "--service", "2", "--simulate", "-4"],
        ["capacity", "--panel", "-5", "--visits", "1", "--minutes", "1", "--hours", "1"],
        ["capacity", "--panel", "5", "--visits", "1", "--minutes", "1", "--hours", "0"],
        ["capacity", "--panel", "5", "--visits", "1", "--minutes", "1", "--hours", "9", "--messages", "2"],
        ["capacity", "--panel", "5", "--visits", "1", "--minutes", "1", "--hours", "9", "--triage", "0.2"],
        ["capacity", "--panel", "5", "--visits", "1", "--minutes", "1", "--hours", "9", "--protected", "2"],
    ])
    func wrongUsage(arguments: [String]) throws {
        let run = try CommandRun(arguments)
        #expect(run.status == 64 && !run.endedBySignal && run.output.isEmpty && !run.error.isEmpty, "\(run)")
    }

    @Test func pictures() throws {
        for (title, arguments) in [
            ("Waiting and utilisation", ["queue", "--arrival", "9", "--service", "10"]),
            ("Fatigue and backlog", ["queue", "--arrival", "6", "--service", "10", "--feedback", "0.5,5"]),
            ("The line over time", ["queue", "--arrival", "4,12,6", "--service", "10"]),
            (
                "Clinicians and utilisation",
                ["capacity", "--panel", "12000", "--visits", "3", "--minutes", "18:22", "--hours", "1600"]
            ),
        ] {
            let file = try TemporaryFile(name: "plot.svg")
            let run = try CommandRun(arguments + ["--plot", file.path])
            #expect(run.status == 0, "\(run.error)")
            #expect(try String(contentsOf: file.url, encoding: .utf8).contains(title))
        }
    }
}
