import Groundwork
import Inference

extension QualityAdjustedLife {
    /// A row `qaly` for each strategy, and a row `difference` for each but the first against the first; the label is
    /// `strategy`. Standard errors where all utilities of a strategy have one; strategies count as independent.
    public static func estimates(
        _ strategies: [(name: String, life: QualityAdjustedLife, errors: [Double]?)], level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        var table = DecisionRows(level: level)
        let variances = strategies.map { strategy in
            strategy.errors.map { errors in
                let error = strategy.life.standardError(errors)
                return error * error
            }
        }
        for (strategy, variance) in zip(strategies, variances) {
            table.add(
                "qaly", [.init("strategy", .string(strategy.name))], strategy.life.years, variance: variance)
        }
        for (index, strategy) in strategies.enumerated().dropFirst() {
            let labels: [JSONValue.Member] = [
                .init("strategy", .string(strategy.name)), .init("against", .string(strategies[0].name)),
            ]
            let variance = variances[index].flatMap { own in variances[0].map { own + $0 } }
            let place = table.add(
                "difference", labels, strategy.life.years - strategies[0].life.years, variance: variance)
            if let own = variances[index], let first = variances[0] {
                table.set(place, index, own)
                table.set(place, 0, -first)
            }
        }
        return table.estimates(
            command: "qaly",
            model: [
                .init("estimator", "qaly"),
                .init("discount", .number(strategies.first?.life.discountRate ?? 0)),
            ])
    }
}
