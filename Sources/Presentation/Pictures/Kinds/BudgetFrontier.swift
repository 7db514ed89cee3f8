import Inference

extension Picture {
    /// The most that each budget can do, with the plan at hand.
    ///
    /// - Parameters:
    ///   - budgets: the budgets, in ascending order.
    ///   - benefit: the best plan's benefit at each.
    ///   - plan: what the chosen plan costs and does; nil for none.
    ///   - budgetLabel: the money's name and unit.
    ///   - benefitLabel: the benefit's name and unit.
    public static func budgetFrontier(
        budgets: [Double], benefit: [Double], plan: (cost: Double, benefit: Double)? = nil,
        budgetLabel: String = "budget", benefitLabel: String = "effect"
    ) -> Picture {
        var layers = [
            Layer(.line(x: budgets, y: benefit), name: "the most that a budget can do", tone: .series(0)),
            Layer(.points(x: budgets, y: benefit), tone: .series(0)),
        ]
        if let plan {
            layers.append(
                Layer(.rings(x: [plan.cost], y: [plan.benefit]), name: "the plan", tone: .series(1)))
        }
        let panel = Panel(x: Axis(budgetLabel), y: Axis(benefitLabel), layers: layers)
        return Picture("Budget and benefit", panels: [panel])
    }

    /// The same from the rows `frontier` and `total` of `causal allocate`.
    ///
    /// - Throws: `CausalError.Code.noPicture` without rows that have a budget.
    public static func budgetFrontier(_ estimates: Estimates) throws(CausalError) -> Picture {
        let rows = estimates.rows.filter { $0.number("budget") != nil && $0.isEstimated }
        guard !rows.isEmpty else {
            throw CausalError(.noPicture, "a frontier's picture needs rows with a budget")
        }
        let total = estimates.rows.first { $0.term == "total" }
        return budgetFrontier(
            budgets: rows.map { $0.number("budget") ?? 0 }, benefit: rows.map { $0.number("effect") ?? .nan },
            plan: total.flatMap { row in row.number("cost").map { (cost: $0, benefit: row.estimate) } })
    }
}
