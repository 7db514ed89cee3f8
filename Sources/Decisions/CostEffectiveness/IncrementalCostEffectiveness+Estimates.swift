import Groundwork
import Inference

extension IncrementalCostEffectiveness {
    /// The rows `icer`, `effect`, `cost`, and for each willingness to pay `nmb`, `ceac` and `evpi` with the label `wtp`.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a level outside (0, 1) or a willingness to pay that is negative.
    public func estimates(willingness: [Double], level: Double = 0.95) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        try StrategyDraws.check(willingness)
        var table = DecisionRows(level: level)
        table.add(ratioRow(level: level))
        addDifferences(to: &table)
        for k in willingness { addRows(k, to: &table) }
        return table.estimates(
            command: "icer",
            model: [
                .init("estimator", "cost-effectiveness"), .init("quadrant", .string(quadrant.rawValue)),
                .init("conf.set", .string("fieller")),
            ], notes: ratioNotes(level: level))
    }

    /// Adds the rows `effect` and `cost`, behind that of the ratio.
    func addDifferences(to table: inout DecisionRows) {
        for (term, value, variance) in [("effect", effect, effectVariance), ("cost", cost, costVariance)] {
            table.add(
                Estimate(
                    term: term, estimate: value, standardError: variance.squareRoot(),
                    degreesOfFreedom: degreesOfFreedom, level: table.level), variance: variance)
        }
        table.set(1, 2, covariance)
    }

    /// The row of the ratio: its limits when the set is an interval, and the set itself when it is not.
    func ratioRow(level: Double, labels: [JSONValue.Member] = []) -> Estimate {
        let set = ratioSet(level: level)
        var members =
            labels + [.init("quadrant", .string(quadrant.rawValue)), .init("conf.type", .string(set.kind))]
        var bounds: Interval?
        if case .interval(let low, let high) = set {
            bounds = Interval(low, high)
        } else {
            members.append(.init("conf.set", set.json))
        }
        return Estimate(
            term: "icer", labels: members, estimate: ratio ?? .nan, standardError: .nan,
            degreesOfFreedom: nil,
            level: level, bounds: bounds)
    }

    private func addRows(_ k: Double, to table: inout DecisionRows) {
        let error = netBenefitError(k)
        let labels: [JSONValue.Member] = [.init("wtp", .number(k))]
        let row = table.add(
            Estimate(
                term: "nmb", labels: labels, estimate: netBenefit(k), standardError: error,
                degreesOfFreedom: degreesOfFreedom, level: table.level), variance: error * error)
        table.set(row, 1, k * effectVariance - covariance)
        table.set(row, 2, k * covariance - costVariance)
        table.add("ceac", labels, acceptability(k))
        table.add("evpi", labels, perfectInformation(k))
    }

    /// What the ratio and its set mean.
    func ratioNotes(level: Double) -> [String] {
        var notes: [String] = []
        switch quadrant {
        case .dominant:
            notes.append(
                "The option gives more and costs no more: it dominates, and its ratio ranks nothing.")
        case .dominated:
            notes.append(
                "The option gives no more and costs more: it is dominated, and its ratio ranks nothing.")
        case .lessForLess where effect < 0 && cost < 0:
            notes.append(
                "The option gives less and costs less: the ratio is what is saved for each unit of effect given up."
            )
        case .lessForLess, .moreForMore: break
        }
        if ratio == nil { notes.append("The effects do not differ: there is no ratio.") }
        let set = ratioSet(level: level)
        if !set.isBounded {
            notes.append(
                "The \(Numbers.percent(level)) set of the ratio has no bounds, \(set): the difference in effect may be zero. "
                    + "Read the net benefit and the acceptability instead.")
        }
        return notes
    }
}
