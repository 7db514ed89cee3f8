import Regression

extension FatigueAnalysis {
    /// The answer as rows: those of the queue where it settles, then `fixed.point` (each with its `stability`),
    /// `tipping.arrival`, `tipping.queue`, `recovery.arrival`, and `tipping.time` when fatigue sets in at once.
    ///
    /// - Throws: as ``QueuePerformance/estimates(_:)``.
    public func estimates(_ report: QueueReport = QueueReport()) throws(CausalError) -> Estimates {
        // A system that runs away ends with the worst service rate.
        let resting = restingBacklog.map(system.tired)
        let settled = resting ?? worst
        var plan = report
        plan.increase = nil
        let base = try settled.performance().estimates(plan)
        var rows = (endsInNothing ? base.rows.map(lastRow) : base.rows) + fixedRows + turnRows
        if let increase = report.increase { rows += try increaseRows(increase) }
        return Estimates(
            command: "queue", rows: rows, covariance: Matrix(rows.count, rows.count, repeating: .nan),
            model: base.model.map(fact) + facts,
            notes: notes(report.unit) + (fixedPoints.isEmpty ? [] : base.notes))
    }

    /// The queue of people as tired as they can be.
    private var worst: Queue {
        // Nothing at all is no service rate: next to nothing stands for it, and the rows say nothing.
        let least = system.queue.arrivalRate * 1e-8
        return system.queue.with(serviceRate: max(system.queue.serviceRate * system.fatigue.floor, least))
    }

    /// Whether the system runs away until nothing is done any more.
    private var endsInNothing: Bool { fixedPoints.isEmpty && system.fatigue.floor == 0 }

    /// A row of the end in which nothing is done any more.
    private func lastRow(_ row: Estimate) -> Estimate {
        let values = [
            "utilisation": Double.infinity, "throughput": 0, "backlog.growth": system.queue.arrivalRate,
        ]
        guard let value = values[row.term] else { return row }
        return Estimate(
            term: row.term, labels: row.labels, estimate: value, standardError: .nan, degreesOfFreedom: nil)
    }

    private var fixedRows: [Estimate] {
        fixedPoints.map { point in
            plainRow(
                "fixed.point", point.backlog,
                "number in line that keeps itself up" + (point.isStable ? "" : ", if nothing disturbs it"),
                [
                    .init("stability", .string(point.isStable ? "stable" : "unstable")),
                    .init(
                        "service",
                        .number(system.queue.serviceRate * system.fatigue.share(backlog: point.backlog))),
                ])
        }
    }

    private var turnRows: [Estimate] {
        var rows: [Estimate] = []
        if let tippingBacklog {
            rows.append(
                plainRow("tipping.queue", tippingBacklog, "number in line beyond which the system tips"))
        }
        if let tipping {
            rows.append(
                plainRow(
                    "tipping.arrival", tipping.demand, "demand above which no low backlog lasts",
                    [.init("queue", .number(tipping.backlog))]))
        }
        if let recovery {
            rows.append(
                plainRow(
                    "recovery.arrival", recovery.demand, "demand below which a tipped system recovers"))
        }
        if let time = timeToTip {
            rows.append(
                plainRow(
                    "tipping.time", time,
                    "mean time until chance tips an empty system, if fatigue comes at once")
            )
        }
        return rows
    }

    /// How long chance alone takes; see ``FatigueChain/timeToTip``.
    private var timeToTip: Double? { (try? FatigueChain(system))?.timeToTip }

    private func increaseRows(_ increase: Double) throws(CausalError) -> [Estimate] {
        var more = system
        more.queue.arrivalRate *= 1 + increase
        let percent = (increase * 100).rounded(toPlaces: 6).shortestDecimal
        let now = restingBacklog ?? .infinity
        let then = try more.analyse().restingBacklog ?? .infinity
        return [
            plainRow("increased.queue.mean", then, "number in line with \(percent) % more demand"),
            plainRow("queue.change", then / now - 1, "relative change of the number in line"),
        ]
    }

    /// The rates told are those without fatigue; the curve is λ(z).
    private func fact(_ member: JSONValue.Member) -> JSONValue.Member {
        switch member.name {
        case "service": .init("service", .number(system.queue.serviceRate))
        case "offered.load": .init("offered.load", .number(system.queue.offeredLoad))
        case "offered.utilisation": .init("offered.utilisation", .number(system.queue.offeredUtilisation))
        default: member
        }
    }

    private var facts: [JSONValue.Member] {
        [
            .init(
                "feedback",
                [
                    "floor": .number(system.fatigue.floor), "halfway": .number(system.fatigue.halfway),
                    "steepness": .number(system.fatigue.steepness),
                ]),
            .init(
                "phase",
                [
                    "backlog": .array(backlogs.map(JSONValue.number)),
                    "demand": .array(demands.map(JSONValue.number)),
                ]),
        ]
    }

    private func notes(_ unit: String) -> [String] {
        var notes: [String] = []
        if fixedPoints.isEmpty {
            let growth = endsInNothing ? system.queue.arrivalRate : worst.backlogGrowth
            let slow = system.fatigue.floor == 0 ? ", with next to nothing done in the end" : ""
            notes.append(
                "No backlog keeps itself down: fatigue and backlog feed on each other until the backlog grows by "
                    + "\(Words.number(growth)) per \(unit)\(slow). The rows tell that end.")
        } else if let tippingBacklog, let restingBacklog {
            notes.append(
                "The line settles at \(Words.number(restingBacklog)) unless a disturbance carries it beyond "
                    + "\(Words.number(tippingBacklog)).")
            if let time = timeToTip, time.isFinite {
                notes.append(
                    "Chance alone carries it there after \(Words.number(time)) \(Words.plural(unit)) on average, from an empty "
                        + "system and with fatigue that comes at once.")
            }
        }
        if let tipping {
            let room = tipping.demand / system.queue.arrivalRate - 1
            notes.append(
                room >= 0
                    ? "The tipping point lies at \(Words.number(tipping.demand)) arrivals per \(unit), "
                        + "\(Words.number(room * 100)) % above the demand."
                    : "Demand is above the tipping point of \(Words.number(tipping.demand)) arrivals per \(unit)."
            )
        } else if !fixedPoints.isEmpty {
            notes.append("The backlog grows gradually with demand: there is no tipping point.")
        }
        return notes
    }
}
