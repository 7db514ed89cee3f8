import Groundwork

extension BudgetAllocation {
    /// The best allocations for several budgets: how benefit grows with money.
    ///
    /// Each search begins from the plan of the budget before, so that a larger budget never does worse, proven or not. All
    /// together take no longer than ``SearchLimits/seconds``.
    ///
    /// - Parameters:
    ///   - budgets: the budgets, in any order; nil for evenly spaced ones from the least with which the required levels can be
    ///     had to the one beyond which money buys nothing more.
    ///   - points: how many evenly spaced ones.
    /// - Returns: a plan for each budget, in ascending order of the budgets.
    /// - Throws: as ``plan(from:)``.
    public func frontier(
        _ budgets: [Double]? = nil, points: Int = 20
    ) throws(CausalError) -> [FrontierPoint] {
        let chosen = if let budgets { budgets } else { try evenBudgets(points) }
        var known: AllocationPlan?
        var frontier: [FrontierPoint] = []
        for budget in chosen.sorted() {
            var allocation = self
            allocation.budget = budget
            allocation.limits.seconds = limits.seconds / Double(chosen.count)
            let plan = try allocation.plan(from: known)
            frontier.append(FrontierPoint(budget: budget, plan: plan))
            known = plan
        }
        return frontier
    }

    private func evenBudgets(_ points: Int) throws(CausalError) -> [Double] {
        guard points > 0, points <= 100_000 else {
            throw CausalError(.badArgument, "a frontier has from 1 to 100,000 budgets", value: "\(points)")
        }
        var rich = self
        rich.budget = programmes.reduce(0) { $0 + max(0, $1.cost) * $1.maximum }
        let sets = try Portfolio(rich)
        let least = zip(programmes, sets.cheapest).reduce(0) { $0 + $1.0.cost * $1.1 }
        let most = max(least, try rich.plan().cost)
        guard points > 1, most > least else { return [most] }
        return (0..<points).map {
            $0 == points - 1 ? most : least + (most - least) * Double($0) / Double(points - 1)
        }
    }

    /// What a plan gives up of total health for its weights or its worst-off group (Bertsimas, Farias & Trichakis 2011,
    /// *Operations Research* 59(1), definition 1).
    ///
    ///     price = (H* − H)/H*
    ///
    /// where H* is the greatest health without weights under the same budget and H that of the plan.
    ///
    /// - Throws: as ``plan(from:)``.
    public func priceOfFairness(of plan: AllocationPlan) throws(CausalError) -> PriceOfFairness {
        var plain = self
        plain.objective = .health
        for k in plain.programmes.indices { plain.programmes[k].weight = 1 }
        let best = try plain.plan(from: plan)
        return PriceOfFairness(greatestHealth: best.health, health: plan.health, isProven: best.isProven)
    }

    /// Whether the objective may give up health for somebody's sake.
    public var isFair: Bool { objective == .worstOff || programmes.contains { $0.weight != 1 } }
}

/// A budget and the best that it buys.
public struct FrontierPoint: Sendable, Hashable, Codable {
    /// What may be spent.
    public let budget: Double
    /// The best plan.
    public let plan: AllocationPlan
}

/// What fairness costs in health.
public struct PriceOfFairness: Sendable, Hashable, Codable {
    /// The greatest health under the budget.
    public let greatestHealth: Double
    /// The health of the plan.
    public let health: Double
    /// Whether the greatest is proven to be so.
    public let isProven: Bool

    /// The health that is given up.
    public var lost: Double { max(0, greatestHealth - health) }

    /// The share of the greatest health that is given up; nil where that is not positive.
    public var price: Double? { greatestHealth > 0 ? lost / greatestHealth : nil }
}
