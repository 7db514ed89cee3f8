import DifferenceInDifferences
import Foundation
import OracleSupport
import Testing

@Suite struct WeightNoteTests {
    private static let panel = PanelIndex(unit: "clinician", period: "month")

    private static func policy(_ outcome: String = "burnout") -> PolicyRegression {
        PolicyRegression(outcome: outcome, panel: panel, treatment: .firstTreated("adopted"))
    }

    private func table(_ months: [Int], never: Double) throws -> DataTable {
        var simulation = SimulatedClinics()
        simulation.clinics = 24
        simulation.cliniciansPerClinic = 2
        simulation.months = 12
        simulation.adoption = .staggered(months: months, neverTreatedShare: never)
        return try simulation.table()
    }

    @Test func twoWayFixedEffectsCountNegativeWeights() throws {
        let table = try table([3, 6, 9], never: 0.1)
        let weights = try TwoWayWeights(Self.policy()).decompose(table)
        let notes = try TwoWayFixedEffects(Self.policy()).fit(table).estimates().notes
        let note = try #require(notes.first { $0.contains("negative weight") })
        #expect(!weights.negative.isEmpty && note.contains("imputation"))
        #expect(
            note.hasPrefix("Of the \(weights.cells.count) effects")
                && note.contains(" \(weights.negative.count) have a negative weight"))
    }

    @Test func withoutNegativeWeightsNothingIsSaid() throws {
        let table = try table([6], never: 0.5)
        for notes in [
            try TwoWayFixedEffects(Self.policy()).fit(table).estimates().notes,
            try EventStudy(Self.policy()).fit(table).estimates().notes,
        ] { #expect(!notes.contains { $0.contains("negative weight") }) }
    }

    @Test func anEventStudysForeignWeightIsWhatThatEffectAloneMakesOfTheCoefficient() throws {
        let table = try table([3, 6, 9], never: 0.2)
        let notes = try EventStudy(Self.policy()).fit(table).estimates().notes
        let note = try #require(notes.first { $0.contains("other event times enter too") })
        let parts = try #require(
            note.wholeMatch(
                of: /.*up to (.*) \(cohort (\d+) at event time (-?\d+) in (event::-?\d+)\)\..*sun-abraham.*/))
        let (cohort, event) = try (#require(Double(parts.2)), #require(Double(parts.3)))
        let one = try zip(table.numbers("adopted"), table.numbers("month")).map {
            $0 == cohort && $1 - $0 == event ? 1.0 : 0
        }
        let alone = try DataTable(table.columns + [Column("one", one)])
        let found = try EventStudy(Self.policy("one")).fit(alone).estimates()
        let coefficient = found[String(parts.4)].estimate
        #expect(abs(coefficient - (try #require(Double(parts.1)))) <= 5.01e-4)
    }
}
