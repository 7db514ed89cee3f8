import DifferenceInDifferences
import Foundation
import OracleSupport
import Testing

@Suite struct DecompositionTests {
    private let policy = PolicyRegression(
        outcome: "burnout", panel: PanelIndex(unit: "clinician", period: "month"),
        treatment: .firstTreated("adopted"))

    @Test(.enabled(if: ReferenceData.isAvailable))
    func theCastleDoctrineHasItsPublishedWeights() throws {
        let castle = PolicyRegression(
            outcome: "l_homicide", panel: PanelIndex(unit: "state", period: "year"),
            treatment: .status("post"))
        let found = try GoodmanBacon(castle).decompose(ReferenceData.table("bacondecomp_castle.csv"))
        let weights = BaconDecomposition.Kind.allCases.map { found.total($0)?.weight ?? 0 }
        #expect(zip(weights, [0.060, 0.032, 0.908, 0]).allSatisfy { abs($0 - $1) < 5e-4 })
        #expect(abs(found.coefficient - 0.0818116) < 5e-8)
    }

    /// Staggered adoption without gaps; `early` has a cohort that is treated in every month.
    private func table(early: Bool, neverTreated: Double) throws -> DataTable {
        var simulation = SimulatedClinics()
        simulation.clinics = 12
        simulation.cliniciansPerClinic = 2
        simulation.months = 9
        simulation.adoption = .staggered(
            months: early ? [1, 4, 6] : [3, 4, 6, 9], neverTreatedShare: neverTreated)
        simulation.effect = .growing(start: -1, perMonth: -1)
        return try simulation.table()
    }

    @Test(arguments: [(false, 0.3), (true, 0.3), (false, 0.0), (true, 0.0)])
    func theComparisonsSumToTheCoefficient(early: Bool, neverTreated: Double) throws {
        let table = try table(early: early, neverTreated: neverTreated)
        let found = try GoodmanBacon(policy).decompose(table)
        #expect(abs(found.comparisons.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
        let sum = found.comparisons.reduce(0) { $0 + $1.weight * $1.estimate }
        #expect(abs(sum - found.coefficient) < 1e-10)
        #expect(found.total(.laterVersusAlways) != nil || !early)
        #expect(found.estimates.rows.count == found.comparisons.count)
    }

    @Test(arguments: [(false, 0.3), (true, 0.3), (false, 0.0), (true, 0.0)])
    func theComparisonsWithCovariatesSumToTheCoefficient(early: Bool, neverTreated: Double) throws {
        let table = try table(early: early, neverTreated: neverTreated)
        var adjusted = policy
        adjusted.covariates = "caseload"
        let found = try GoodmanBacon(adjusted).decompose(table)
        let direct = try TwoWayFixedEffects(adjusted).fit(table).estimates()["ATT"].estimate
        #expect(abs(found.comparisons.reduce(0) { $0 + $1.weight } - 1) < 1e-10)
        #expect(abs(found.comparisons.reduce(0) { $0 + $1.weight * $1.estimate } - direct) < 1e-9)
        #expect(found.total(.withinGroups) != nil)
        #expect((found.total(.laterVersusAlways) != nil) == early)
    }

    @Test func anUnbalancedPanelIsRefusedWithTheUnitNamed() throws {
        let whole = try table(early: false, neverTreated: 0.3)
        let rows = (0..<Int32(whole.rowCount)).filter { $0 != 5 }
        let error = try #require(throws: CausalError.self) {
            try GoodmanBacon(policy).decompose(whole.rows(rows))
        }
        #expect(error.code == .badPanel && error.message.contains("unit '1' has no row in period 6"))
    }

    /// The coefficient is the weighted sum of any effects put into untreated outcomes that fit exactly.
    @Test func theWeightsReproduceTheCoefficientOfKnownEffects() throws {
        let table = try table(early: false, neverTreated: 0.2)
        let month = try table.numbers("month")
        let start = try table.numbers("adopted")
        let unit = try table.numbers("clinician")
        let effect = { (g: Double, t: Double) in 1 + g * 0.3 - (t - g) * (t - g) * 0.2 }
        let outcome = month.indices.map { row in
            let base = unit[row] * 0.7 + month[row] * month[row] * 0.1
            return start[row] > 0 && month[row] >= start[row] ? base + effect(start[row], month[row]) : base
        }
        let known = try DataTable(
            table.columns.filter { $0.name != "burnout" } + [Column("burnout", outcome)])
        let found = try TwoWayWeights(policy).decompose(known)
        let sum = found.cells.reduce(0) { $0 + $1.weight * effect($1.cohort, $1.time) }
        #expect(abs(sum - found.coefficient) < 1e-9)
        #expect(abs(found.cells.reduce(0) { $0 + $1.weight } - 1) < 1e-12)
        #expect(!found.negative.isEmpty)
        let sigma = try #require(found.sigma), signSigma = try #require(found.signSigma)
        #expect(sigma > 0 && signSigma > sigma)
    }

    @Test func oneCohortHasNoNegativeWeights() throws {
        var simulation = SimulatedClinics()
        simulation.clinics = 10
        let found = try TwoWayWeights(policy).decompose(simulation.table())
        #expect(found.negative.isEmpty && found.signSigma == nil && found.sigma == nil)
    }
}
