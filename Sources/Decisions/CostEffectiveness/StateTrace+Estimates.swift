import Groundwork
import Inference
import LinearAlgebra

extension StateTrace {
    /// A row `qaly` for each strategy and a row `difference` for each but the first against the first, as
    /// `QualityAdjustedLife.estimates(_:level:)`; then rows `state` with each state's part and the label `years`.
    public static func estimates(
        _ strategies: [(name: String, trace: StateTrace)], level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        var table = DecisionRows(level: level)
        for (name, trace) in strategies {
            table.add(
                "qaly", [.init("strategy", .string(name))], trace.total, variance: trace.covariance(trace))
        }
        for (i, one) in strategies.enumerated() {
            for (j, other) in strategies.enumerated().dropFirst(i + 1) {
                if let shared = one.trace.covariance(other.trace) { table.set(i, j, shared) }
            }
        }
        for (name, trace) in strategies.dropFirst() {
            let first = strategies[0]
            table.add(
                "difference", [.init("strategy", .string(name)), .init("against", .string(first.name))],
                trace.total - first.trace.total, variance: trace.variance(of: first.trace))
        }
        for (name, trace) in strategies { trace.addStates(to: &table, name) }
        return table.estimates(
            command: "qaly",
            model: [
                .init("estimator", "state-trace"),
                .init("discount", .number(strategies.first?.trace.discountRate ?? 0)),
            ])
    }

    private func addStates(to table: inout DecisionRows, _ strategy: String) {
        for (place, state) in states.enumerated() {
            let labels: [JSONValue.Member] = [
                .init("strategy", .string(strategy)), .init("state", .string(state)),
                .init("years", .number(years[place])),
            ]
            table.add("state", labels, quality[place], variance: errors.map { $0[place] * $0[place] })
        }
    }

    /// The variance of the difference between two strategies' totals.
    private func variance(of other: StateTrace) -> Double? {
        guard let own = covariance(self), let theirs = other.covariance(other), let both = covariance(other)
        else { return nil }
        return own + theirs - 2 * both
    }
}
