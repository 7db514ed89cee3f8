import Causal
import Foundation
import Testing

@Suite struct TableCommandTests {
    static let data = "y,x,z\n1,1,2\n2,2,1\n2,3,3\n4,5,1\n3,4,2\n"

    private func saved(_ formula: String) throws -> TemporaryFile {
        let run = try CommandRun("ols", "-", formula, "--format", "json", input: Self.data)
        return try TemporaryFile(run.output, name: "model.json")
    }

    /// Every format of the command is what the library makes of the saved result.
    @Test(arguments: OutputFormat.allCases) func formats(format: OutputFormat) throws {
        let json = try CommandRun("ols", "-", "y ~ x + z", "--format", "json", input: Self.data)
        let result = try JSONDecoder().decode(Estimates.self, from: Data(json.output.utf8))
        let read = try Estimates(json: JSONValue(parsing: json.output))
        #expect(read.rows == result.rows)
        let run = try CommandRun(
            "ols", "-", "y ~ x + z", "--format", format.rawValue, "--quiet", input: Self.data)
        #expect(run.status == 0 && run.error.isEmpty && run.output == read.rendered(as: format))
        #expect(!run.output.contains("NaN") && !run.output.contains("nan,"))
    }

    @Test func sideBySide() throws {
        let (a, b) = (try saved("y ~ x"), try saved("y ~ x + z"))
        let run = try CommandRun(
            "table", a.path, b.path, "--names", "Short,Long", "--label", "x=Dose", "--stars", "--terms", "x,z"
        )
        #expect(run.status == 0 && run.error.isEmpty)
        let lines = run.output.split(separator: "\n")
        #expect(lines[0].hasSuffix("Long") && lines[0].contains("Short"))
        #expect(run.output.contains("Dose") && !run.output.contains("(Intercept)"))
        let table = try ReportTable(
            [
                ("Short", Estimates(saved: a.path)), ("Long", Estimates(saved: b.path)),
            ], stars: ReportTable.conventionalStars
        ).labelled(["x": "Dose"]).selecting(["x", "z"])
        #expect(run.output == table.rendered(as: .text))
        for format in OutputFormat.allCases {
            let run = try CommandRun("table", a.path, b.path, "--format", format.rawValue)
            #expect(run.status == 0 && !run.output.isEmpty && !run.output.contains("nan"))
        }
    }

    @Test func faults() throws {
        let a = try saved("y ~ x")
        let missing = try CommandRun("table", "/no/such.json")
        #expect(missing.status == 66 && missing.output.isEmpty)
        let broken = try TemporaryFile("{\"schema\": \"causal/1\", ", name: "broken.json")
        let run = try CommandRun("table", broken.path)
        #expect(run.status == 65 && run.error.contains("line 1") && run.error.contains("broken.json"))
        let other = try TemporaryFile("{\"a\": 1}", name: "other.json")
        #expect(try CommandRun("table", other.path).status == 65)
        let cases: [[String]] = [
            ["table"], ["table", a.path, "--names", "a,b"], ["table", a.path, "--label", "x"],
            ["table", a.path, "--label", "nobody=x"], ["table", a.path, "--terms", "nobody"],
            ["table", a.path, "--digits", "0"], ["table", "-", "-"], ["table", a.path, "--format", "word"],
        ]
        for arguments in cases {
            let run = try CommandRun(arguments, input: "{}")
            #expect(run.status == 64 && run.output.isEmpty && !run.error.isEmpty, "\(arguments)")
        }
    }

    @Test func describe() throws {
        let table = try TemporaryFile(try SimulatedClinics().table().csv())
        let arguments = [
            "describe", table.path, "--unit", "clinician", "--time", "month", "--cohort", "adopted",
            "--cluster",
            "clinic",
        ]
        let json = try CommandRun(arguments + ["--format", "json"]).json()
        let panel = try #require(json["panel"] as? [String: Any])
        #expect(panel["balanced"] as? Bool == true && panel["units"] as? Int == 480)
        let clusters = try #require(json["clusters"] as? [[String: Any]])
        #expect(clusters[0]["clusters"] as? Int == 60 && clusters[0]["holds.units"] as? Bool == true)
        for format in OutputFormat.allCases {
            let run = try CommandRun(arguments + ["--format", format.rawValue])
            #expect(run.status == 0 && run.error.isEmpty && run.output.contains("caseload"), "\(format)")
        }
        let wrong = try CommandRun("describe", table.path, "--time", "mont")
        #expect(wrong.status == 64 && wrong.error.contains("Did you mean 'month'?"))
    }

    /// An explanation needs neither data nor options, and each estimator has one.
    @Test func explanations() throws {
        let decisions = [
            "nnt", "icer", "net-benefit", "strategies", "qaly", "evppi", "guardrail", "alpha-spending",
            "quadruple-aim", "scorecard", "unmeasured", "allocate", "payment", "alert",
        ]
        let work = [
            "queue", "capacity", "early-warning", "burnout", "effort-reward", "demands-resources",
            "mediation", "reservoir", "funnel", "control-chart", "feedback-loop", "feedback-gain",
        ]
        let fits = ["ols", "poisson", "logit", "did", "decompose", "sensitivity", "its"]
        for command in fits + decisions + work {
            let run = try CommandRun(command, "--explain")
            #expect(run.status == 0 && run.output.contains("What has to hold"), "\(command)")
            #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
            guard command != "unmeasured" else { continue }
            #expect(try CommandRun(command, "--help").output.contains("--explain"))
        }
        let imputation = try CommandRun("did", "--estimator=imputation", "--explain")
        #expect(imputation.output.hasPrefix("Imputation"))
        let instruments = try CommandRun("ols", "d.csv", "y ~ 1 | 0 | x ~ z", "--explain")
        #expect(instruments.output.hasPrefix("Two-stage"))
        let bounds = try CommandRun("unmeasured", "rosenbaum", "--explain")
        #expect(bounds.output.hasPrefix("Rosenbaum"))
        let wrong = try CommandRun("did", "--estimator", "imputatoin", "--explain")
        #expect(wrong.status == 64 && wrong.error.contains("Did you mean 'imputation'?"))
    }
}
