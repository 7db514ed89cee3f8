import Groundwork
import Inference

extension StrategyDraws {
    /// The rows of a probabilistic analysis.
    ///
    /// Of two strategies `icer`, `effect`, `cost`, then for each willingness to pay `nmb` (the difference), `ceac` (of the second), `ceaf`
    /// and `evpi`. Of more, `icer` for each step along the efficiency frontier (labels `strategy`, `against`), and for each
    /// willingness to pay `nmb` and `ceac` for each strategy, `ceaf` and `evpi`.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a level outside (0, 1) or a willingness to pay that is negative.
    public func estimates(willingness: [Double], level: Double = 0.95) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        try StrategyDraws.check(willingness)
        return names.count == 2 ? try pair(willingness, level) : try several(willingness, level)
    }

    private func pair(_ willingness: [Double], _ level: Double) throws(CausalError) -> Estimates {
        let difference = try incremental(1, against: 0)
        var table = DecisionRows(level: level)
        table.add(difference.ratioRow(level: level))
        difference.addDifferences(to: &table)
        for k in willingness {
            let decision = decision(willingness: k)
            let labels: [JSONValue.Member] = [.init("wtp", .number(k))]
            addBenefit(1, against: 0, k, labels, to: &table)
            table.add("ceac", labels, decision.acceptability[1])
            table.add("ceaf", labels + [.init("strategy", .string(names[decision.best]))], decision.frontier)
            table.add("evpi", labels, decision.perfectInformation)
        }
        return table.estimates(
            command: "icer", model: facts + [.init("quadrant", .string(difference.quadrant.rawValue))],
            notes: difference.ratioNotes(level: level))
    }

    /// The net benefit against a strategy: its mean over the draws, and their spread as its error.
    private func addBenefit(
        _ strategy: Int, against other: Int, _ k: Double, _ labels: [JSONValue.Member],
        to table: inout DecisionRows
    ) {
        let (e, c) = differences(strategy, against: other)
        let benefits = zip(e, c).map { k * $0 - $1 }
        let variance = Numbers.covariance(benefits, benefits)
        let sorted = benefits.sorted()
        let tail = (1 - table.level) / 2
        let ends: [JSONValue.Member] = [
            .init("draws.low", .number(Numbers.quantile(tail, sorted: sorted))),
            .init("draws.high", .number(Numbers.quantile(1 - tail, sorted: sorted))),
        ]
        table.add(
            Estimate(
                term: "nmb", labels: labels + ends, estimate: Numbers.mean(benefits),
                standardError: variance.squareRoot(), degreesOfFreedom: nil, level: table.level),
            variance: variance)
    }

    private var facts: [JSONValue.Member] {
        [
            .init("estimator", "cost-effectiveness"),
            .init("strategies", .array(names.map(JSONValue.string))),
            .init("draws", .integer(count)), .init("conf.set", "fieller"),
        ]
    }

    private func several(_ willingness: [Double], _ level: Double) throws(CausalError) -> Estimates {
        let frontier = try EfficiencyFrontier(
            zip(names, means).map { Strategy($0, effect: $1.effect, cost: $1.cost) })
        var table = DecisionRows(level: level)
        for (place, index) in frontier.order.enumerated().dropFirst() {
            let before = frontier.order[place - 1]
            let step = try incremental(index, against: before)
            table.add(
                step.ratioRow(
                    level: level,
                    labels: [
                        .init("strategy", .string(names[index])), .init("against", .string(names[before])),
                    ]))
        }
        for k in willingness {
            let decision = decision(willingness: k)
            let labels: [JSONValue.Member] = [.init("wtp", .number(k))]
            for d in names.indices {
                let named = labels + [.init("strategy", .string(names[d]))]
                if d > 0 {
                    addBenefit(d, against: 0, k, named + [.init("against", .string(names[0]))], to: &table)
                }
                table.add("ceac", named, decision.acceptability[d])
            }
            table.add("ceaf", labels + [.init("strategy", .string(names[decision.best]))], decision.frontier)
            table.add("evpi", labels, decision.perfectInformation)
        }
        return table.estimates(command: "icer", model: facts, notes: frontier.notes)
    }
}
