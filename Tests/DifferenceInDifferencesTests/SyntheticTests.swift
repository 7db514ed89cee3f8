import DifferenceInDifferences
import Foundation
import OracleSupport
import Testing

@Suite struct SyntheticTests {
    private func table(_ change: (inout SimulatedClinics) -> Void = { _ in }) throws -> DataTable {
        var simulation = SimulatedClinics()
        simulation.clinics = 10
        simulation.cliniciansPerClinic = 2
        simulation.months = 8
        simulation.adoption = .simultaneous(month: 6, share: 0.3)
        change(&simulation)
        return try simulation.table()
    }

    private func model(
        _ method: SyntheticMethod = .syntheticDifferences, outcome: String = "burnout"
    ) -> SyntheticDifferenceInDifferences {
        SyntheticDifferenceInDifferences(
            outcome: outcome, panel: PanelIndex(unit: "clinician", period: "month"),
            treatment: .firstTreated("adopted"), method: method)
    }

    private func refused(_ code: CausalError.Code, _ part: String, _ body: () throws -> Void) {
        let error = #expect(throws: CausalError.self) { try body() }
        #expect(error?.code == code, "\(error.map(String.init(describing:)) ?? "")")
        #expect(error?.message.contains(part) ?? false, "\(error?.message ?? "")")
    }

    /// Arkhangelsky et al. (2021), table 1, with the digits of R's synthdid 0.0.9.
    @Test(.enabled(if: ReferenceData.isAvailable, "CAUSAL_REFERENCE_DATA"))
    func proposition99() throws {
        let california = try DataTable(csv: ReferenceData.path("california_prop99.csv"))
        let fit = try SyntheticDifferenceInDifferences(
            outcome: "PacksPerCapita", panel: PanelIndex(unit: "State", period: "Year"),
            treatment: .status("treated")
        ).fit(california)
        let effects = fit.comparison()
        #expect(agree(effects[.syntheticDifferences] ?? 0, -15.6038278727, relative: 1e-10))
        #expect(agree(effects[.syntheticControl] ?? 0, -19.6196634709, relative: 1e-10))
        #expect(agree(effects[.differences] ?? 0, -27.3491110836, relative: 1e-10))
        let last = fit.weights[0].periods.suffix(3)
        for (weight, published) in zip(last, [0.366471, 0.206453, 0.427076]) {
            #expect(abs(weight - published) < 5e-7)
        }
        #expect(fit.weights[0].periods.dropLast(3).allSatisfy { $0 == 0 })
    }

    @Test func equalWeightsAreTheFourMeans() throws {
        let table = try table()
        let four = try TwoByTwo(
            PolicyRegression(
                outcome: "burnout", panel: PanelIndex(unit: "clinician", period: "month"),
                treatment: .firstTreated("adopted"))
        ).fit(table).estimates().rows[0].estimate
        #expect(agree(try model(.differences).fit(table).effect, four, relative: 1e-10))
    }

    @Test func weightsLieOnTheSimplexAndTheEffectIsTheirDifference() throws {
        let fit = try model().fit(
            try table { $0.adoption = .staggered(months: [4, 6], neverTreatedShare: 0.6) })
        #expect(fit.cohorts.count == 2)
        for (cohort, weights) in fit.weights.enumerated() {
            for values in [weights.units, weights.periods] {
                #expect(values.allSatisfy { $0 >= 0 } && abs(values.reduce(0, +) - 1) < 1e-12)
            }
            let paths = fit.trajectories(cohort: cohort)
            let gaps = zip(paths.treated, paths.synthetic).map { $0 - $1 }
            let before = zip(weights.periods, gaps).reduce(0) { $0 + $1.0 * $1.1 }
            let after = gaps.dropFirst(weights.periods.count)
            let effect = after.reduce(0, +) / Double(after.count) - before
            #expect(agree(fit.effects[cohort], effect, relative: 1e-10))
        }
        let table = try fit.weightTable()
        #expect(table.rowCount == fit.weights.reduce(0) { $0 + $1.units.count + $1.periods.count })
    }

    @Test func threadsRowOrderAndScaleChangeNothing() throws {
        let whole = try table()
        let rows = (0..<whole.rowCount).map { Int32(($0 * 37 + 11) % whole.rowCount) }
        #expect(Set(rows).count == whole.rowCount)
        let shuffled = try DataTable(
            whole.columns.map { column in
                Column(column.name, rows.map { column.label(Int($0)).flatMap(Double.init) ?? .nan })
            }.filter { ["clinician", "month", "adopted", "burnout"].contains($0.name) })
        let first = try model().fit(whole).estimates(.placebo(draws: 3, seed: 3))
        let second = try model().fit(shuffled).estimates(.placebo(draws: 3, seed: 3))
        #expect(first.rows == second.rows)
        let before = Parallel.threads
        defer { Parallel.threads = before }
        Parallel.threads = 1
        #expect(try model().fit(whole).estimates(.placebo(draws: 3, seed: 3)).rows == first.rows)
        #expect(try model().fit(whole).estimates(.placebo(draws: 3, seed: 4)).rows != first.rows)
        let scaled = try model(outcome: "I(burnout * 1024)").fit(whole)
        #expect(agree(scaled.effect, 1024 * first.rows[0].estimate, relative: 1e-9))
    }

    @Test func standardErrorsAreOfTheRightSize() throws {
        let fit = try model().fit(try table { $0.clinics = 14 })
        let inferences: [SyntheticInference] = [.placebo(draws: 12), .bootstrap(draws: 12), .jackknife]
        for inference in inferences {
            let error = try fit.estimates(inference).rows[0].standardError
            #expect(error > 0.4 && error < 5, "\(inference.name) \(error)")
        }
    }

    @Test func cohortsHaveRowsAndTheAverageIsTheirs() throws {
        let fit = try model(.differences).fit(
            try table { $0.adoption = .staggered(months: [4, 6], neverTreatedShare: 0.6) })
        let result = try fit.estimates(.bootstrap(draws: 20))
        #expect(result.rows.map(\.term) == ["ATT", "group::4", "group::6"])
        #expect(result.rows.allSatisfy { $0.isTestable })
        #expect(
            agree(result.rows[0].estimate, (fit.effects[0] * 5 + fit.effects[1] * 3) / 8, relative: 1e-10))
    }

    @Test func panelsThatCannotServeAreRefused() throws {
        refused(.badPanel, "not balanced") { _ = try model().fit(try table { $0.missingShare = 0.05 }) }
        refused(.badPanel, "have one") {
            _ = try model().fit(try table { $0.adoption = .simultaneous(month: 2, share: 0.3) })
        }
        refused(.notIdentified, "no unit is never treated") {
            _ = try model().fit(try table { $0.adoption = .simultaneous(month: 4, share: 1) })
        }
        refused(.notIdentified, "nobody is treated") {
            _ = try model().fit(try table { $0.adoption = .simultaneous(month: 4, share: 0) })
        }
        let twice = try DataTable([
            Column("clinician", [1, 1, 2, 2, 2]), Column("month", [1, 2, 1, 2, 2]),
            Column("adopted", [2, 2, 0, 0, 0]), Column("burnout", [1.0, 2, 3, 4, 5]),
        ])
        refused(.badPanel, "two rows in one period") { _ = try model().fit(twice) }
    }

    @Test func inferenceThatThePanelCannotBearIsRefused() throws {
        let many = try model(.differences).fit(
            try table { $0.adoption = .simultaneous(month: 5, share: 0.6) })
        refused(.tooFewRows, "more controls than treated units") { _ = try many.estimates() }
        refused(.badArgument, "draws") { _ = try many.estimates(.bootstrap(draws: 1)) }
        let one = try model(.differences).fit(
            try table {
                $0.cliniciansPerClinic = 1
                $0.adoption = .simultaneous(month: 5, share: 0.1)
            })
        refused(.tooFewRows, "only treated unit") { _ = try one.estimates(.jackknife) }
        refused(.tooFewRows, "single treated unit") { _ = try one.estimates(.bootstrap()) }
        #expect(try one.estimates(.placebo(draws: 9)).rows[0].isTestable)
    }
}
