import Inference

extension Picture {
    /// The most that money can do, with the plan at hand.
    ///
    /// Where every plan spends its whole budget benefit grows with each penny, and a line joins the points; else it keeps its
    /// value until the next plan can be paid.
    ///
    /// - Parameters:
    ///   - budgets: the budgets, in ascending order.
    ///   - costs: what the best plan of each costs.
    ///   - benefit: what it does.
    ///   - plan: what the chosen plan costs and does; nil for none.
    ///   - isStepwise: whether benefit keeps its value until the next plan can be paid; nil to judge by whether plans leave
    ///     something of their budgets.
    ///   - budgetLabel: the money's name and unit.
    ///   - benefitLabel: the benefit's name and unit.
    public static func budgetFrontier(
        budgets: [Double], costs: [Double], benefit: [Double], plan: (cost: Double, benefit: Double)? = nil,
        isStepwise: Bool? = nil, budgetLabel: String = "budget", benefitLabel: String = "effect"
    ) -> Picture {
        let isSpent = zip(budgets, costs).allSatisfy { ($0 - $1).magnitude <= 1e-6 * max(1, $0.magnitude) }
        let isSmooth = !(isStepwise ?? !isSpent)
        var points = Array(zip(costs, benefit))
        if let plan { points.append((plan.cost, plan.benefit)) }
        points.sort { ($0.0, $0.1) < ($1.0, $1.1) }
        let (x, y) = (points.map(\.0), points.map(\.1))
        var layers = [
            Layer(
                isSmooth ? .line(x: x, y: y) : .steps(x: x, y: y), name: "the most that a budget can do",
                tone: .series(0))
        ]
        if x.count <= 60 { layers.append(Layer(.points(x: x, y: y), tone: .series(0))) }
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
        let spent = estimates.fact("spent")?.double
        let value = estimates.fact("value")?.double
        let labels = ["worst-off": "health of the worst-off group", "lower-bound": "effect at lower limits"]
        return budgetFrontier(
            budgets: rows.map { $0.number("budget") ?? 0 }, costs: rows.map { $0.number("cost") ?? .nan },
            benefit: rows.map(\.estimate),
            plan: spent.flatMap { spent in value.map { (cost: spent, benefit: $0) } },
            isStepwise: estimates.fact("frontier")?.text.map { $0 == "steps" },
            benefitLabel: labels[estimates.fact("objective")?.text ?? ""] ?? "effect")
    }
}
