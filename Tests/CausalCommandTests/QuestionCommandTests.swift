import Causal
import Foundation
import Testing

/// What is asked beside the coefficients, on the command line.
@Suite struct QuestionCommandTests {
    private func file() throws -> TemporaryFile {
        try TemporaryFile(try #require(LeastSquaresCommandTests.clinics).csv())
    }

    private let formula = "burnout ~ treated + caseload + experience"

    @Test func combinationsBandsAndAdjustedValues() throws {
        let data = try file()
        let run = try CommandRun(
            "ols", data.path, formula, "--cluster", "clinic", "--vcov", "cr2", "--combination",
            "caseload - 2*experience", "--simultaneous", "--adjust", "holm", "--format", "json")
        #expect(run.status == 0, "\(run.error)")
        let clinics = try #require(LeastSquaresCommandTests.clinics)
        let expected = try LeastSquares(formula).fit(clinics).estimates(
            .clustered(by: "clinic", correction: .cr2), combinations: ["caseload - 2*experience"]
        ).simultaneous().adjusted(.holm)
        let read = try JSONDecoder().decode(Estimates.self, from: Data(run.output.utf8))
        #expect(read.rows.count == 5)
        for (row, other) in zip(read.rows, expected.rows) {
            #expect(row.term == other.term && row.estimate == other.estimate)
            #expect(row.simultaneous == other.simultaneous && row.adjustedPValue == other.adjustedPValue)
        }
        #expect(read["treated"].simultaneous != nil && read["treated"].adjustedPValue != nil)
        #expect(read["(Intercept)"].simultaneous == nil && read["(Intercept)"].adjustedPValue == nil)
        let text = try CommandRun(
            "ols", data.path, formula, "--cluster", "clinic", "--simultaneous", "--adjust", "romano-wolf",
            "--draws", "199")
        #expect(text.status == 0 && text.output.contains("p adjusted") && text.output.contains("band low"))
    }

    @Test func clusterDiagnosticsAndPermutation() throws {
        let data = try file()
        let run = try CommandRun(
            "ols", data.path, "burnout ~ treated + caseload | clinician + month", "--cluster", "clinic",
            "--cluster-diagnostics", "--format", "json")
        #expect(run.status == 0, "\(run.error)")
        let diagnostics = try #require(try run.json()["diagnostics"] as? [[String: Any]])
        #expect(diagnostics.contains { $0["name"] as? String == "clusters" && $0["clusters"] as? Int == 60 })
        let influence = diagnostics.filter { $0["name"] as? String == "cluster-influence" }
        #expect(influence.count == 2 && influence.allSatisfy { $0["effective.clusters"] is Double })

        let small =
            "y,d,g,x\n" + (0..<24).map { "\(($0 * 7) % 5),\($0 / 4 % 2),\($0 / 4),\($0 % 3)\n" }.joined()
        let permuted = try CommandRun(
            "ols", "-", "y ~ d + x", "--permute", "d", "--permute-by", "g", "--format", "json", input: small)
        #expect(permuted.status == 0, "\(permuted.error)")
        let tests = try #require(try permuted.json()["diagnostics"] as? [[String: Any]])
        let test = try #require(tests.first { $0["name"] as? String == "randomisation" })
        #expect(test["exact"] as? Bool == true && test["assignments"] as? Int == 20)
        let text = try CommandRun(
            "ols", "-", "y ~ d + x", "--permute", "d", "--permute-by", "g", "--permute-statistic", "t",
            input: small)
        #expect(text.output.contains("all 20 assignments by g (6)"))
    }

    @Test func otherModelsAnswerToo() throws {
        let data = try file()
        let poisson = try CommandRun(
            "poisson", data.path, "caseload ~ treated + experience", "--cluster", "clinic", "--combination",
            "treated - experience", "--simultaneous", "--adjust", "bh", "--cluster-diagnostics", "--format",
            "json")
        #expect(poisson.status == 0, "\(poisson.error)")
        #expect(try poisson.rows().count == 4 && poisson.rows()[1]["simultaneous.low"] is Double)
        let did = try CommandRun(
            "did", data.path, "--outcome", "burnout", "--unit", "clinician", "--time", "month", "--treatment",
            "treated", "--cluster", "clinic", "--estimator", "event-study", "--window", "-3:3",
            "--simultaneous",
            "--adjust", "holm", "--format", "json")
        #expect(did.status == 0, "\(did.error)")
        #expect(try did.rows().contains { $0["simultaneous.low"] is Double && $0["p.adjusted"] is Double })
    }

    @Test func mistakesAreUsageErrors() throws {
        let data = try file()
        let mistakes: [[String]] = [
            ["--cluster-diagnostics"], ["--adjust", "romano-wolf"], ["--permute-by", "clinic"],
            ["--permute", "treated", "--permute-by", "clinic"], ["--draws", "99"],
            ["--combination", "treated, caseload"], ["--permute", "treated", "--draws", "0"],
        ]
        for options in mistakes {
            let run = try CommandRun(["ols", data.path, formula] + options)
            #expect(
                run.status == 64 && !run.error.isEmpty && run.output.isEmpty,
                "\(options): \(run.status) \(run.error)")
        }
        let poisson = try CommandRun(
            "poisson", data.path, "caseload ~ treated", "--cluster", "clinic", "--adjust", "romano-wolf")
        #expect(poisson.status == 64)
    }
}
