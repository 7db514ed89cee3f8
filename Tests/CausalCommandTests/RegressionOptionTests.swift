import Causal
import Foundation
import Testing

/// Options that were dropped in silence, and what a result says of how it was made.
@Suite struct RegressionOptionTests {
    private let data =
        "y,d,g,x,n,s\n"
        + (0..<48).map {
            "\(($0 * 7) % 5 + $0 % 3),\($0 / 4 % 2),\($0 / 4),\($0 % 7),\($0 % 3 + 1),0.\($0 % 9 + 1)\n"
        }
        .joined()

    private func run(_ command: String, _ options: [String]) throws -> CommandRun {
        try CommandRun([command, "-"] + options, input: data)
    }

    private func diagnostics(_ run: CommandRun, _ name: String) throws -> [[String: Any]] {
        let all = try #require(try run.json()["diagnostics"] as? [[String: Any]])
        return all.filter { $0["name"] as? String == name }
    }

    /// Each test that was asked for is made, as if it had been asked for alone.
    @Test func severalTestsAddUp() throws {
        let common = ["y ~ d + x", "--cluster", "g", "--draws", "199", "--format", "json"]
        let both = try run(
            "ols", common + ["--wild", "d", "--wild", "x", "--permute", "d", "--permute", "x"])
        #expect(both.status == 0, "\(both.error)")
        let wild = try diagnostics(both, "wild-bootstrap")
        #expect(wild.map { $0["term"] as? String } == ["d", "x"])
        let alone = try diagnostics(try run("ols", common + ["--wild", "x"]), "wild-bootstrap")
        #expect(alone[0]["p.value"] as? Double == wild[1]["p.value"] as? Double)
        #expect(try diagnostics(both, "randomisation").count == 2)
        let notes = try #require(try both.json()["notes"] as? [String])
        #expect(notes.contains { $0.contains("--permute-by g") })
        #expect(notes.contains { $0.hasPrefix("Only 12 clusters") && !$0.contains("Better") })
    }

    @Test(arguments: [
        (["--vcov", "hc1", "--vcov", "hc2"], "--vcov is given twice"),
        (["--adjust=holm", "--adjust", "bh"], "--adjust is given twice"),
        (["--draws", "-5"], "--draws"),
        (["--cluster", "g", "--wild", "d", "--draws", "-5"], "-5"),
        (["--vcov", "newey-west", "--time", "x", "--bandwidth", "-1"], "-1"),
        (["--combination", "d = 1"], "equals sign"), (["--combination", "d"], "row already"),
        (["--test", "d = 0, d = 1"], "contradict"),
        (["--test", "d = 0", "--format", "csv", "--quiet"], "--quiet"),
        (["--cluster", "g", "--lag", "2"], "default covariance"),
    ])
    func droppedOptionsAreRefused(options: [String], words: String) throws {
        let run = try run("ols", ["y ~ d + x"] + options)
        #expect(!run.endedBySignal && run.status != 0 && run.output.isEmpty, "\(options)")
        #expect(run.error.contains(words), "\(options): \(run.error)")
    }

    /// The band is drawn from the seed, and the text says how.
    @Test func bandsTakeTheSeed() throws {
        let options = ["y ~ d + x + n", "--simultaneous", "--seed"]
        let text = try run("ols", options + ["7"])
        #expect(
            text.status == 0 && text.output.contains("20,000 draws, seed 7"), "\(text.error)\(text.output)")
        let adjusted = try run(
            "ols",
            ["y ~ d + x", "--cluster", "g", "--adjust", "romano-wolf", "--draws", "99", "--format", "json"])
        let model = try #require(try adjusted.json()["model"] as? [String: Any])
        let fact = try #require(model["p.adjusted"] as? [String: Any])
        #expect(fact["seed"] as? Int == 42 && fact["weights"] as? String == "rademacher")
    }

    @Test func resultsSayHowTheyWereMade() throws {
        let counts = try run(
            "poisson", ["y ~ d", "--weights", "n", "--weight-kind", "frequency", "--offset", "x / 10"])
        #expect(
            counts.output.contains(
                "48 rows standing for 96 observations, weights: n (frequency), offset: x / 10"))
        let json = try run("ols", ["y ~ d", "--weights", "n", "--format", "json"])
        let model = try #require(try json.json()["model"] as? [String: Any])
        #expect(model["formula"] as? String == "y ~ d" && model["weights.column"] as? String == "n")
        let idle = try run("ols", ["y ~ d", "--keep-singletons", "--tolerance", "1e-9"])
        #expect(idle.output.contains("--keep-singletons and --tolerance changed nothing"))
        let shares = try run("logit", ["s ~ d", "--weights", "n", "--weight-kind", "frequency"])
        #expect(shares.status == 0 && shares.output.contains("analytic weights"))
        let few = try run("poisson", ["y ~ d", "--cluster", "g", "--vcov", "cr3"])
        #expect(few.output.contains("normal distribution") && few.output.contains("--wild"))
    }

    /// No draw beyond the sample: a bound in the text, the share in the JSON.
    @Test func pValuesOfNoDrawAreBounds() throws {
        let exact =
            "y,d,g\n"
            + (0..<40).map { "\(10 * ($0 / 4 % 2) + ($0 * $0) % 7),\($0 / 4 % 2),\($0 / 4)\n" }.joined()
        let run = try CommandRun(
            "ols", "-", "y ~ d", "--cluster", "g", "--wild", "d", "--draws", "99", "--wild-weights", "webb",
            input: exact)
        #expect(run.output.contains("p ≤ 0.01,"), "\(run.output)\(run.error)")
    }
}
