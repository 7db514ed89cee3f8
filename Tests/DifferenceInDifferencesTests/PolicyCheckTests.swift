import DifferenceInDifferences
import Foundation
import OracleSupport
import Testing

@Suite struct PolicyCheckTests {
    private static let panel = PanelIndex(unit: "clinician", period: "month")

    private static func policy(_ treatment: Treatment) -> PolicyRegression {
        PolicyRegression(outcome: "burnout", panel: panel, treatment: treatment)
    }

    private func check() -> PolicyCheck {
        PolicyCheck(panel: Self.panel, treatment: .firstTreated("adopted")) {
            (table, treatment) throws(CausalError) in
            try Imputation(Self.policy(treatment)).fit(table).aggregate().estimates()["ATT"]
        }
    }

    private func table() throws -> DataTable {
        var simulation = SimulatedClinics()
        simulation.clinics = 20
        simulation.cliniciansPerClinic = 2
        simulation.months = 10
        simulation.adoption = .staggered(months: [4, 6, 8], neverTreatedShare: 0.4)
        return try simulation.table()
    }

    @Test func withoutEachCohortTheEstimateIsThatOfTheOtherRows() throws {
        let table = try table()
        let found = try check().leaveOneCohortOut(table)
        #expect(found.rows.count == 4)
        let start = try table.numbers("adopted")
        let rest = table.rows((0..<Int32(table.rowCount)).filter { start[Int($0)] != 6 })
        let direct = try Imputation(Self.policy(.firstTreated("adopted"))).fit(rest).aggregate().estimates()
        let row = try #require(found.rows.first { $0.labels.first?.value == .integer(6) })
        #expect(agree(row.estimate, direct["ATT"].estimate, relative: 1e-10))
        #expect(agree(row.standardError, direct["ATT"].standardError, relative: 1e-10))
    }

    @Test func aPlaceboInTimeUsesRowsBeforeTheStartOnly() throws {
        let table = try table()
        let found = try check().placeboInTime(table, shift: 2)
        // Effects ten times as large change nothing.
        let treated = try zip(table.numbers("month"), table.numbers("adopted")).map { $1 > 0 && $0 >= $1 }
        let moved = try zip(table.numbers("burnout"), treated).map { $1 ? $0 + 100 : $0 }
        let other = try DataTable(table.columns.filter { $0.name != "burnout" } + [Column("burnout", moved)])
        #expect(try check().placeboInTime(other, shift: 2).rows == found.rows)
        #expect(abs(found.rows[0].statistic) < 4)
        #expect(try check().placeboInTime(table, shift: 4).notes.contains { $0.contains("left out: 4") })
        #expect(throws: CausalError.self) { try check().placeboInTime(table, shift: 7) }
    }

    @Test func aPlaceboInUnitsIsSeededAndFindsTheEffectLarge() throws {
        let table = try table()
        let found = try check().placeboInUnits(table, draws: 39, seed: 5, by: "clinic")
        #expect(try check().placeboInUnits(table, draws: 39, seed: 5, by: "clinic") == found)
        let summary = try #require(found.diagnostic("placebo-in-units"))
        let mean = try #require(summary["mean"]?.double), p = try #require(summary["p.value"]?.double)
        #expect(abs(mean) < 2 && p <= 0.1)
    }
}
