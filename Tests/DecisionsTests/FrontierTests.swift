import Decisions
import Testing

/// The frontier of all budgets against every allocation there is.
@Suite struct FrontierTests {
    private let patient = AllocationOptimumTests.patient

    /// Allocations that cost least for their value and are worth more than all cheaper ones.
    private func pareto(_ allocation: BudgetAllocation) -> [(cost: Double, value: Double)] {
        let all = AllocationOptimumTests.everyAllocation(allocation.programmes).map {
            (
                cost: AllocationOptimumTests.cost(allocation, $0),
                value: AllocationOptimumTests.value(allocation, $0)
            )
        }.sorted { ($0.cost, -$0.value) < ($1.cost, -$1.value) }
        var front: [(cost: Double, value: Double)] = []
        for point in all where point.value > (front.last?.value ?? -.infinity) + 1e-9 { front.append(point) }
        return front
    }

    @Test(arguments: 0..<12) func everyStepIsFound(_ seed: Int) throws {
        let objectives: [BudgetAllocation.Objective] = [.health, .worstOff, .lowerBound()]
        let allocation = AllocationOptimumTests.example(
            UInt64(seed), objectives[seed % 3], whole: seed % 2 == 0)
        let exact = try #require(try allocation.exactFrontier(most: 1000))
        let wanted = pareto(allocation)
        #expect(exact.isComplete && exact.points.count == wanted.count, "seed \(seed)")
        for (point, truth) in zip(exact.points, wanted) {
            #expect((point.plan.cost - truth.cost).magnitude < 1e-7, "seed \(seed)")
            #expect((point.plan.value - truth.value).magnitude < 1e-7)
        }
    }

    @Test func scalableProgrammesHaveCorners() throws {
        let items = [
            Programme("best", cost: 10, effect: 30, maximum: 2, isScalable: true),
            Programme("last", cost: 20, effect: 10, isScalable: true),
            Programme("next", cost: 5, effect: 10, minimum: 0.5, isScalable: true),
            Programme("harmful", cost: 5, effect: -1, isScalable: true),
        ]
        let exact = try #require(try BudgetAllocation(items, budget: 1, limits: patient).exactFrontier())
        // It begins with half of what is required.
        #expect(exact.isComplete && exact.points.map(\.budget) == [2.5, 22.5, 25, 45])
        for (point, value) in zip(exact.points, [5.0, 65, 70, 80]) {
            #expect((point.plan.value - value).magnitude < 1e-7)
        }
        let between = try BudgetAllocation(items, budget: 12.5).plan()
        #expect((between.value - 35).magnitude < 1e-7)
    }

    @Test func whatIsNotAStaircaseIsSaid() throws {
        let mixed = [
            Programme("a", cost: 1, effect: 1), Programme("b", cost: 1, effect: 1, isScalable: true),
        ]
        #expect(try BudgetAllocation(mixed, budget: 1).exactFrontier() == nil)
        var report = try AllocationReport(BudgetAllocation(mixed, budget: 1))
        try report.addFrontier()
        #expect(report.frontier.count == 20 && !report.isFrontierExact)
        #expect(throws: CausalError.self) { try BudgetAllocation(mixed, budget: 1).exactFrontier(most: 0) }
        // Beyond the most the rest is filled in at even distances.
        let many = (0..<7).map { Programme("i\($0)", cost: Double(1 << $0), effect: Double(1 << $0)) }
        let steps = BudgetAllocation(many, budget: 9, limits: patient)
        var long = try AllocationReport(steps)
        try long.addFrontier(most: 10)
        #expect(!long.isFrontierExact && long.frontier.count == 30)
        #expect(long.frontier.map(\.budget) == long.frontier.map(\.budget).sorted())
        let whole = try #require(try steps.exactFrontier(most: 200))
        #expect(whole.isComplete && whole.points.count == 128)
    }
}
