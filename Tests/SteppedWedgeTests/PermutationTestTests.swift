import Foundation
import SteppedWedge
import Testing

/// Design-based analyses against enumeration written out in Python.
@Suite struct PermutationTestTests {
    struct Case: Decodable {
        let design: String
        let contrast: String
        let weighting: String
        let level: Double
        let allowed: [[Int]]?
        let estimate: Double
        let p: Double
        let orders: Int
        let low: Double
        let high: Double
    }
    private struct File: Decodable { let cases: [Case] }

    private static let cases: [Case] = {
        let data = try? Data(contentsOf: oracles.appendingPathComponent("design/permutation.json"))
        return data.flatMap { try? JSONDecoder().decode(File.self, from: $0).cases } ?? []
    }()

    private static let model = SteppedWedge(outcome: "y", cluster: "c", period: "t", treatment: "x")

    private static func table(_ design: String) throws -> DataTable {
        try DataTable(csv: oracles.appendingPathComponent("design/trials.csv").path)
            .filtered(where: "design == '\(design)'")
    }

    @Test func everyCaseIsThere() { #expect(PermutationTestTests.cases.count == 16) }

    @Test(arguments: 0..<16) func enumerationsAgree(index: Int) throws {
        let expected = PermutationTestTests.cases[index]
        let table = try PermutationTestTests.table(expected.design)
        var analysis = PermutationAnalysis(
            try #require(TrialContrast(rawValue: expected.contrast)),
            weighting: try #require(CellWeighting(rawValue: expected.weighting)))
        if let allowed = expected.allowed {
            analysis.allowed = .listed(
                clusters: (1...(allowed.first?.count ?? 0)).map(String.init),
                starts: allowed.map { $0.map { "\($0)" } })
        }
        if expected.design == "never" { #expect(expected.allowed == nil) }
        let test = try PermutationTestTests.model.permutationTest(table, analysis)
        #expect(test.isExact && test.draws == expected.orders)
        #expect(abs(test.estimate - expected.estimate) < 1e-10)
        #expect(abs(test.pValue - expected.p) < 1e-12)
        let interval = test.interval(level: expected.level)
        let tolerance = expected.contrast == "thompson" ? 1e-8 : 1e-9
        #expect(abs(interval.low - expected.low) < tolerance, "\(interval)")
        #expect(abs(interval.high - expected.high) < tolerance, "\(interval)")
        let row = try #require(try test.estimates(level: expected.level).rows.first)
        #expect(row.term == "treatment" && row.interval == interval)
        #expect(abs(row.pValue - expected.p) < 1e-12)
    }

    /// Draws come near the enumeration, are the same for every number of threads, and obey their seed.
    @Test func drawsAreSeeded() throws {
        let table = try PermutationTestTests.table("gaps")
        func test(_ seed: UInt64) throws -> PermutationTest {
            try PermutationTestTests.model.permutationTest(table, PermutationAnalysis(draws: 150, seed: seed))
        }
        let first = try test(1)
        #expect(!first.isExact && first.draws == 150 && first.possible == 210)
        #expect(abs(first.pValue - 0.243) < 0.15)
        #expect(try test(1).interval() == first.interval())
        #expect(try test(1).pValue == first.pValue)
        let exact = try PermutationTestTests.model.permutationTest(table)
        #expect(try test(2).estimate == exact.estimate)
    }

    /// Adding a constant to treated rows moves the interval by it; units scale it.
    @Test(arguments: TrialContrast.allCases) func theIntervalMovesWithTheEffect(contrast: TrialContrast)
        throws
    {
        let table = try PermutationTestTests.table("six")
        let (y, x) = (try table.numbers("y"), try table.numbers("x"))
        let moved = try DataTable([
            Column("c", try table.numbers("c")), Column("t", try table.numbers("t")), Column("x", x),
            Column("y", zip(y, x).map { 3 * ($0 + 2 * $1) + 1000 }),
        ])
        let analysis = PermutationAnalysis(contrast)
        let before = try PermutationTestTests.model.permutationTest(table, analysis).interval(level: 0.9)
        let after = try PermutationTestTests.model.permutationTest(moved, analysis).interval(level: 0.9)
        #expect(abs(after.low - 3 * (before.low + 2)) < 1e-6)
        #expect(abs(after.high - 3 * (before.high + 2)) < 1e-6)
    }

    /// Few orders reject nothing at a high level: the interval is the line, and the note says so.
    @Test func fewOrdersGiveNoBounds() throws {
        let test = try PermutationTestTests.model.permutationTest(PermutationTestTests.table("never"))
        let interval = test.interval(level: 0.99)
        #expect(interval.low == -.infinity && interval.high == .infinity)
        let notes = try test.estimates(level: 0.99).notes
        #expect(notes.contains { $0.contains("60 orders only") })
        #expect(notes.contains { $0.contains("not bounded") })
    }

    /// A constrained allocation leaves only its own orders.
    @Test func constrainedAllocationsAreObeyed() throws {
        let table = try PermutationTestTests.table("six")
        let sequences = (1...3).map { step in
            TreatmentSequence(
                "\(step)", exposures: (0..<4).map { $0 >= step ? 1 : 0 },
                clusters: ["\(2 * step - 1)", "\(2 * step)"])
        }
        let schedule = try Schedule(periods: ["1", "2", "3", "4"], sequences: sequences)
        let beds = Allocation.Covariate("beds", [10, 20, 11, 19, 12, 20])
        let plan = try Allocation(schedule: schedule, covariates: [beds], share: 0.3)
        var analysis = PermutationAnalysis()
        analysis.allowed = .constrained(plan)
        let test = try PermutationTestTests.model.permutationTest(table, analysis)
        #expect(test.isExact && test.draws == plan.acceptable && test.draws < 90)
        let drawn = try PermutationTestTests.model.permutationTest(
            table, PermutationAnalysis(draws: 10, allowed: .constrained(plan)))
        #expect(!drawn.isExact && drawn.draws == 10)
    }
}
