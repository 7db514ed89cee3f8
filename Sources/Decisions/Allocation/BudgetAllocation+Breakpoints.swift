import Groundwork

/// The best plans over all budgets, or as many as were found.
public struct ExactFrontier: Sendable, Hashable, Codable {
    /// The plans in ascending order of what they cost; between two of them more money buys nothing (whole levels) or the
    /// same for each penny (scalable ones).
    public let points: [FrontierPoint]
    /// Whether there is no other between them.
    public let isComplete: Bool
}

extension AllocationReport {
    /// Adds the exact frontier where there is one, completed by evenly spaced budgets below where it grew too long; else
    /// that of evenly spaced budgets.
    ///
    /// - Throws: as ``BudgetAllocation/exactFrontier(most:)``.
    public mutating func addFrontier(most: Int = 200) throws(CausalError) {
        guard let exact = try allocation.exactFrontier(most: most), let first = exact.points.first else {
            frontier = try allocation.frontier()
            return
        }
        frontier = exact.points
        isFrontierExact = exact.isComplete
        guard !exact.isComplete else { return }
        var rich = allocation
        rich.budget = max(first.budget, allocation.budget)
        let least = try Portfolio(rich).leastCost
        guard first.budget > least else { return }
        let below = (0..<20).map { least + (first.budget - least) * Double($0) / 20 }
        frontier = try allocation.frontier(below) + exact.points
    }
}

extension BudgetAllocation {
    /// Every budget at which the best plan changes, with its plan.
    ///
    /// Where all levels are whole numbers benefit rises in steps: each plan, the cheapest of its value, is followed by the
    /// best one that costs less, down to the least that must be spent (the ε-constraint method). Where all are scalable from
    /// zero without interactions, it rises along straight lines whose corners are the sums of costs in the order of
    /// effect over cost (Dantzig 1957).
    ///
    /// - Parameter most: the most plans that are sought.
    /// - Returns: nil for other mixtures, for which ``frontier(_:points:)`` answers at the budgets that are asked.
    /// - Throws: as ``plan(from:)``.
    /// - Reference: Haimes, Lasdon & Wismer (1971), *IEEE Transactions on Systems, Man, and Cybernetics* 1(3); Dantzig (1957),
    ///   *Operations Research* 5(2).
    public func exactFrontier(most: Int = 200) throws(CausalError) -> ExactFrontier? {
        guard most > 0 else { throw .argument("a frontier has one plan at least", Double(most)) }
        if let corners = try corners() {
            return ExactFrontier(points: try frontier(corners), isComplete: true)
        }
        guard programmes.allSatisfy({ !$0.isScalable }) else { return nil }
        return try steps(most)
    }

    /// The best plans from the dearest down.
    private func steps(_ most: Int) throws(CausalError) -> ExactFrontier {
        let deadline = limits.deadline
        var allocation = self
        allocation.budget = programmes.reduce(0) { $0 + max(0, $1.cost) * $1.maximum }
        let least = try Portfolio(allocation).leastCost
        // Costs that differ by less are the same to the search.
        let hair = 4e-9 * (programmes.map { $0.cost.magnitude * $0.maximum }.max() ?? 0)
        var found: [FrontierPoint] = []
        var isComplete = false
        while !isComplete, found.count < most, found.isEmpty || ContinuousClock.now < deadline {
            let plan = try allocation.plan()
            if let last = found.last, plan.value >= last.plan.value { found.removeLast() }
            found.append(FrontierPoint(budget: plan.cost, plan: plan))
            allocation.budget = plan.cost - hair
            isComplete = allocation.budget < least
        }
        return ExactFrontier(
            points: found.reversed(), isComplete: isComplete && found.allSatisfy(\.plan.isProven))
    }

    /// The budgets of the corners; nil where benefit is not a sum of scalable parts.
    private func corners() throws(CausalError) -> [Double]? {
        guard objective == .health, interactions.isEmpty,
            programmes.allSatisfy({ $0.isScalable && $0.smallest <= $0.minimum && $0.cost > 0 })
        else { return nil }
        var rich = self
        rich.budget = programmes.reduce(0) { $0 + $1.cost * $1.maximum }
        _ = try Portfolio(rich)
        var budgets = [programmes.reduce(0) { $0 + $1.cost * $1.minimum }]
        let order = programmes.filter { $0.weight * $0.effect > 0 }.sorted {
            $0.weight * $0.effect * $1.cost > $1.weight * $1.effect * $0.cost
        }
        for item in order where item.maximum > item.minimum {
            budgets.append((budgets.last ?? 0) + item.cost * (item.maximum - item.minimum))
        }
        return budgets
    }
}
