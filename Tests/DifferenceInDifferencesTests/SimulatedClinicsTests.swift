import DifferenceInDifferences
import Groundwork
import Tables
import Testing

@Suite struct SimulatedClinicsTests {
    @Test func theDefaultTableIsTheExamplesDesign() throws {
        let table = try SimulatedClinics().table()
        #expect(table.rowCount == 60 * 8 * 24)
        #expect(
            table.columns.map(\.name) == [
                "clinician", "clinic", "region", "month", "adopted", "treated", "caseload", "experience",
                "hours",
                "burnout",
            ])
        let adopted = try table.numbers("adopted")
        #expect(adopted.filter { $0 == 13 }.count == 30 * 8 * 24)
        #expect(adopted.filter(\.isNaN).count == 30 * 8 * 24)
        #expect(try SimulatedClinics().averageEffect() == -5)
    }

    @Test func theSameSeedGivesTheSameTableAndAnotherSeedAnother() throws {
        var clinics = SimulatedClinics()
        let first = try clinics.table()
        let again = try clinics.table()
        #expect(try first.columns.allSatisfy { try equal($0, again.column($0.name)) })
        clinics.seed += 1
        #expect(try !equal(first.column("burnout"), clinics.table().column("burnout")))
    }

    /// Streams keep the parts apart: what is missing, and what the effect is, changes nothing else.
    @Test func oneSettingLeavesTheOthersNumbersAlone() throws {
        var clinics = SimulatedClinics()
        let full = try clinics.table()
        clinics.missingShare = 0.3
        clinics.effect = .constant(0)
        let other = try clinics.table()
        for name in ["adopted", "caseload", "experience", "hours"] {
            #expect(try equal(full.numbers(name), other.numbers(name)))
        }
        let (before, after) = (try full.numbers("burnout"), try other.numbers("burnout"))
        let treated = try full.numbers("treated")
        // Two roundings to two decimals.
        #expect(
            zip(zip(before, after), treated).allSatisfy { pair, treated in
                pair.1.isNaN || abs(pair.0 - pair.1 + 5 * treated) < 0.0101
            })
        let share = Double(after.count(where: \.isNaN)) / Double(after.count)
        #expect(abs(share - 0.3) < 4.5 * (0.21 / Double(after.count)).squareRoot())
    }

    @Test func treatmentFollowsAdoptionAndUnitsAreNested() throws {
        var clinics = SimulatedClinics()
        clinics.adoption = .staggered(months: [6, 12, 18], neverTreatedShare: 0.25)
        clinics.unequalSizes = true
        let table = try clinics.table()
        let (month, adopted) = (try table.numbers("month"), try table.numbers("adopted"))
        let treated = try table.numbers("treated")
        #expect(treated.indices.allSatisfy { treated[$0] == (month[$0] >= adopted[$0] ? 1 : 0) })
        let clinic = try table.numbers("clinic")
        let cohorts = Dictionary(zip(clinic, adopted)) { first, _ in first }
        #expect(cohorts.values.filter(\.isNaN).count == 15)
        for start in [6.0, 12, 18] { #expect(cohorts.values.filter { $0 == start }.count == 15) }
        let homes = Dictionary(grouping: zip(try table.numbers("clinician"), clinic), by: \.0)
        #expect(homes.values.allSatisfy { Set($0.map(\.1)).count == 1 && $0.count == 24 })
        #expect(try table.numbers("hours").allSatisfy { (8...60).contains($0) })
    }

    /// The growing effect's truth, by the table itself: the mean over its treated rows.
    @Test func theTruthIsTheMeanEffectOfTheTreatedRows() throws {
        var clinics = SimulatedClinics()
        clinics.unequalSizes = true
        clinics.adoption = .staggered(months: [6, 12, 18], neverTreatedShare: 0.25)
        clinics.effect = .growing(start: -2, perMonth: -0.5)
        let table = try clinics.table()
        let (month, adopted) = (try table.numbers("month"), try table.numbers("adopted"))
        let effects = zip(month, adopted).filter { $0 >= $1 }.map { -2 - 0.5 * ($0 - $1) }
        let mean = effects.reduce(0, +) / Double(effects.count)
        #expect(abs(try #require(try clinics.averageEffect()) - mean) < 1e-12)
        clinics.adoption = .simultaneous(month: 3, share: 0)
        #expect(try clinics.averageEffect() == nil)
    }

    @Test(arguments: [
        change { $0.clinics = 1 }, change { $0.cliniciansPerClinic = 0 }, change { $0.months = 0 },
        change { $0.regions = 0 }, change { $0.regions = 61 }, change { $0.missingShare = 1 },
        change { $0.missingShare = .nan }, change { $0.autocorrelation = 1 }, change { $0.clinics = .max },
        change { $0.months = 1_000_000 }, change { $0.effect = .constant(.infinity) },
        change { $0.effect = .growing(start: 0, perMonth: .nan) },
        change { $0.adoption = .simultaneous(month: 25, share: 0.5) },
        change { $0.adoption = .simultaneous(month: 13, share: 1.5) },
        change { $0.adoption = .staggered(months: [], neverTreatedShare: 0) },
        change { $0.adoption = .staggered(months: [3, 0], neverTreatedShare: 0) },
    ]) func settingsOutsideTheirRangeAreRefused(clinics: SimulatedClinics) {
        #expect(throws: CausalError.self) { try clinics.table() }
        #expect(throws: CausalError.self) { try clinics.averageEffect() }
    }

    private static func change(_ edit: (inout SimulatedClinics) -> Void) -> SimulatedClinics {
        var clinics = SimulatedClinics()
        edit(&clinics)
        return clinics
    }

    /// Missing equals missing.
    private func equal(_ first: Column, _ second: Column) -> Bool {
        guard let one = first.numbers, let other = second.numbers else { return first == second }
        return equal(one, other)
    }

    private func equal(_ first: [Double], _ second: [Double]) -> Bool {
        first.count == second.count && zip(first, second).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
    }
}
