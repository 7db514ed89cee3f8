import Causal
import Foundation
import Testing

@Suite struct DecisionCommandTests {
    static let draws =
        "e1,e2,c1,c2,p\n"
        + (0..<60).map { i in
            let (x, y) = (Double((i * 37) % 60) / 60, Double((i * 17) % 60) / 60)
            return "\(0.5 + 0.1 * y),\(0.52 + 0.1 * x),\(900 + 100 * y),\(1200 + 300 * x),\(x)"
        }.joined(separator: "\n") + "\n"

    static let rails = """
        measure,estimate,std.error,threshold,direction
        readmissions,0.01,0.002,0.03,above
        satisfaction,60,2,75,below
        overtime,5,1,4.5,max

        """

    @Test func numberNeeded() throws {
        let run = try CommandRun("nnt", "--events", "56/70", "--control-events", "48/80", "--format", "json")
        let rows = try run.rows()
        #expect(run.status == 0 && rows.map { $0["term"] as? String } == ["arr", "nnt"])
        #expect(rows[1]["type"] as? String == "NNTB")
        #expect(abs((rows[1]["conf.high"] as? Double ?? 0) - 19.07) < 0.01)
    }

    /// A result that is printed as JSON is read back, and its row becomes a number needed to treat.
    @Test func fromAnEffect() throws {
        let data =
            "y,x\n"
            + (0..<40).map { "\($0 % 5 == 0 || ($0 % 2 == 0 && $0 % 3 == 0) ? 1 : 0),\($0 % 2)" }.joined(
                separator: "\n")
        let fit = try CommandRun("ols", "-", "y ~ x", "--vcov", "hc1", "--format", "json", input: data + "\n")
        let file = try TemporaryFile(fit.output, name: "effect.json")
        let run = try CommandRun(
            "nnt", "--estimate", file.path, "--term", "x", "--adverse", "--cost-per-participant", "10",
            "--saving-per-case", "100", "--unpriced", "errors", "--unpriced", "trust", "--format", "json")
        let effect = try #require(try fit.rows().last?["estimate"] as? Double)
        let rows = try run.rows()
        #expect(run.status == 0, "\(run.error)")
        #expect(rows[0]["estimate"] as? Double == -effect)
        #expect(rows.map { $0["term"] as? String ?? "" }.contains("net.per.participant"))
        let wrong = try CommandRun("nnt", "--estimate", file.path, "--term", "z")
        #expect(wrong.status == 64 && wrong.output.isEmpty)
        let value = try CommandRun("unmeasured", "robustness", "--estimate", file.path, "--term", "x")
        #expect(value.status == 0 && value.output.contains("robustness.value"))
    }

    @Test func costEffectiveness() throws {
        let file = try TemporaryFile(Self.draws)
        for ending in [".svg", ".vl.json", ".html"] {
            let plot = try TemporaryFile(name: "p" + ending)
            let run = try CommandRun(
                "icer", "--draws", file.path, "--effects", "e1,e2", "--costs", "c1,c2", "--wtp", "1000,20000",
                "--format",
                "json", "--plot", plot.path)
            #expect(run.status == 0, "\(run.error)")
            #expect(try run.rows().count { $0["term"] as? String == "evpi" } == 2)
            #expect(try !Data(contentsOf: plot.url).isEmpty)
        }
        let numbers = try CommandRun(
            "icer", "--effect", "0.05", "--effect-se", "0.03", "--cost", "900", "--cost-se", "250", "--wtp",
            "25000",
            "--format", "json")
        let ratio = try #require(try numbers.rows().first)
        #expect(ratio["conf.type"] as? String == "two-rays" && ratio["conf.low"] is NSNull)
        let partial = try CommandRun(
            "evppi", "--draws", file.path, "--effects", "e1,e2", "--costs", "c1,c2", "--parameters", "p",
            "--wtp", "5000")
        #expect(partial.status == 0 && partial.output.contains("evppi"))
    }

    @Test func guardrails() throws {
        let run = try CommandRun("guardrail", "-", "--format", "json", input: Self.rails)
        #expect(run.status == 0)
        #expect(try run.rows().map { $0["verdict"] as? String } == ["continue", "suspend", "watch"])
        #expect((try run.json()["model"] as? [String: Any])?["verdict"] as? String == "suspend")
        let looks = try CommandRun("alpha-spending", "--looks", "5", "--format", "csv")
        #expect(looks.status == 0 && looks.output.contains("4.876"))
    }

    /// Guardrails take their estimates from results, degrees of freedom included; tables say t where they hold t.
    @Test func guardrailsOfResults() throws {
        let data = "y,x,z\n" + (0..<12).map { "\($0 * $0 % 7),\($0 % 2),\($0 % 3)" }.joined(separator: "\n")
        let fit = try CommandRun("ols", "-", "y ~ x + z", "--format", "json", input: data + "\n")
        let file = try TemporaryFile(fit.output, name: "effect.json")
        let header = "measure,estimate,std.error,result,term,threshold,direction\n"
        let rails = header + "load,,,\(file.path),x,9,above\ntrust,0.5,0.1,,,0,below\n"
        let run = try CommandRun("guardrail", "-", "--format", "json", input: rails)
        #expect(run.status == 0, "\(run.error)")
        let (given, row) = (try fit.rows()[1], try #require(try run.rows().first))
        for name in ["estimate", "std.error", "df", "conf.low"] {
            #expect(row[name] as? Double == given[name] as? Double && row[name] is Double, "\(name)")
        }
        let table = try CommandRun("nnt", "--estimate", file.path, "--term", "x", "--measure", "difference")
        #expect(table.status == 0 && table.output.contains("  t  ") && !table.output.contains("\n\n\n"))
        for fault in ["load,,,\(file.path),w,9,above", "load,,,,,9,above", "load,,,/no/such,x,9,above"] {
            #expect(
                try [65, 66].contains(
                    CommandRun("guardrail", "-", input: header + fault + "\n").status))
        }
        let twice = header + "a,1,1,,,9,above\na,1,1,,,9,above\n"
        #expect(try CommandRun("guardrail", "-", input: twice).error.contains("row 2"))
    }

    /// Strategies stand in the order of the file, and a fault names the file's row.
    @Test func qalyComparesWithTheFirst() throws {
        let call = [
            "qaly", "-", "--utility", "u", "--duration", "d", "--strategy", "arm", "--format", "json",
        ]
        let rows = try CommandRun(call, input: "arm,u,d\nusual,0.5,1\nnew,0.75,1\n").rows()
        #expect(rows.map { $0["strategy"] as? String } == ["usual", "new", "new"])
        #expect(rows.last?["estimate"] as? Double == 0.25)
        let wrong = try CommandRun(call, input: "arm,u,d\nusual,0.5,1\nusual,0.5,1\nnew,7,1\n")
        #expect(wrong.status == 65 && wrong.error.contains("row 3"), "\(wrong.error)")
    }

    /// Whatever is typed: one message, a status of the contract, no signal.
    @Test(arguments: [
        ["nnt"], ["nnt", "--events", "5/3", "--control-events", "1/2"],
        ["nnt", "--events", "1/0", "--control-events", "1/2"],
        ["nnt", "--events", "99999999999999999999/1", "--control-events", "1/2"], ["nnt", "--effect", "nan"],
        ["nnt", "--effect", "2"], ["nnt", "--effect", "0.1", "--effect-se", "-1"],
        ["nnt", "--events", "1/2", "--control-events", "1/2", "--baseline-risk", "0.1"],
        ["nnt", "--events", "1/2", "--control-events", "1/2", "--cost-per-participant", "-3"],
        ["nnt", "--estimate", "/no/such", "--term", "x"], ["nnt", "--estimate", "/", "--term", "x"],
        ["icer", "--wtp", "1"],
        ["icer", "--wtp", "-1", "--effect", "1", "--effect-se", "1", "--cost", "1", "--cost-se", "1"],
        [
            "icer", "--wtp", "1", "--effect", "1", "--effect-se", "1", "--cost", "1", "--cost-se", "1",
            "--covariance", "9",
        ],
        ["icer", "--wtp", "nan", "--effect", "inf", "--effect-se", "1", "--cost", "1", "--cost-se", "1"],
        ["icer", "--wtp", "1", "--effects", "e1", "--costs", "c1"], ["alpha-spending", "--looks", "0"],
        ["alpha-spending", "--looks", "5", "--alpha", "2"], ["alpha-spending", "--information", "1,0.5"],
        ["alpha-spending", "--looks", "3", "--spending", "magic"],
        ["unmeasured", "e-value", "--risk-ratio", "0"],
        ["unmeasured", "e-value", "--risk-ratio", "2", "--low", "3"],
        ["scorecard", "-", "--name", "a", "--weights", "b"],
    ])
    func wrongCalls(arguments: [String]) throws {
        let run = try CommandRun(arguments, input: "a,b\n1,2\n2,3\n")
        #expect(
            [64, 65, 66].contains(run.status) && !run.endedBySignal && run.output.isEmpty, "\(run.error)")
        #expect(!run.error.isEmpty)
    }
}
