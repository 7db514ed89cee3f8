import Groundwork
import Inference
import LinearAlgebra

/// A plan with what is asked about it: everything that a report of an allocation shows.
public struct AllocationReport: Sendable, Hashable {
    /// The choice that was made.
    public let allocation: BudgetAllocation
    /// The plan.
    public let plan: AllocationPlan
    /// What uncertainty means for it; nil when nothing was drawn.
    public var uncertainty: AllocationUncertainty?
    /// What fairness costs; nil where nothing is given up for it.
    public var fairness: PriceOfFairness?
    /// The best plans for several budgets; empty when they were not asked for.
    public var frontier: [FrontierPoint] = []
    /// Whether the frontier holds every budget at which the best plan changes.
    public var isFrontierExact = false

    /// Finds the plan, and the price of fairness where the objective is one of fairness.
    ///
    /// - Throws: as ``BudgetAllocation/plan(from:)``.
    public init(_ allocation: BudgetAllocation) throws(CausalError) {
        self.allocation = allocation
        plan = try allocation.plan()
        if allocation.isFair { fairness = try allocation.priceOfFairness(of: plan) }
    }

    /// The rows of `causal allocate`: a row for each programme whose estimate is its level, with what it costs and does by
    /// itself; `total`; a row `group` for each group's health; and a row `frontier` for each budget.
    ///
    /// - Parameter level: the confidence level of the total's interval.
    public func estimates(level: Double = 0.95) -> Estimates {
        let rows = programmeRows(level) + [total(level)] + groupRows(level) + frontierRows(level)
        return Estimates(
            command: "allocate", rows: rows, covariance: Matrix(rows.count, rows.count, repeating: .nan),
            model: model, diagnostics: diagnostics, notes: notes)
    }

    private func row(_ term: String, _ labels: [JSONValue.Member], _ estimate: Double, _ level: Double)
        -> Estimate
    {
        Estimate(
            term: term, labels: labels, estimate: estimate, standardError: .nan, degreesOfFreedom: nil,
            level: level)
    }

    private func programmeRows(_ level: Double) -> [Estimate] {
        allocation.programmes.indices.map { k in
            let item = allocation.programmes[k]
            var labels: [JSONValue.Member] = [
                // Adding zero takes the sign from −0.
                .init("cost", .number(item.cost * plan.levels[k] + 0)),
                .init("effect", .number(item.effect * plan.levels[k] + 0)),
            ]
            if let group = item.group { labels.append(.init("group", .string(group))) }
            if let uncertainty {
                labels.append(.init("probability.chosen", .number(uncertainty.probabilityChosen[k])))
            }
            return row(item.name, labels, plan.levels[k], level)
        }
    }

    private func total(_ level: Double) -> Estimate {
        let error = allocation.isUncertain ? allocation.healthError(of: plan) : .nan
        return Estimate(
            term: "total",
            labels: [.init("cost", .number(plan.cost)), .init("effect", .number(plan.health))],
            estimate: plan.health, standardError: error, degreesOfFreedom: nil, level: level)
    }

    private func groupRows(_ level: Double) -> [Estimate] {
        plan.groups.map { row("group", [.init("group", .string($0.name))], $0.health, level) }
    }

    private func frontierRows(_ level: Double) -> [Estimate] {
        frontier.map { point in
            row(
                "frontier",
                [
                    .init("budget", .number(point.budget)), .init("cost", .number(point.plan.cost)),
                    .init("effect", .number(point.plan.health)), .init("proven", .bool(point.plan.isProven)),
                ], point.plan.value, level)
        }
    }
}
