import Causal
import Foundation
import Testing

/// `causal stepped-wedge fit --method gee|glmm`: rows, facts, refusals.
@Suite struct SteppedWedgeOutcomeCommandTests {
    private static let data: String = {
        var generator = Generator(seed: 7)
        var text = "site,step,exposed,event,visits,hours,person\n"
        for site in 0..<9 {
            let level = 0.5 * generator.normal()
            for step in 1...4 {
                let exposed = step >= site % 3 + 2 ? 1 : 0
                for k in 0..<8 {
                    let event = generator.uniform() < (level > 0 ? 0.5 : 0.3) ? 1 : 0
                    let visits = generator.poisson(mean: level > 0 ? 2 : 1)
                    text += "\(site),\(step),\(exposed),\(event),\(visits),\(1 + k % 3),\(10 * site + k)\n"
                }
            }
        }
        return text
    }()

    private func run(_ outcome: String, _ options: String...) throws -> CommandRun {
        let columns = [
            "--outcome", outcome, "--cluster", "site", "--period", "step", "--treatment", "exposed",
        ]
        return try CommandRun(
            ["stepped-wedge", "fit", "-"] + columns + options, input: SteppedWedgeOutcomeCommandTests.data)
    }

    @Test(arguments: ["robust", "kc", "md", "fg", "mbn", "t"])
    func equationsHaveEachCovariance(_ inference: String) throws {
        for (outcome, family) in [("visits", "gaussian"), ("event", "binomial"), ("visits", "poisson")] {
            let run = try run(
                outcome, "--method", "gee", "--family", family, "--inference", inference, "--format", "json")
            #expect(run.status == 0)
            let row = try #require(try run.rows().first)
            #expect(row["term"] as? String == "treatment" && row["df"] as? Double == 4)
            #expect((row["ratio"] != nil) == (family != "gaussian"))
        }
    }

    @Test(arguments: ["independent", "exchangeable", "nested", "random-treatment", "cluster-by-treatment"])
    func mixedModelsHaveTheirVariances(_ correlation: String) throws {
        let run = try run(
            "event", "--method", "glmm", "--family", "binomial", "--correlation", correlation, "--format",
            "json")
        #expect(run.status == 0)
        let model = try run.json()["model"] as? [String: Any]
        #expect((model?["variance"] as? [String: Double])?.isEmpty == (correlation == "independent"))
        #expect(model?["criterion"] is Double && model?["converged"] as? Bool == true)
    }

    @Test func choicesOfTheirOwn() throws {
        let cohort = try run(
            "event", "--method", "gee", "--family", "binomial", "--individual", "person", "--maee",
            "--format", "json")
        let model = try cohort.json()["model"] as? [String: Any]
        #expect(model?["estimator"] as? String == "maee" && model?["correlation"] as? String == "block")
        let rates = try run(
            "visits", "--method", "glmm", "--family", "poisson", "--correlation", "exchangeable", "--offset",
            "log(hours)",
            "--quadrature-points", "9", "--inference", "robust")
        #expect(rates.status == 0)
        #expect(
            try run("visits", "--method", "gee", "--effect", "exposure-time", "--tolerance", "1e-9").status
                == 0)
    }

    @Test func standardisedAverages() throws {
        let run = try run(
            "event", "--method", "standardised", "--family", "binomial", "--scale", "ratio", "--format",
            "json")
        #expect(run.status == 0, "\(run.error)")
        let rows = try run.rows()
        #expect(rows.count == 8 && rows[0]["term"] as? String == "treatment")
        #expect(
            rows.prefix(4).map { $0["average"] as? String } == [
                "individual", "cluster", "period-individual", "cluster-period",
            ])
        #expect(rows[0]["ratio"] is Double && rows[0]["std.error"] is Double)
    }

    @Test func sandwichesWithTheirOwnDegrees() throws {
        let run = try run(
            "event", "--method", "gee", "--family", "binomial", "--inference", "cr2", "--format", "json")
        #expect(run.status == 0, "\(run.error)")
        #expect(try run.rows()[0]["df"] is Double)
        let model = try run.json()["model"] as? [String: Any]
        #expect((model?["correlation.std.errors"] as? [String: Any])?.count == 2)
    }

    @Test func refusals() throws {
        let cases: [(String, [String], Int32)] = [
            ("event", ["--method", "gee", "--inference", "kenward-roger"], 64),
            ("event", ["--method", "glmm", "--family", "binomial", "--inference", "kc"], 64),
            ("event", ["--method", "reml", "--inference", "mbn"], 64),
            ("event", ["--method", "reml", "--maee"], 64),
            ("event", ["--method", "gee", "--scale", "ratio"], 64),
            ("event", ["--method", "standardised", "--inference", "robust"], 64),
            ("event", ["--method", "standardised", "--scale", "odds-ratio"], 64),
            ("event", ["--method", "standardised", "--effect", "exposure-time"], 64),
            ("event", ["--method", "glmm"], 64),
            ("event", ["--method", "gee", "--correlation", "random-treatment"], 64),
            ("visits", ["--method", "gee", "--family", "binomial"], 65),
            ("event", ["--method", "gee", "--family", "binomial", "--where", "site == 1"], 1),
            ("event", ["--method", "gee", "--family", "binomial", "--where", "step < 4 | event == 0"], 1),
        ]
        for (outcome, options, status) in cases {
            let columns = [
                "--outcome", outcome, "--cluster", "site", "--period", "step", "--treatment", "exposed",
            ]
            let run = try CommandRun(
                ["stepped-wedge", "fit", "-"] + columns + options, input: SteppedWedgeOutcomeCommandTests.data
            )
            #expect(run.status == status, "\(options) \(run.status)")
        }
    }
}
