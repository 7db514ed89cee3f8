import Groundwork

extension BudgetAllocation {
    /// The best allocation.
    ///
    /// - Parameter start: a plan to begin from, such as that of a smaller budget; it is ignored when it does not keep this
    ///   budget and these levels.
    /// - Returns: the plan, with a bound on every other's value; ``AllocationPlan/isProven`` says whether the search came
    ///   to its end.
    /// - Throws: `CausalError.Code.badArgument` when no allocation keeps the budget and the required levels, or the
    ///   objective needs groups or standard errors that are not given; `CausalError.Code.badValue` and
    ///   `CausalError.Code.missingValue` for numbers and names that cannot be; `CausalError.Code.notConverged` when a linear
    ///   program cannot be solved.
    public func plan(from start: AllocationPlan? = nil) throws(CausalError) -> AllocationPlan {
        let portfolio = try Portfolio(self)
        let first = start.map(\.levels).flatMap { portfolio.permits($0) ? $0 : nil }
        let search = StagedSearch(
            portfolio: portfolio, stages: objective.stages, limits: limits, deadline: limits.deadline)
        return plan(try search.run(from: first ?? portfolio.cheapest), portfolio)
    }

    /// The plan with these levels, in the units of the allocation.
    private func plan(_ result: StagedSearch.Result, _ portfolio: Portfolio) -> AllocationPlan {
        let levels = result.levels
        let joint = zip(interactions, portfolio.pairs).reduce(0.0) {
            $0 + $1.0.effect * levels[$1.1.first] * levels[$1.1.second]
        }
        let own = zip(programmes, levels).reduce(0.0) { $0 + $1.0.effect * $1.1 }
        let value = objective.stages[0].value(levels, portfolio)
        return AllocationPlan(
            levels: levels, cost: zip(programmes, levels).reduce(0) { $0 + $1.0.cost * $1.1 },
            health: own + joint, weightedHealth: portfolio.health(levels) * portfolio.effectScale,
            interaction: joint,
            groups: zip(portfolio.groupNames, portfolio.groupHealth(levels)).map {
                .init(name: $0, health: $1 * portfolio.effectScale)
            },
            value: value * portfolio.effectScale, bound: max(value, result.bound) * portfolio.effectScale,
            isProven: result.isProven, isProvenCheapest: result.isProvenCheapest, nodes: result.nodes)
    }
}

extension BudgetAllocation.Objective {
    /// What is made greatest, then what is among equals, and so on; thrift is the last.
    var stages: [Criterion] {
        switch self {
        case .health: [.health, .thrift]
        case .worstOff: [.worstOff, .health, .thrift]
        case .lowerBound(_, let count): [.lowerBound(count), .thrift]
        }
    }
}

extension SearchLimits {
    /// When a search that begins now gives up.
    var deadline: ContinuousClock.Instant { ContinuousClock.now + .seconds(min(seconds, 1e9)) }
}

extension Portfolio {
    /// Whether levels are permitted and keep the budget.
    func permits(_ levels: [Double]) -> Bool {
        guard levels.count == sets.count, isAffordable(levels) else { return false }
        return zip(sets, levels).allSatisfy { set, level in
            level >= set.low && level <= set.top && set.gap(around: level) == nil
        }
    }
}

/// Searches one after another: each keeps what those before it have reached.
struct StagedSearch {
    let portfolio: Portfolio
    let stages: [Criterion]
    let limits: SearchLimits
    let deadline: ContinuousClock.Instant

    /// What the searches found.
    struct Result {
        var levels: [Double]
        /// The bound of the first criterion.
        var bound: Double
        var isProven = false
        var isProvenCheapest = true
        var nodes = 0
    }

    /// What a later search gains by the tolerance of the floors alone, and is no gain.
    private var hair: Double { portfolio.sets.allSatisfy(\.isWhole) ? 1e-12 : 1e-7 }

    /// Runs the searches from levels that keep the budget.
    func run(from start: [Double]) throws(CausalError) -> Result {
        var result = Result(levels: start, bound: 0)
        var floors: [(criterion: Criterion, value: Double)] = []
        for (stage, target) in stages.enumerated() {
            let relaxation = Relaxation(portfolio: portfolio, target: target, floors: floors)
            var search = BranchAndBound(relaxation, from: result.levels, limits: limits, deadline: deadline)
            let found = try search.run()
            let before = target.value(result.levels, portfolio)
            if stage == 0 || found.value > before + hair * max(1, before.magnitude) {
                result.levels = found.levels
            }
            result.nodes += found.nodes
            if stage == 0 { (result.bound, result.isProven) = (found.bound, found.isProven) }
            result.isProvenCheapest = result.isProvenCheapest && found.isProven
            let value = target.value(result.levels, portfolio)
            floors.append((target, value - 1e-9 * max(1, value.magnitude)))
        }
        return result
    }
}
