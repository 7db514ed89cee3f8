import Causal
import Foundation
import Testing

/// The commands of measurement, paths, audit and feedback: rows, exit statuses, pictures.
@Suite struct WorkMeasureCommandTests {
    static let survey: String = {
        var random = Generator(seed: 5)
        var text = "clinic,e1,e2,e3,c1,c2,c3,p1,p2,p3,work,help,leave\n"
        for row in 0..<80 {
            let tired = random.normal()
            let items = [1.0, 1, 1, 0.8, 0.8, 0.8, -0.6, -0.6, -0.6].map {
                String(Int(min(6, max(1, (3 + $0 * tired + random.normal()).rounded()))))
            }
            let rest = [tired + random.normal(), random.normal(), 0.5 * tired + random.normal()].map {
                "\($0)"
            }
            text += "c\(row / 8)," + (items + rest).joined(separator: ",") + "\n"
        }
        return text
    }()

    static let burnout = [
        "burnout", "-", "--exhaustion", "e1,e2,e3", "--cynicism", "c1,c2,c3", "--efficacy", "p1,p2,p3",
    ]

    @Test func burnoutRows() throws {
        let run = try CommandRun(
            Self.burnout + ["--format", "json", "--cluster", "clinic"], input: Self.survey)
        #expect(run.status == 0, "\(run.error)")
        let terms = try run.rows().compactMap { $0["term"] as? String }
        #expect(terms.prefix(4) == ["exhaustion", "cynicism", "efficacy", "profile.engaged"])
        let file = try TemporaryFile(name: "scored.csv")
        let scored = try CommandRun(Self.burnout + ["--scores", file.path], input: Self.survey)
        #expect(scored.status == 0)
        let fit = try CommandRun("ols", file.path, "exhaustion ~ help", "--cluster", "clinic")
        #expect(fit.status == 0, "\(fit.error)")
    }

    @Test func wrongScalesAreRefused() throws {
        let runs: [([String], Int32)] = [
            (["--scale", "0,3"], 65), (["--reverse", "p1"], 64), (["--boundaries", "1,2"], 64),
            (["--by", "none"], 64), (["--answered", "2"], 64), (["--scale", "6,0"], 64),
        ]
        for (options, status) in runs {
            let run = try CommandRun(Self.burnout + options, input: Self.survey)
            #expect(run.status == status && !run.endedBySignal, "\(options) \(run.error)")
            #expect(run.output.isEmpty && run.error.split(separator: "\n").count == 1)
        }
    }

    static let everything: [[String]] = [
        burnout, burnout + ["--by", "clinic"],
        ["effort-reward", "-", "--effort", "e1,e2", "--reward", "p1,p2,p3", "--by", "clinic"],
        [
            "mediation", "-", "--exposure", "work", "--mediator", "e1", "--outcome", "leave", "--cluster",
            "clinic",
        ],
        [
            "demands-resources", "-", "--demands", "work", "--resources", "help", "--exhaustion", "e1,e2,e3",
            "--outcome", "leave", "--cluster", "clinic",
        ],
        ["reservoir", "--demands", "2", "--recovery", "0.1"],
        ["funnel", "-", "--unit", "clinic", "--outcome", "e1"],
        ["control-chart", "-", "--chart", "xmr", "--value", "work"],
        ["control-chart", "-", "--chart", "run", "--value", "work"],
        ["control-chart", "-", "--chart", "cusum", "--value", "work"],
        ["control-chart", "-", "--chart", "ewma", "--value", "work", "--run-length", "370"],
        ["control-chart", "-", "--chart", "c", "--value", "e1", "--rules", "nelson"],
        ["feedback-loop", "--gain", "0.3", "--delay", "1", "--noise", "0.1"],
    ]

    /// Each command answers in text, JSON without NaN, and CSV, and draws its picture.
    @Test(arguments: everything.indices)
    func formats(index: Int) throws {
        let arguments = Self.everything[index]
        let file = try TemporaryFile(name: "picture.svg")
        let json = try CommandRun(
            arguments + ["--format", "json", "--plot", file.path], input: Self.survey)
        #expect(json.status == 0, "\(arguments) \(json.error)")
        #expect(try json.json()["schema"] as? String == "causal/1")
        let words = json.output.lowercased()
        #expect(!words.contains("nan,") && !words.contains("inf,") && !words.contains(": inf"))
        #expect(try String(contentsOf: file.url, encoding: .utf8).contains("<svg"))
        let read = try JSONDecoder().decode(Estimates.self, from: Data(json.output.utf8))
        #expect(try read.rows.count == json.rows().count)
        for format in ["text", "csv"] {
            let run = try CommandRun(arguments + ["--format", format], input: Self.survey)
            #expect(run.status == 0 && !run.output.isEmpty)
        }
    }

    @Test func faults() throws {
        let runs: [([String], Int32)] = [
            (["funnel", "-", "--unit", "clinic"], 64),
            (["funnel", "-", "--unit", "clinic", "--events", "e1", "--size", "work"], 65),
            (["funnel", "-", "--unit", "clinic", "--outcome", "clinic"], 65),
            (["control-chart", "-", "--chart", "p", "--value", "e1"], 64),
            (["control-chart", "-", "--chart", "run", "--value", "e1", "--rules", "nelson"], 64),
            (["control-chart", "-", "--chart", "xmr", "--value", "e1", "--smoothing", "0.1"], 64),
            (["control-chart", "-", "--chart", "xmr", "--value", "e1", "--sd=-1"], 64),
            (["control-chart", "-", "--chart", "cusum", "--value", "work", "--risk", "work"], 65),
            (["feedback-loop", "--gain", "nan"], 64),
            (["reservoir", "--demands", "x", "--recovery", "1"], 64),
            (["mediation", "-", "--exposure", "work", "--mediator", "work", "--outcome", "leave"], 64),
            (
                [
                    "mediation", "-", "--exposure", "work", "--mediator", "e1", "--outcome", "leave",
                    "--interval",
                    "delta", "--draws", "9",
                ], 64
            ),
        ]
        for (arguments, status) in runs {
            let run = try CommandRun(arguments, input: Self.survey)
            #expect(run.status == status && !run.endedBySignal, "\(arguments) \(run.status) \(run.error)")
            #expect(run.output.isEmpty)
        }
    }
}
