import Foundation
import Testing

/// `causal stepped-wedge power` and `design`, and `causal simulate stepped-wedge`.
@Suite struct SteppedWedgePowerCommandTests {
    private let wedge = ["--sequences", "4", "--clusters-per-sequence", "3", "--size", "40"]

    private static let wrong: [String] = [
        "--icc 1", "--icc -0.1", "--icc nan", "--cac 0.5", "--icc 0.1 --tau 1",
        "--icc 0.1 --decay 0.5 --cac 0.5", "",
        "--icc 0.1 --alpha 0", "--icc 0.1 --power 0.9", "--icc 0.1 --cac 0.5 --solve size --power 0.9999999",
        "--icc 0.1 --design no-such.csv", "--icc 0.1 --df 3", "--icc 0.1 --link log", "--icc 0.1 --by cac=1",
    ]

    private func power(_ more: [String]) throws -> CommandRun {
        try CommandRun(["stepped-wedge", "power"] + more)
    }

    /// The contract: the row `treatment` and the power in the model; Hussey & Hughes' example.
    @Test func rowsOfTheContract() throws {
        let run = try power([
            "--sequences", "4", "--clusters-per-sequence", "6", "--size", "100", "--p0", "0.05", "--p1",
            "0.032", "--tau",
            "0.025", "--format", "json",
        ])
        let row = try #require(try run.rows().first)
        #expect(row["term"] as? String == "treatment")
        #expect(abs((row["estimate"] as? Double ?? 0) + 0.018) < 1e-15)
        #expect(abs((row["std.error"] as? Double ?? 0) - 4.0658472941e-5.squareRoot()) < 1e-11)
        let model = try run.json()["model"] as? [String: Any]
        #expect(abs((model?["power"] as? Double ?? 0) - 0.8059171845) < 1e-9)
        #expect(try run.json()["command"] as? String == "stepped-wedge power")
    }

    /// Each quantity can be solved for; the answer has the power that is wanted, or a little more.
    @Test(arguments: ["clusters", "size", "effect"])
    func solving(quantity: String) throws {
        let run = try power(
            wedge + [
                "--effect", "0.3", "--sd", "1", "--icc", "0.05", "--cac", "0.8", "--solve", quantity,
                "--power", "0.9",
                "--format", "json", "--inference", "t",
            ])
        let model = try #require(try run.json()["model"] as? [String: Any])
        let power = try #require(model["power"] as? Double)
        #expect(power >= 0.9 - 1e-12 && power < 0.99)
        #expect(model["solved"] as? String == quantity)
        #expect((try run.json()["notes"] as? [String])?.first?.contains("as given the power is") == true)
    }

    /// The schedule that `design` writes is the one that `power --design` reads.
    @Test func designsAreRead() throws {
        let file = try TemporaryFile(name: "schedule.csv")
        let picture = try TemporaryFile(name: "schedule.svg")
        let design = try CommandRun(
            "stepped-wedge", "design", "--sequences", "4", "--clusters-per-sequence", "3", "--seed", "3",
            "--output",
            file.path, "--plot", picture.path)
        #expect(design.status == 0 && design.output.isEmpty && design.error.contains("seed 3"))
        #expect(try String(contentsOf: picture.url, encoding: .utf8).contains("<svg"))
        let rest = [
            "--size", "40", "--effect", "0.3", "--sd", "1", "--icc", "0.05", "--decay", "0.8", "--format",
            "json",
        ]
        let read = try power(["--design", file.path] + rest)
        let made = try power(["--sequences", "4", "--clusters-per-sequence", "3"] + rest)
        #expect(read.output == made.output && read.status == 0)
    }

    /// Curves in the result, and in the picture that belongs to it.
    @Test func curvesAndPictures() throws {
        let picture = try TemporaryFile(name: "power.svg")
        let run = try power(
            wedge + [
                "--effect", "0.3", "--sd", "1", "--icc", "0.05", "--curve", "icc=0.01,0.05", "--by",
                "cac=0.5,1",
                "--plot", picture.path, "--format", "json",
            ])
        let model = try run.json()["model"] as? [String: Any]
        let curves = (model?["power.curves"] as? [String: Any])?["curves"] as? [[String: Any]]
        #expect(curves?.count == 2)
        #expect(try String(contentsOf: picture.url, encoding: .utf8).contains("CAC 0.5"))
    }

    /// Wrong assumptions end with one message and a status of the contract.
    @Test(arguments: wrong)
    func wrongAssumptions(options: String) throws {
        let words = options.split(separator: " ").map(String.init)
        let run = try power(wedge + ["--effect", "0.3", "--sd", "1"] + words)
        #expect(
            run.status == (options.contains("0.9999999") ? 1 : 64) && !run.endedBySignal && run.output.isEmpty
        )
        #expect(run.error.split(separator: "\n").count == 1, "\(run.error)")
    }

    /// What is legal and unwise is done, with a note.
    @Test func notes() throws {
        let run = try power(
            wedge + ["--effect", "0.3", "--sd", "1", "--icc", "0.05", "--cac", "0", "--format", "json"])
        let notes = (try run.json()["notes"] as? [String] ?? []).joined(separator: "\n")
        #expect(run.status == 0 && notes.contains("CAC 0") && notes.contains("no control cluster"))
        #expect(notes.contains("few for the normal"))
    }

    /// The information of cells, and allocations that are balanced.
    @Test func informationAndBalance() throws {
        let information = try CommandRun(
            "stepped-wedge", "design", "--sequences", "3", "--clusters-per-sequence", "2", "--information",
            "--size",
            "10", "--icc", "0.05", "--quiet")
        #expect(information.output.hasPrefix("sequence,1,2,3,4\n") && information.error.isEmpty)
        let wards = try TemporaryFile("cluster,beds\na,10\nb,20\nc,30\nd,40\ne,50\nf,60\n")
        let design = try CommandRun(
            "stepped-wedge", "design", "--sequences", "3", "--clusters", wards.path, "--balance", "beds")
        #expect(design.status == 0 && design.error.contains("of 90 allocations"))
        let wrong = try CommandRun(
            "stepped-wedge", "design", "--sequences", "4", "--clusters-per-sequence", "2", "--clusters",
            wards.path)
        #expect(wrong.status == 64)
    }

    /// Simulated trials: same seed, same bytes; the truth is told.
    @Test func simulation() throws {
        let arguments = [
            "simulate", "stepped-wedge", "--family", "binomial", "--tau", "0.4", "--effect", "0.5", "--seed",
            "4",
        ]
        let (first, second) = (try CommandRun(arguments), try CommandRun(arguments))
        #expect(first.output == second.output && first.error.contains("0.5 (log odds ratio)"))
        #expect(first.output.hasPrefix("cluster,sequence,period,individual,treatment,exposure,y\n"))
        #expect(try CommandRun(["simulate", "stepped-wedge", "--size", "1e300"]).status == 64)
    }

    /// The power of estimating equations and of generalised mixed models, by simulation.
    @Test(arguments: ["gee", "glmm"]) func simulatedAnalyses(method: String) throws {
        let plan = [
            "stepped-wedge", "power", "--sequences", "3", "--clusters-per-sequence", "3", "--size", "10",
            "--p0", "0.3", "--p1",
            "0.5", "--link", "logit", "--tau", "0.3", "--simulate", "20", "--method",
        ]
        let run = try CommandRun(plan + [method, "--format", "json"])
        #expect(run.status == 0, "\(run.error)")
        let model = try run.json()["model"] as? [String: Any]
        #expect((model?["simulation"] as? [String: Any])?["power"] is Double)
        #expect(try CommandRun(plan + ["reml"]).status == 64)
        #expect(try CommandRun(plan + [method, "--inference", "kenward-roger"]).status == 64)
    }

    /// Events and counts by ICC and CAC: estimating equations are planned and simulated on the outcome's own scale.
    @Test(arguments: ["binomial", "poisson"]) func correlationsOfEvents(family: String) throws {
        let plan = [
            "stepped-wedge", "power", "--sequences", "3", "--clusters-per-sequence", "4", "--size", "15",
            "--p0", "0.3", "--p1", "0.5", "--family", family, "--link", "log", "--icc", "0.05", "--cac",
            "0.8",
        ]
        let run = try CommandRun(plan + ["--simulate", "20", "--format", "json"])
        #expect(run.status == 0, "\(run.error)")
        let model = try run.json()["model"] as? [String: Any]
        #expect(model?["analysis"] as? String == "marginal")
        let text = try CommandRun(plan + ["--simulate", "20", "--method", "reml"])
        #expect(text.status == 64 && text.error.contains("linear mixed model"))
        let alike = ["simulate", "stepped-wedge", "--family", family, "--icc", "0.05", "--cac", "0.8"]
        #expect(try CommandRun(alike).status == 0)
        #expect(try CommandRun(alike + ["--iac", "0.4"]).status == 64)
        #expect(try CommandRun(alike + ["--covariate"]).status == 64)
    }

    /// The truth is told as a number that one would type.
    @Test func truthInFewDigits() throws {
        let run = try CommandRun([
            "simulate", "stepped-wedge", "--sequences", "4", "--effect", "-0.3", "--growth", "-0.05",
        ])
        #expect(run.error == "true average effect of treatment: -0.35\n")
    }

    /// Values outside an assumption's range are gaps, and are told.
    @Test func gapsInCurvesAreTold() throws {
        let run = try CommandRun([
            "stepped-wedge", "power", "--sequences", "3", "--clusters-per-sequence", "3", "--size", "10",
            "--effect", "0.3", "--sd",
            "1", "--icc", "0.05", "--curve", "icc=0.1,1", "--format", "json",
        ])
        let notes = try run.json()["notes"] as? [String] ?? []
        #expect(notes.contains { $0.contains("icc = 1") })
    }
}
