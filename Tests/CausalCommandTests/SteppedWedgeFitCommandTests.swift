import Causal
import Foundation
import Testing

/// `causal stepped-wedge fit`: rows, facts and exit statuses of the contract.
@Suite struct SteppedWedgeFitCommandTests {
    private static let data: String = {
        var generator = Generator(seed: 3)
        var text = "site,step,exposed,y,age,person\n"
        for site in 0..<8 {
            let level = 0.5 * generator.normal()
            for step in 1...5 {
                let exposed = step >= site / 2 + 2 ? 1 : 0
                for k in 0..<4 {
                    let y = level + 0.3 * Double(exposed) + generator.normal()
                    text += "\(site),\(step),\(exposed),\(y),\(40 + (k * 7 + step) % 20),\(10 * site + k)\n"
                }
            }
        }
        return text
    }()

    private func run(_ options: String...) throws -> CommandRun {
        let columns = ["--outcome", "y", "--cluster", "site", "--period", "step", "--treatment", "exposed"]
        return try CommandRun(
            ["stepped-wedge", "fit", "-"] + columns + options, input: SteppedWedgeFitCommandTests.data)
    }

    @Test func theEffectComesFirst() throws {
        let run = try run("--format", "json", "--correlation", "nested", "--covariates", "age")
        #expect(run.status == 0)
        let rows = try run.rows()
        #expect(rows.first?["term"] as? String == "treatment")
        let model = try run.json()["model"] as? [String: Any]
        let variance = model?["variance"] as? [String: Double]
        #expect(Set(variance?.keys.map { $0 } ?? []) == ["cluster", "cluster.period", "residual"])
        #expect(model?["criterion"] is Double && model?["converged"] as? Bool == true)
        #expect(model?["inference"] as? String == "kenward-roger")
    }

    @Test func effectsByExposureFollowTheirMean() throws {
        let run = try run("--format", "json", "--effect", "exposure-time", "--inference", "satterthwaite")
        let rows = try run.rows()
        #expect(rows.prefix(3).map { $0["term"] as? String } == ["treatment", "exposure.1", "exposure.2"])
        let effects = rows.filter { ($0["term"] as? String)?.hasPrefix("exposure.") == true }
        let mean = effects.compactMap { $0["estimate"] as? Double }.reduce(0, +) / Double(effects.count)
        #expect(abs(mean - (rows[0]["estimate"] as? Double ?? .nan)) < 1e-12)
    }

    @Test(arguments: TrialCorrelation.allCases, ["reml", "ml"])
    func everyCorrelationAndMethodRuns(correlation: TrialCorrelation, method: String) throws {
        let run = try run("--format", "json", "--correlation", correlation.rawValue, "--method", method)
        #expect(run.status == 0, "\(run.error)")
        #expect(!run.output.contains("nan"))
    }

    @Test func aCohortHasAnIndividualVariance() throws {
        let run = try run("--format", "json", "--individual", "person", "--time", "linear")
        let model = try run.json()["model"] as? [String: Any]
        #expect((model?["variance"] as? [String: Double])?["individual"] != nil)
        #expect(model?["individuals"] as? Int == 32)
    }

    @Test func mistakesHaveTheirStatus() throws {
        #expect(try run("--correlation", "diagonal").status == 64)
        #expect(try run("--method", "ml", "--inference", "kenward-roger").status == 64)
        #expect(try run("--family", "binomial").status == 64)
        #expect(try run("--individual", "step").status == 65)
        #expect(try run("--covariates", "nowhere").status == 64)
        #expect(try run("--effect", "spline:99").status == 64)
        #expect(try run("--where", "exposed == 1").status == 1)
    }

    @Test func bothPicturesAreDrawn() throws {
        for effect in ["immediate", "exposure-time"] {
            let file = try TemporaryFile(name: "trial.svg")
            #expect(try run("--effect", effect, "--plot", file.path).status == 0)
            #expect(try String(contentsOf: file.url, encoding: .utf8).contains("<svg"))
        }
    }
}
