import DifferenceInDifferences
import OracleSupport
import Testing

/// What is said when treated and controls already moved apart before the start.
@Suite struct PretrendRemarkTests {
    private static let panel = PanelIndex(unit: "clinician", period: "month")

    /// Clinics of which the adopters' scores rise by `drift` a month.
    private func table(drift: Double, clinics: Int = 40) throws -> DataTable {
        var simulation = SimulatedClinics()
        simulation.clinics = clinics
        simulation.cliniciansPerClinic = 2
        simulation.months = 8
        simulation.adoption = .simultaneous(month: 5, share: 0.5)
        let table = try simulation.table()
        let months = try #require(try table.column("month").numbers)
        let starts = try #require(try table.column("adopted").numbers)
        return try DataTable(
            table.columns.map { column in
                guard column.name == "burnout", let scores = column.numbers else { return column }
                return Column(
                    column.name,
                    .numbers(scores.indices.map { scores[$0] + (starts[$0] > 0 ? drift * months[$0] : 0) }))
            })
    }

    private func remarks(_ table: DataTable) throws -> [Int] {
        let policy = PolicyRegression(
            outcome: "burnout", panel: Self.panel, treatment: .firstTreated("adopted"))
        let clustered = InfluenceCovariance.clustered(by: "clinic")
        let group = try GroupTimeATT(outcome: "burnout", panel: Self.panel, firstTreated: "adopted").fit(
            table)
        return try [
            EventStudy(policy).fit(table).estimates(.clustered(by: "clinic")),
            group.estimates(clustered), group.aggregate(.event).estimates(clustered),
            Imputation(policy).fit(table).aggregate(.event).estimates(clustered),
            SunAbraham(policy).fit(table).aggregate(.event).estimates(.clustered(by: "clinic")),
        ].map { $0.notes.count { $0.contains("rejects parallel trends") } }
    }

    @Test func driftBeforeTheStartIsSaidOnce() throws {
        let drifting = try remarks(table(drift: 3))
        #expect(drifting == [1, 1, 1, 1, 1])
        let parallel = try remarks(table(drift: 0))
        #expect(parallel == [0, 0, 0, 0, 0])
    }

    /// χ² with few clusters for its restrictions is said to reject too often.
    @Test(arguments: [(20, true), (80, false)])
    func fewClustersForManyPeriodsAreSaid(clinics: Int, said: Bool) throws {
        let group = try GroupTimeATT(outcome: "burnout", panel: Self.panel, firstTreated: "adopted")
            .fit(table(drift: 3, clinics: clinics))
        let note = try #require(
            try group.estimates(.clustered(by: "clinic")).notes.first {
                $0.contains("rejects parallel trends")
            })
        #expect(note.contains("With \(clinics) clusters for 3 restrictions") == said)
    }
}
