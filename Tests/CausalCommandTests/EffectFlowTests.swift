import Causal
import Foundation
import Testing

/// Results of estimations flow into decisions, and pictures into files.
@Suite struct EffectFlowTests {
    private static let people =
        "y,x,cost,clinic,score\n"
        + (0..<120).map { i in
            let treated = i % 2
            let event = (i * 7 + treated * 3) % 10 < 4 - 2 * treated ? 1 : 0
            return
                "\(event),\(treated),\(900 + 10 * ((i * 13) % 17) + 100 * treated),\(i % 12),\((i * 31) % 23)"
        }.joined(separator: "\n") + "\n"

    @Test func logOddsNeedABaseline() throws {
        let fit = try CommandRun("logit", "-", "y ~ x", "--format", "json", input: Self.people)
        let file = try TemporaryFile(fit.output, name: "odds.json")
        let bare = try CommandRun("nnt", "--estimate", file.path, "--term", "x", "--adverse")
        #expect(bare.status == 64 && bare.error.contains("--baseline-risk"))
        let run = try CommandRun(
            "nnt", "--estimate", file.path, "--term", "x", "--adverse", "--baseline-risk", "0.4", "--format",
            "json")
        let log = try #require(try fit.rows().last?["estimate"] as? Double)
        let odds = 0.4 / 0.6 * exp(log)
        #expect(abs((try run.rows()[0]["estimate"] as? Double ?? 0) - (0.4 - odds / (1 + odds))) < 1e-12)
        let value = try CommandRun(
            "unmeasured", "e-value", "--estimate", file.path, "--term", "x", "--format", "json")
        #expect((try value.json()["model"] as? [String: Any])?["measure"] as? String == "log-odds, common")
        let options = "name,cost,result,term,people,baseline.risk\na,1,\(file.path),x,-10,0.4\n"
        let plan = try CommandRun("allocate", "-", "--budget", "1", "--format", "json", input: options)
        #expect(abs((try plan.rows()[0]["effect"] as? Double ?? 0) - 10 * (0.4 - odds / (1 + odds))) < 1e-9)
        let without = try CommandRun(
            "allocate", "-", "--budget", "1", input: "name,cost,result,term,people\na,1,\(file.path),x,-10\n")
        #expect(without.status == 64 && without.error.contains("baseline"))
    }

    @Test func effectAndCostOfTwoResults() throws {
        let effect = try TemporaryFile(
            try CommandRun("ols", "-", "y ~ x", "--format", "json", input: Self.people).output, name: "e.json"
        )
        let cost = try TemporaryFile(
            try CommandRun("ols", "-", "cost ~ x", "--format", "json", input: Self.people).output,
            name: "c.json")
        let run = try CommandRun(
            "icer", "--effect", effect.path + ":x", "--cost", cost.path + ":x", "--wtp", "100", "--format",
            "json")
        #expect(run.status == 0, "\(run.error)")
        #expect(run.output.contains("count as independent"))
        let known = try CommandRun(
            "icer", "--effect", effect.path + ":x", "--cost", cost.path + ":x", "--covariance", "0.01",
            "--wtp",
            "100", "--format", "json")
        #expect(known.status == 0 && !known.output.contains("count as independent"))
        let wrong = try CommandRun(
            "icer", "--effect", effect.path + ":x", "--effect-se", "1", "--cost", cost.path + ":x", "--wtp",
            "1")
        #expect(wrong.status == 64)
    }

    @Test func pictures() throws {
        let pairs =
            "p,t,y\n"
            + (0..<20).map { "\($0 / 2),\($0 % 2),\($0 % 2 == 0 ? $0 : 2 * $0 + 1)" }.joined(separator: "\n")
        let options = "name,cost,effect\na,3,2\nb,2,1\nc,4,3\n"
        let calls: [([String], String?, String)] = [
            (
                ["unmeasured", "e-value", "--risk-ratio", "2", "--low", "1.4", "--high", "3"], nil,
                "explains the estimate away"
            ),
            (["unmeasured", "e-value", "--risk-ratio", "1"], nil, "Confounding"),
            (
                ["unmeasured", "robustness", "-", "cost ~ x + score", "--term", "x", "--benchmark", "score"],
                Self.people, "as strong as a covariate"
            ),
            (["unmeasured", "oster", "-", "cost ~ x + score", "--term", "x"], Self.people, "Selection"),
            (
                ["unmeasured", "rosenbaum", "-", "--outcome", "y", "--treatment", "t", "--pair", "p"], pairs,
                "upper bound"
            ),
            (
                [
                    "net-benefit", "-", "y, cost ~ x", "--treatment", "x", "--wtp", "100", "--picture",
                    "acceptability", "--bootstrap", "20",
                ], Self.people, "by the bootstrap"
            ),
            (["nnt", "--events", "3/40", "--control-events", "9/40", "--adverse"], nil, "NNTB"),
            (["allocate", "-", "--budget", "5"], options, "the most that a budget can do"),
        ]
        for (words, input, told) in calls {
            let plot = try TemporaryFile(name: "p.svg")
            let run = try CommandRun(words + ["--plot", plot.path], input: input)
            #expect(run.status == 0, "\(words): \(run.error)")
            #expect(try String(contentsOf: plot.url, encoding: .utf8).contains(told), "\(words)")
        }
    }

    @Test func everyBudget() throws {
        let options = "name,cost,effect\na,3,2\nb,2,1\nc,4,3\n"
        let run = try CommandRun(
            "allocate", "-", "--budget", "5", "--frontier", "all", "--format", "json", input: options)
        let rows = try run.rows().filter { $0["term"] as? String == "frontier" }
        #expect(rows.map { $0["budget"] as? Double } == [0, 2, 3, 4, 6, 7, 9])
        #expect(rows.map { $0["estimate"] as? Double } == [0, 1, 2, 3, 4, 5, 6])
        #expect(
            try CommandRun("allocate", "-", "--budget", "5", "--frontier", "some", input: options).status
                == 64)
    }

    @Test func gainsAndClasses() throws {
        var rows = "unit,t,y\n"
        for unit in 0..<3 {
            var path = [0.5 + 0.1 * Double(unit)]
            for t in 0..<20 {
                path.append(path[t] + 0.3 * (0.1 - path[t]) + 0.01 * Double((t * 7 + unit) % 5 - 2))
            }
            rows += path.enumerated().map { "\(unit),\($0),\($1)\n" }.joined()
        }
        let plot = try TemporaryFile(name: "loop.svg")
        let run = try CommandRun(
            "feedback-gain", "-", "--value", "y", "--time", "t", "--unit", "unit", "--benchmark", "0.1",
            "--delay",
            "0", "--plot", plot.path, "--format", "json", input: rows)
        #expect(run.status == 0, "\(run.error)")
        #expect(abs((try run.rows()[0]["estimate"] as? Double ?? 0) - 0.3) < 0.05)
        #expect(try String(contentsOf: plot.url, encoding: .utf8).contains("observed mean"))
        let wrong = try CommandRun(
            "feedback-gain", "-", "--value", "y", "--time", "t", "--benchmark", "0.1", "--delay", "0",
            "--longest-delay", "3", input: rows)
        #expect(wrong.status == 64)
        let survey =
            "ex,cy,pe\n"
            + (0..<60).map { i in
                let group = i % 3
                let shift = Double((i * 7) % 5) / 4
                return
                    "\([1.0, 4, 5][group] + shift),\([1.0, 1.5, 4][group] + shift),\([5.0, 4, 2][group] - shift)"
            }.joined(separator: "\n") + "\n"
        let classes = try CommandRun(
            "burnout", "-", "--exhaustion", "ex", "--cynicism", "cy", "--efficacy", "pe", "--latent", "1:3",
            "--starts", "5", "--format", "json", input: survey)
        #expect(classes.status == 0, "\(classes.error)")
        #expect(try classes.rows().contains { ($0["term"] as? String ?? "").hasPrefix("latent.") })
        let stray = try CommandRun(
            "burnout", "-", "--exhaustion", "ex", "--cynicism", "cy", "--efficacy", "pe", "--starts", "5",
            input: survey)
        #expect(stray.status == 64)
    }
}
