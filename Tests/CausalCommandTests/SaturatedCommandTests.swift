import Causal
import Foundation
import Testing

@Suite struct SaturatedCommandTests {
    private func did(_ estimator: String, _ more: String...) throws -> CommandRun {
        var simulation = SimulatedClinics()
        simulation.clinics = 14
        simulation.cliniciansPerClinic = 3
        simulation.months = 9
        simulation.adoption = .staggered(months: [4, 6, 8], neverTreatedShare: 0.3)
        let data = try TemporaryFile(simulation.table().csv())
        return try CommandRun(
            [
                "did", data.path, "--outcome", "burnout", "--unit", "clinician", "--time", "month",
                "--cohort",
                "adopted", "--estimator", estimator, "--format", "json",
            ] + more)
    }

    @Test(arguments: ["sun-abraham", "etwfe"])
    func everyAverageHasItsRows(estimator: String) throws {
        let simple = try did(estimator)
        #expect(simple.status == 0, "\(simple.error)")
        #expect(try simple.rows().map { $0["term"] as? String } == ["ATT"])
        let group = try did(estimator, "--aggregate", "group", "--cluster", "clinic").rows()
        #expect(group.map { $0["term"] as? String } == ["overall", "group::4", "group::6", "group::8"])
        let event = try did(estimator, "--window", "-2:1", "--vcov", "cr2").rows()
        let events = event.dropFirst().map { $0["event"] as? Int }
        #expect(events == (estimator == "etwfe" ? [0, 1] : [-2, 0, 1]))
    }

    @Test func familiesAndControlsOfEtwfe() throws {
        let run = try did("etwfe", "--family", "poisson", "--control", "never", "--aggregate", "event")
        #expect(run.status == 0, "\(run.error)")
        let diagnostics = try #require(try run.json()["diagnostics"] as? [[String: Any]])
        #expect(diagnostics.contains { $0["name"] as? String == "pretrend-wald" })
        #expect(try did("etwfe", "--unit-effects", "--family", "poisson").status == 64)
        #expect(try did("sun-abraham", "--family", "poisson").status == 64)
    }

    @Test(arguments: ["sun-abraham", "etwfe", "stacked"])
    func theBootstrapIsThere(estimator: String) throws {
        let run = try did(
            estimator, "--window", "-2:1", "--aggregate", "event", "--bootstrap", "99", "--seed", "5")
        #expect(run.status == 0, "\(run.error)")
        #expect(try run.rows().last?["simultaneous.low"] is Double)
        #expect(try did(estimator, "--window", "-2:1", "--bootstrap-weights", "mammen").status == 64)
        #expect(try did(estimator, "--window", "-2:1", "--bootstrap", "99", "--vcov", "cr2").status == 64)
    }

    @Test(arguments: ["stacked", "lp-did"])
    func windowsAreNeeded(estimator: String) throws {
        #expect(try did(estimator).status == 64)
        let run = try did(estimator, "--window", "-2:1")
        #expect(run.status == 0, "\(run.error)")
        #expect(try run.rows().map { $0["event"] as? Int } == [nil, -2, 0, 1])
        #expect(try did(estimator, "--window", "-2:1", "--aggregate", "simple").rows().count == 1)
        #expect(try did(estimator, "--window", "-2:1", "--aggregate", "group").status == 64)
    }

    @Test func localProjectionsAreReweightedAndComparedWithMeans() throws {
        let plain = try did("lp-did", "--window", "-2:1")
        for more in [["--reweight"], ["--baseline", "mean"], ["--baseline", "2"]] {
            let run = try did(
                "lp-did", "--window", "-2:1", more[0], more.last == more[0] ? "--quiet" : more[1])
            #expect(run.status == 0, "\(run.error)")
            #expect(run.output != plain.output)
        }
    }
}
