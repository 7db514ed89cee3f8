import Groundwork
import Inference

extension AllocationReport {
    /// The facts of `model`.
    var model: [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("estimator", "allocation"), .init("objective", .string(allocation.objective.name)),
            .init("programmes", .integer(plan.levels.count)), .init("budget", .number(allocation.budget)),
            .init("spent", .number(plan.cost)), .init("unspent", .number(allocation.budget - plan.cost)),
            .init("value", .number(plan.value)), .init("bound", .number(plan.bound)),
            .init("gap", .number(plan.gap)), .init("proven", .bool(plan.isProven)),
            .init("nodes", .integer(plan.nodes)),
        ]
        if !allocation.interactions.isEmpty {
            facts.append(.init("interaction.effect", .number(plan.interaction)))
        }
        if allocation.programmes.contains(where: { $0.weight != 1 }) {
            facts.append(.init("weighted.effect", .number(plan.weightedHealth)))
        }
        if let fairness {
            facts += [
                .init("greatest.effect", .number(fairness.greatestHealth)),
                .init("price.of.fairness", fairness.price.map(JSONValue.number) ?? .null),
            ]
        }
        if !frontier.isEmpty {
            let isWhole = allocation.programmes.allSatisfy { !$0.isScalable }
            facts.append(
                .init("frontier", .string(isWhole ? "steps" : isFrontierExact ? "corners" : "points")))
        }
        return facts + uncertaintyFacts
    }

    private var uncertaintyFacts: [JSONValue.Member] {
        guard let uncertainty else { return [] }
        return [
            .init("draws", .integer(uncertainty.draws)),
            .init("seed", .seed(uncertainty.seed)),
            .init("expected.regret", .number(uncertainty.expectedRegret)),
            .init("expected.regret.error", .number(uncertainty.simulationError)),
            .init("probability.best", .number(uncertainty.probabilityBest)),
        ]
    }

    /// The same facts as lines under the rows.
    var diagnostics: [Diagnostic] {
        var lines = [
            Diagnostic(
                "budget",
                [
                    .init("of", .number(allocation.budget)), .init("spent", .number(plan.cost)),
                    .init("left", .number(allocation.budget - plan.cost)),
                ]),
            Diagnostic(
                "search",
                [
                    .init("value", .number(plan.value)), .init("bound", .number(plan.bound)),
                    .init("nodes", .integer(plan.nodes)),
                ]),
        ]
        if let fairness {
            lines.append(
                Diagnostic(
                    "fairness",
                    [
                        .init("greatest effect", .number(fairness.greatestHealth)),
                        .init("given up", .number(fairness.lost)),
                        .init("price", fairness.price.map(JSONValue.number) ?? .null),
                    ]))
        }
        if let uncertainty {
            lines.append(
                Diagnostic(
                    "uncertainty",
                    [
                        .init("expected regret", .number(uncertainty.expectedRegret)),
                        .init("probability best", .number(uncertainty.probabilityBest)),
                        .init("draws", .integer(uncertainty.draws)),
                        .init("seed", .seed(uncertainty.seed)),
                    ]))
        }
        return lines
    }

    /// What a reader should know.
    var notes: [String] {
        var notes = [optimality]
        if !allocation.interactions.isEmpty {
            notes.append(
                "Rows hold what each programme does by itself; interactions add "
                    + "\(Numbers.inWords(plan.interaction)) to the total.")
        }
        if case .lowerBound(let level, let count) = allocation.objective {
            let which =
                count.map { "the \($0.shortestDecimal) effects whose fall would hurt most" } ?? "all effects"
            notes.append(
                "The objective is health with \(which) at the lower end of the \((100 * level).shortestDecimal) % "
                    + "interval: \(Numbers.inWords(plan.value)).")
        }
        if let fairness, fairness.price == nil {
            notes.append(
                "The price of fairness is a share of the greatest effect, which is not positive here.")
        }
        if let uncertainty, uncertainty.unproven > 0 {
            notes.append(
                "The search of \(uncertainty.unproven) draws reached its limit: expected regret may be larger."
            )
        }
        if isFrontierExact {
            notes.append("The frontier has every budget at which the best plan changes.")
        }
        let unproven = frontier.count { !$0.plan.isProven }
        if unproven > 0 { notes.append("\(unproven) points of the frontier are not proven to be the best.") }
        return notes
    }

    private var optimality: String {
        guard plan.isProven else {
            return "The search reached its limit: another allocation could be better by at most "
                + "\(Numbers.inWords(plan.bound - plan.value)) (a gap of \(Numbers.inWords(100 * plan.gap)) %)."
        }
        let how = plan.gap > 1e-8 ? "to within \(Numbers.inWords(plan.bound - plan.value))" : "exactly"
        return "No allocation within the budget is better (proven \(how))"
            + (plan.isProvenCheapest ? ", and none as good is cheaper." : ".")
    }
}
