import Decisions
import Distributions
import Testing

@Suite struct AllocationTests {
    /// Two ways to relieve clinicians that overlap, and one that stands alone.
    private let programme = [
        Programme("scribes", cost: 60, effect: 8), Programme("inbox", cost: 40, effect: 6),
        Programme("peers", cost: 30, effect: 3),
    ]

    @Test func twoSmallOnesThatOverlapLoseToOneLargeOne() throws {
        let free = try BudgetAllocation(programme, budget: 70).plan()
        #expect(free.levels == [0, 1, 1] && free.health == 9 && free.cost == 70)
        let overlap = [Interaction("inbox", "peers", effect: -2)]
        let joint = try BudgetAllocation(programme, interactions: overlap, budget: 70).plan()
        #expect(joint.levels == [1, 0, 0] && joint.health == 8 && joint.isProven)
        let synergy = [Interaction("scribes", "peers", effect: 4)]
        let together = try BudgetAllocation(programme, interactions: synergy, budget: 90).plan()
        #expect(together.levels == [1, 0, 1] && together.health == 15 && together.interaction == 4)
    }

    @Test func amongEqualsTheCheapestIsChosenAndNothingIsWasted() throws {
        let items = [
            Programme("dear", cost: 10, effect: 5), Programme("cheap", cost: 9, effect: 5),
            Programme("idle", cost: 1, effect: 0), Programme("harmful", cost: 0, effect: -1),
        ]
        let plan = try BudgetAllocation(items, budget: 12).plan()
        #expect(plan.levels == [0, 1, 0, 0] && plan.cost == 9 && plan.isProvenCheapest)
        #expect(try BudgetAllocation(items, budget: 12).plan() == plan)
    }

    /// Dantzig (1957): scalable programmes are taken in the order of effect over cost.
    @Test func scalableProgrammesFollowTheirReturns() throws {
        let items = programme.map { item in
            var item = item
            item.isScalable = true
            return item
        }
        let plan = try BudgetAllocation(items, budget: 70).plan()
        #expect((plan.levels[1] - 1).magnitude < 1e-9 && (plan.levels[0] - 0.5).magnitude < 1e-9)
        #expect((plan.health - 10).magnitude < 1e-8 && plan.cost <= 70)
    }

    @Test func aSmallestLevelIsKept() throws {
        var items = programme.map { item in
            var item = item
            item.isScalable = true
            item.smallest = 0.8
            return item
        }
        let plan = try BudgetAllocation(items, budget: 70).plan()
        #expect((plan.health - 9).magnitude < 1e-8, "\(plan.levels)")
        items[2].minimum = 0.5
        #expect(try BudgetAllocation(items, budget: 70).plan().levels[2] >= 0.8 - 1e-9)
    }

    /// max x + y + 4xy with x + 2y ≤ 2, 0 ≤ x, y ≤ 1: at x = 1, y = ½ it is 3.5; along the budget's line
    /// f = x + (1 − x/2)(1 + 4x) = 1 + 4.5x − 2x² has its top at x = 1.125, beyond the end.
    @Test func twoScalableLevelsThatMultiplyAreFoundToTheGap() throws {
        let items = [
            Programme("x", cost: 1, effect: 1, isScalable: true),
            Programme("y", cost: 2, effect: 1, isScalable: true),
        ]
        let plan = try BudgetAllocation(items, interactions: [Interaction("x", "y", effect: 4)], budget: 2)
            .plan()
        #expect(plan.isProven && (plan.value - 3.5).magnitude < 1e-5 && plan.bound >= 3.5 - 1e-9, "\(plan)")
        // With maximum 2 the top lies inside: f(1.125) = 1 + 4.5²/8.
        let wide = items.map { item in
            var item = item
            item.maximum = 2
            return item
        }
        let inside = try BudgetAllocation(wide, interactions: [Interaction("x", "y", effect: 4)], budget: 2)
            .plan()
        #expect(
            inside.isProven && (inside.value - 3.53125).magnitude < 1e-5 && inside.gap <= 1.1e-6, "\(inside)")
        let against = try BudgetAllocation(wide, interactions: [Interaction("x", "y", effect: -4)], budget: 9)
            .plan()
        #expect((against.value - 2).magnitude < 1e-5)
    }

    @Test func manyUnitsAndLargeNumbersAreNoTrouble() throws {
        let items = [
            Programme("a", cost: 7e9, effect: 11, maximum: 1000),
            Programme("b", cost: 4e9, effect: 6, maximum: 1000),
            Programme("c", cost: 1e9, effect: 1e-3, maximum: 1000),
        ]
        // 11/7 is the best return, but 100 = 14·7 + 2 gives 154.002 and 12·7 + 4·4 gives 156.
        let plan = try BudgetAllocation(items, budget: 100e9).plan()
        #expect(plan.levels == [12, 4, 0] && plan.isProven, "\(plan)")
    }

    @Test func whatCannotBeIsSaid() {
        func message(_ make: () throws -> AllocationPlan) -> String {
            do { return "\(try make())" } catch { return "\(error)" }
        }
        var items = programme
        items[0].minimum = 1
        #expect(
            message { try BudgetAllocation(items, budget: 50).plan() }.contains("the required levels cost 60")
        )
        #expect(
            message { try BudgetAllocation(programme, budget: -1).plan() }.contains("nothing saves money"))
        #expect(message { try BudgetAllocation(programme, budget: .nan).plan() }.contains("finite"))
        #expect(message { try BudgetAllocation([], budget: 1).plan() }.contains("no programme"))
        items[1].name = "scribes"
        #expect(message { try BudgetAllocation(items, budget: 50).plan() }.contains("same name"))
        let pairs = [Interaction("scribe", "peers", effect: 1)]
        #expect(
            message { try BudgetAllocation(programme, interactions: pairs, budget: 50).plan() }.contains(
                "Did you mean 'scribes'"))
        #expect(
            message { try BudgetAllocation(programme, budget: 50, objective: .worstOff).plan() }.contains(
                "groups"))
        #expect(
            message { try BudgetAllocation(programme, budget: 50, objective: .lowerBound()).plan() }.contains(
                "standard errors"))
        #expect(
            message {
                try BudgetAllocation(
                    [Programme("half", cost: 1, effect: 1, minimum: 0.2, maximum: 0.7)], budget: 5
                ).plan()
            }
            .contains("no level"))
        #expect(
            message { try BudgetAllocation([Programme("a", cost: .infinity, effect: 1)], budget: 5).plan() }
                .contains("cost"))
    }

    @Test func aLimitIsSaidWithItsGap() throws {
        var random = Generator(seed: 9)
        // Strongly correlated items: hard for bounds by linear programs.
        let items = (0..<60).map { k in
            let cost = Double(100 + random.integer(below: 900))
            return Programme("i\(k)", cost: cost, effect: cost + 100)
        }
        var allocation = BudgetAllocation(items, budget: 12_345)
        allocation.limits.nodes = 20
        let plan = try allocation.plan()
        #expect(plan.bound >= plan.value && plan.cost <= 12_345)
        if !plan.isProven { #expect(plan.gap > 0 && plan.gap < 0.05) }
    }
}
