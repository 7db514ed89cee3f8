import Regression

/// What is told of a queue beside its means, and in which words.
public struct QueueReport: Sendable, Hashable {
    /// The percentiles of the wait that get a row, between 0 and 100.
    public var percentiles: [Double]
    /// Times t whose P(W > t) gets a row.
    public var waitsOver: [Double]
    /// The rise of demand whose consequences get rows, e.g. 0.04; nil for none.
    public var increase: Double?
    /// What the unit of time is called, e.g. `day`.
    public var unit: String

    /// Makes a report's plan.
    public init(
        percentiles: [Double] = [50, 90, 95], waitsOver: [Double] = [], increase: Double? = nil,
        unit: String = "unit of time"
    ) {
        self.percentiles = percentiles
        self.waitsOver = waitsOver
        self.increase = increase
        self.unit = unit
    }

    func check() throws(CausalError) {
        guard percentiles.allSatisfy({ $0 > 0 && $0 < 100 }) else {
            throw CausalError(
                .badArgument, "percentiles lie between 0 and 100", value: Self.list(percentiles))
        }
        guard waitsOver.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
            throw CausalError(.badArgument, "a wait is a time of 0 or more", value: Self.list(waitsOver))
        }
        if let increase, !(increase > -1 && increase <= 100) {
            throw CausalError(
                .badArgument, "a rise of demand is a share above -1", value: "\(increase)",
                remedy: "Write 0.04 for 4 % more.")
        }
    }

    private static func list(_ values: [Double]) -> String {
        values.map(\.shortestDecimal).joined(separator: ",")
    }
}

/// A row without a standard error, with what it means in words.
func plainRow(_ term: String, _ value: Double, _ meaning: String, _ labels: [JSONValue.Member] = [])
    -> Estimate
{
    Estimate(
        term: term, labels: labels + [.init("meaning", .string(meaning))], estimate: value,
        standardError: .nan, degreesOfFreedom: nil)
}

extension QueuePerformance {
    /// The answer as rows: `utilisation`, `wait.probability`, `wait.mean`, `queue.mean`, `time.mean`, `system.mean`,
    /// `throughput`, `blocking.probability`, `abandonment.probability`, `backlog.growth`, `wait.p90` and so on.
    ///
    /// What is infinite is null in JSON, with the reason in the notes.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a percentile, a time or a rise out of range; as
    ///   ``Queue/performance()`` for the queue with more demand.
    public func estimates(_ report: QueueReport = QueueReport()) throws(CausalError) -> Estimates {
        try report.check()
        let rows = means(report.unit) + waitRows(report) + (try increaseRows(report))
        return Estimates(
            command: "queue", rows: rows,
            covariance: Matrix(rows.count, rows.count, repeating: .nan), model: facts(report),
            notes: notes(report))
    }

    private func means(_ unit: String) -> [Estimate] {
        [
            plainRow("utilisation", utilisation, "share of the servers' time that is worked"),
            plainRow("wait.probability", waitProbability, "probability of having to wait"),
            plainRow("wait.mean", meanWait, "mean wait in line"),
            plainRow("queue.mean", meanQueue, "mean number in line"),
            plainRow("time.mean", meanTime, "mean time in line and in service"),
            plainRow("system.mean", meanSystem, "mean number in line and in service"),
            plainRow("throughput", throughput, "finished per \(unit)"),
            plainRow("blocking.probability", blockingProbability, "probability of being turned away"),
            plainRow(
                "abandonment.probability", abandonmentProbability, "probability of giving up while waiting"),
            plainRow("backlog.growth", backlogGrowth, "growth of the backlog per \(unit)"),
        ]
    }

    private func waitRows(_ report: QueueReport) -> [Estimate] {
        report.percentiles.map { percent in
            let name = percent.shortestDecimal
            return plainRow(
                "wait.p\(name)", waits.quantile(percent / 100), "wait that \(name) % do not exceed")
        }
            + report.waitsOver.map { time in
                let name = time.shortestDecimal
                return plainRow(
                    "wait.over.\(name)", waits.exceeds(time), "probability of waiting longer than \(name)")
            }
    }

    private func increaseRows(_ report: QueueReport) throws(CausalError) -> [Estimate] {
        guard let increase = report.increase else { return [] }
        let more = try queue.with(arrivalRate: queue.arrivalRate * (1 + increase)).performance()
        let percent = (increase * 100).rounded(toPlaces: 6).shortestDecimal
        return [
            plainRow("increased.utilisation", more.utilisation, "utilisation with \(percent) % more demand"),
            plainRow("increased.wait.mean", more.meanWait, "mean wait with \(percent) % more demand"),
            plainRow("increased.queue.mean", more.meanQueue, "mean number in line with \(percent) % more"),
            plainRow(
                "wait.change", more.meanWait / meanWait - 1, "relative change of the mean wait"),
            plainRow(
                "increased.backlog.growth", more.backlogGrowth,
                "growth of the backlog per \(report.unit) with \(percent) % more"
            ),
        ]
    }

    private func facts(_ report: QueueReport) -> [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("estimator", .string(queue.notation)), .init("method", .string(method)),
            .init("arrival", .number(queue.arrivalRate)), .init("service", .number(queue.serviceRate)),
            .init("servers", .integer(queue.servers)),
            .init("offered.load", .number(queue.offeredLoad)),
            .init("offered.utilisation", .number(queue.offeredUtilisation)),
            .init("unit", .string(report.unit)),
        ]
        if let capacity = queue.capacity { facts.append(.init("capacity", .integer(capacity))) }
        if let patience = queue.patience { facts.append(.init("patience", .number(patience))) }
        if !queue.isMarkovian {
            facts.append(.init("service.cv", .number(queue.serviceVariation)))
            facts.append(.init("arrival.cv", .number(queue.arrivalVariation)))
        }
        return facts + [.init("curve", queue.waitCurve.json)]
    }

    private func notes(_ report: QueueReport) -> [String] {
        var notes: [String] = []
        if !queue.isStable { notes.append(overloadNote(report.unit)) }
        if let approximate { notes.append("\(queue.notation): \(approximate).") }
        if queue.capacity != nil, queue.isStable {
            notes.append("Waits are those of arrivals that find a place.")
        }
        guard let increase = report.increase, queue.isStable else { return notes }
        let more = queue.with(arrivalRate: queue.arrivalRate * (1 + increase))
        if !more.isStable {
            notes.append(
                "With the higher demand the backlog grows by \(Words.number(more.backlogGrowth)) per "
                    + "\(report.unit): there is no mean wait.")
        }
        return notes
    }

    /// What a queue without a steady state does.
    private func overloadNote(_ unit: String) -> String {
        let full = Words.number(Double(queue.servers) * queue.serviceRate)
        let arrivals = Words.number(queue.arrivalRate)
        if queue.backlogGrowth > 0 {
            return "\(arrivals) arrive per \(unit) and \(full) can be served: the backlog grows by "
                + "\(Words.number(queue.backlogGrowth)) per \(unit), and waits have no mean."
        }
        return
            "As many arrive as can be served (\(arrivals) per \(unit)): without any slack the backlog has no mean and "
            + "wanders off, about as the square root of time, and so do waits."
    }
}
