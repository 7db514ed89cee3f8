import Causal
import Foundation
import Testing

@Suite struct DifferenceInDifferencesCommandTests {
    private func file(_ change: (inout SimulatedClinics) -> Void = { _ in }) throws -> TemporaryFile {
        var simulation = SimulatedClinics()
        change(&simulation)
        return try TemporaryFile(simulation.table().csv())
    }

    private func did(_ data: TemporaryFile, _ estimator: String, _ more: String...) throws -> CommandRun {
        try CommandRun(
            [
                "did", data.path, "--outcome", "burnout", "--unit", "clinician", "--time", "month",
                "--estimator",
                estimator, "--format", "json",
            ] + more)
    }

    @Test func fourMeansGiveTheirDifference() throws {
        let run = try did(try file(), "2x2", "--cohort", "adopted")
        #expect(run.status == 0, "\(run.error)")
        let model = try #require(try run.json()["model"] as? [String: Any])
        let means = try #require(model["means"] as? [String: [String: Double]])
        let change = { (group: String) in
            means[group].map { ($0["after"] ?? .nan) - ($0["before"] ?? .nan) } ?? .nan
        }
        let rows = try run.rows()
        #expect(rows.count == 1 && rows[0]["term"] as? String == "ATT")
        let estimate = try #require(rows[0]["estimate"] as? Double)
        // The effect is a coefficient of four columns, the means are sums: both round in the 14th digit of ~50.
        #expect(abs(estimate - (change("treated") - change("control"))) < 1e-11)
        #expect((model["clusters"] as? [String: Int]) == ["clinician": 480])
    }

    @Test func cohortAndTreatmentAreTwoWaysToSayTheSame() throws {
        let data = try file()
        for estimator in ["2x2", "twfe", "event-study"] {
            let first = try did(data, estimator, "--cohort", "adopted", "--cluster", "clinic")
            let second = try did(data, estimator, "--treatment", "treated", "--cluster", "clinic")
            #expect(first.status == 0, "\(first.error)")
            #expect(first.output == second.output, "\(estimator)")
        }
    }

    @Test func eventStudyRowsHaveEventsAndATestBefore() throws {
        let run = try did(
            try file(), "event-study", "--cohort", "adopted", "--window", "-3:4", "--cluster", "clinic")
        let events = try run.rows().map { $0["event"] as? Int }
        #expect(events == [-3, -2, 0, 1, 2, 3, 4])
        let diagnostics = try #require(try run.json()["diagnostics"] as? [[String: Any]])
        let test = try #require(diagnostics.first { $0["name"] as? String == "pretrend-wald" })
        // All eleven months before the reference, whatever the window.
        #expect(test["df"] as? Int == 11 && test["p.value"] is Double)
    }

    @Test func staggeredAdoptionIsSaid() throws {
        let data = try file { $0.adoption = .staggered(months: [7, 13], neverTreatedShare: 0.4) }
        for estimator in ["twfe", "event-study"] {
            let notes = try did(data, estimator, "--cohort", "adopted").json()["notes"] as? [String] ?? []
            #expect(notes.contains { $0.contains("staggered") && $0.contains("Callaway") })
        }
        let refused = try did(data, "2x2", "--cohort", "adopted")
        #expect(refused.status == 65 && refused.error.contains("2 different times"))
    }

    @Test func repeatedCrossSectionsNeedNoUnits() throws {
        let run = try CommandRun(
            "did", "-", "--outcome", "y", "--time", "t", "--cohort", "g", "--estimator", "2x2", "--format",
            "json",
            input: "y,t,g\n1,0,0\n2,1,0\n1,0,0\n4,1,0\n2,0,1\n7,1,1\n3,0,1\n8,1,1\n")
        #expect(run.status == 0, "\(run.error)")
        let estimate = try #require(run.rows().first?["estimate"] as? Double)
        #expect(abs(estimate - 3) < 1e-13)
    }

    @Test(arguments: [
        ("y,t,i,d\n1,1,1,0\n2,2,1,1\n3,3,1,0\n4,1,2,0\n5,2,2,0\n6,3,2,0\n", "event-study", 65, "ends"),
        ("y,t,i,d\n1,1,1,0\n2,2,1,2\n3,1,2,0\n4,2,2,0\n", "2x2", 65, "neither 0 nor 1"),
        ("y,t,i,d\n1,1,1,0\n2,2,1,0\n3,1,2,0\n4,2,2,0\n", "event-study", 1, "nobody"),
        ("y,t,i,d\n1,1,1,0\n2,2,1,1\n3,1,2,0\n4,2,2,1\n", "2x2", 1, "control"),
        ("y,t,i,d\n1,1,1,0\n2,2,1,1\n3,1,2,0\n4,2,2,1\n", "twfe", 1, "not identified"),
    ])
    func faultsOfPanelsAreSaid(data: String, estimator: String, status: Int32, word: String) throws {
        let run = try CommandRun(
            "did", "-", "--outcome", "y", "--time", "t", "--unit", "i", "--treatment", "d", "--estimator",
            estimator,
            input: data)
        #expect(run.status == status && run.error.contains(word), "\(run.error)")
    }

    /// Numbers of the literature, through the command, on the published files.
    @Test(.enabled(if: ReferenceFolder.path != nil, "set CAUSAL_REFERENCE_DATA"))
    func publishedNumbers() throws {
        let folder = try #require(ReferenceFolder.path)
        let castle = try CommandRun(
            "did", folder + "/bacondecomp_castle.csv", "--outcome", "l_homicide", "--unit", "state", "--time",
            "year",
            "--treatment", "post", "--estimator", "twfe", "--format", "json")
        let row = try #require(try castle.rows().first, "\(castle.error)")
        #expect(abs((row["estimate"] as? Double ?? .nan) - 0.0818116) <= 5e-8)
        #expect(abs((row["std.error"] as? Double ?? .nan) - 0.0588742) <= 5e-8)
        let stores = try CommandRun(
            "did", folder + "/card_krueger_njmin3.csv", "--outcome", "fte", "--time", "d", "--cohort", "nj",
            "--estimator", "2x2", "--format", "json")
        let effect = try #require(try stores.rows().first?["estimate"] as? Double, "\(stores.error)")
        #expect(abs(effect - 2.7536) <= 5e-5)
    }
}

enum ReferenceFolder {
    static var path: String? { ProcessInfo.processInfo.environment["CAUSAL_REFERENCE_DATA"] }
}
