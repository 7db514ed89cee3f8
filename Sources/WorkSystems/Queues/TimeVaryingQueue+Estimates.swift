import Regression

extension TimeVaryingQueue {
    /// The answer as rows labelled with their period and its end (`time`): `queue.mean`, `queue.end`, `utilisation`,
    /// `wait.probability`, `wait.mean` and `blocking.probability`, each with `stationary`, what a lasting period would give
    /// (null without a steady state).
    ///
    /// - Throws: as ``solve()``.
    public func estimates(unit: String = "unit of time") throws(CausalError) -> Estimates {
        let periods = try solve()
        let rows = periods.enumerated().flatMap { TimeVaryingQueue.rows($0, $1) }
        var facts: [JSONValue.Member] = [
            .init("estimator", .string("time-varying")),
            .init("method", "Kolmogorov's forward equations by uniformisation"),
            .init("service", .number(queue.serviceRate)), .init("period", .number(period)),
            .init("arrivals", .array(arrivalRates.map(JSONValue.number))),
            .init("servers", .array(periods.map { .integer($0.queue.servers) })),
            .init("start", .integer(start)), .init("unit", .string(unit)),
        ]
        if let capacity = queue.capacity { facts.append(.init("capacity", .integer(capacity))) }
        if let patience = queue.patience { facts.append(.init("patience", .number(patience))) }
        return Estimates(
            command: "queue", rows: rows, covariance: Matrix(rows.count, rows.count, repeating: .nan),
            model: facts, notes: notes(periods, unit))
    }

    private static func rows(_ index: Int, _ period: Period) -> [Estimate] {
        let steady = period.stationary
        let values: [(String, Double, Double?)] = [
            ("utilisation", period.utilisation, steady?.utilisation),
            ("wait.probability", period.waitProbability, steady?.waitProbability),
            ("wait.mean", period.meanWait, steady?.meanWait),
            ("queue.mean", period.meanQueue, steady?.meanQueue), ("queue.end", period.finalQueue, nil),
        ]
        let blocked =
            period.queue.capacity == nil
            ? [] : [("blocking.probability", period.blockingProbability, steady?.blockingProbability)]
        return (values + blocked).map { term, value, stationary in
            Estimate(
                term: term,
                labels: [
                    .init("period", .integer(index + 1)), .init("time", .number(period.end)),
                    .init("arrival", .number(period.queue.arrivalRate)),
                    .init("stationary", .number(stationary ?? .nan)),
                ], estimate: value, standardError: .nan, degreesOfFreedom: nil)
        }
    }

    private func notes(_ periods: [Period], _ unit: String) -> [String] {
        var notes: [String] = []
        let over = periods.indices.filter { periods[$0].queue.offeredUtilisation >= 1 }
        if !over.isEmpty {
            let most = periods.map(\.queue.arrivalRate).max() ?? 0
            notes.append(
                "In \(over.count) of \(periods.count) periods more arrives than can be served (up to "
                    + "\(Words.number(most)) per \(unit)): there the line grows and has no steady state.")
        }
        if let worst = periods.indices.max(by: { periods[$0].finalQueue < periods[$1].finalQueue }) {
            notes.append(
                "The line is longest at the end of period \(worst + 1): \(Words.number(periods[worst].finalQueue)) on average."
            )
        }
        notes.append(
            "'stationary' is the pointwise stationary approximation: the steady state of the period's rates.")
        return notes
    }
}
