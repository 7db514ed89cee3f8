import Decisions
import Distributions
import LinearAlgebra
import Tables
import Testing

@Suite struct AllocationQuestionsTests {
    @Test(arguments: 0..<6) func benefitGrowsWithTheBudget(_ seed: Int) throws {
        var allocation = AllocationOptimumTests.example(UInt64(seed), seed % 2 == 0 ? .health : .worstOff)
        for k in allocation.programmes.indices { allocation.programmes[k].minimum = 0 }
        let frontier = try allocation.frontier(points: 9)
        let values = frontier.map(\.plan.value)
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 + 1e-9 })
        #expect(frontier.allSatisfy { $0.plan.cost <= $0.budget + 1e-9 && $0.plan.isProven })
        // Beyond the last budget money buys nothing.
        allocation.budget = (frontier.last?.budget ?? 0) * 2 + 100
        #expect((try allocation.plan().value - (values.last ?? 0)).magnitude < 1e-8)
    }

    @Test func fairnessHasAPrice() throws {
        let items = [
            Programme("city", cost: 10, effect: 10, group: "urban"),
            Programme("city more", cost: 10, effect: 8, group: "urban"),
            Programme("village", cost: 10, effect: 4, group: "rural"),
        ]
        let plain = BudgetAllocation(items, budget: 20)
        #expect(try plain.plan().health == 18 && !plain.isFair)
        let fair = BudgetAllocation(items, budget: 20, objective: .worstOff)
        let plan = try fair.plan()
        // The village has 4 at best; of the rest the better is taken.
        #expect(plan.levels == [1, 0, 1] && plan.value == 4)
        let price = try fair.priceOfFairness(of: plan)
        #expect(price.greatestHealth == 18 && price.lost == 4 && price.price == 4.0 / 18)
        var weighted = items
        weighted[2].weight = 3
        let equity = try BudgetAllocation(weighted, budget: 20).plan()
        #expect(equity.levels == [1, 0, 1] && equity.weightedHealth == 22 && equity.health == 14)
        // A group that starts well is not the worst off.
        let baselines = BudgetAllocation(items, budget: 20, objective: .worstOff, baselines: ["rural": 100])
        #expect(try baselines.plan().levels == [1, 1, 0])
    }

    /// One of two, known 1 and N(0.5, 1): E max(1, X) − 1 = φ(½) − ½(1 − Φ(½)).
    @Test func expectedRegretIsTheValueOfInformation() throws {
        let items = [
            Programme("known", cost: 1, effect: 1),
            Programme("new", cost: 1, effect: 0.5, standardError: 1),
        ]
        let allocation = BudgetAllocation(items, budget: 1)
        let plan = try allocation.plan()
        let found = try allocation.uncertainty(of: plan, draws: 4000, seed: 1)
        let normal = Normal()
        let exact = normal.density(0.5) - 0.5 * normal.survival(0.5)
        #expect((found.expectedRegret - exact).magnitude < 4 * found.simulationError)
        #expect((found.probabilityChosen[1] - normal.survival(0.5)).magnitude < 0.03)
        #expect((found.probabilityBest - normal.cumulative(0.5)).magnitude < 0.03 && found.unproven == 0)
        #expect(allocation.healthError(of: plan) == 0)
        // A covariance of the same numbers gives the same draws but for its root's rounding.
        var joint = allocation
        joint.effectCovariance = Matrix(2, 2, columnMajor: [0, 0, 0, 1])
        let again = try joint.uncertainty(of: plan, draws: 500, seed: 1)
        let once = try allocation.uncertainty(of: plan, draws: 500, seed: 1)
        #expect((again.expectedRegret - once.expectedRegret).magnitude < 1e-12)
    }

    @Test func threadsDoNotChangeAnAnswer() throws {
        let allocation = AllocationOptimumTests.example(5, .health)
        let plan = try allocation.plan()
        let many = try allocation.uncertainty(of: plan, draws: 40)
        let before = Parallel.threads
        Parallel.threads = 1
        defer { Parallel.threads = before }
        #expect(try allocation.uncertainty(of: plan, draws: 40) == many)
    }

    @Test func aTableIsRead() throws {
        let table = try DataTable([
            Column("name", ["a", "b", "c"]), Column("cost", [1.0, 2, 3]), Column("effect", [1.0, 3, 2]),
            Column("std.error", [0.1, .nan, 0.3]), Column("scalable", ["yes", "no", nil]),
            Column("region", ["north", "south", "south"]), Column("need", [1.0, 1, 2]),
            Column("baseline", [0.0, 5, 5]),
        ])
        let pairs = try DataTable([
            Column("one", ["a"]), Column("other", ["b"]), Column("effect", [-0.5]),
        ])
        let fair = try BudgetAllocation(table, interactions: pairs, budget: 4, equity: "region")
        #expect(fair.objective == .worstOff && fair.baselines == ["north": 0, "south": 5])
        #expect(fair.programmes[0].isScalable && fair.programmes[1].standardError == 0)
        #expect(fair.interactions == [Interaction("a", "b", effect: -0.5)])
        let plain = try DataTable(table.columns.filter { $0.name != "baseline" })
        let weighted = try BudgetAllocation(plain, budget: 4, equity: "need")
        #expect(weighted.objective == .health && weighted.programmes.map(\.weight) == [1, 1, 2])
        #expect(throws: CausalError.self) { try BudgetAllocation(table, budget: 4, equity: "need") }
        #expect(throws: CausalError.self) { try BudgetAllocation(table, budget: 4, equity: "regio") }
    }
}
