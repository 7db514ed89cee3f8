import Inference

extension Picture {
    /// The picture of a queue, of capacity or of early warnings; nil for any other result.
    static func workSystem(_ estimates: Estimates) -> Picture? {
        switch estimates.command {
        case "queue":
            if estimates.fact("phase") != nil { return fatigue(estimates) }
            return estimates.fact("estimator")?.text == "time-varying"
                ? queueOverTime(estimates) : waitByUtilisation(estimates)
        case "capacity": return capacity(estimates)
        case "early-warning": return earlyWarning(estimates)
        default: return nil
        }
    }

    /// The mean wait against utilisation, with the queue's own place on the curve.
    static func waitByUtilisation(_ estimates: Estimates) -> Picture? {
        guard let curve = estimates.fact("curve") else { return nil }
        let unit = estimates.fact("unit")?.text ?? "unit of time"
        let (x, y) = (curve.numbers("utilisation"), curve.numbers("wait"))
        let own = estimates.fact("offered.utilisation")?.double ?? .nan
        let wait = estimates.value("wait.mean")
        var layers = [
            Layer(
                .rules(x: own < 1.6 ? [1] : [], labels: ["all hours worked"]), tone: .muted, stroke: .dashed),
            Layer(.line(x: x, y: y), name: "mean wait"),
        ]
        if wait.isFinite {
            layers.append(Layer(.points(x: [own], y: [wait]), name: "this queue", tone: .series(1)))
        } else {
            layers.append(
                Layer(.rules(x: [own]), name: "this queue: the wait has no mean", tone: .series(1)))
        }
        let panel = Panel(
            x: Axis("demand over what the servers can do"),
            y: Axis(unit == "unit of time" ? "mean wait" : "mean wait (\(unit)s)"),
            layers: layers.filter { !$0.mark.isEmpty })
        return Picture("Waiting and utilisation", panels: [panel])
    }

    /// The demand that keeps each backlog up, the demand there is, and the fixed points where they meet: dots for stable
    /// ones, rings for unstable.
    static func fatigue(_ estimates: Estimates) -> Picture? {
        guard let phase = estimates.fact("phase") else { return nil }
        let demand = estimates.fact("arrival")?.double ?? .nan
        let points = estimates.rows.filter { $0.term == "fixed.point" }
        let stable = points.filter { $0.words("stability") == "stable" }.map(\.estimate)
        let unstable = points.filter { $0.words("stability") == "unstable" }.map(\.estimate)
        let (backlogs, demands) = shownPhase(phase, demand)
        var layers = [
            Layer(.levels(y: [demand]), name: "demand", tone: .ink, stroke: .dashed),
            Layer(.line(x: backlogs, y: demands), name: "demand that keeps a backlog up"),
            Layer(.points(x: stable, y: stable.map { _ in demand }), name: "settles here", tone: .series(2)),
            Layer(.rings(x: unstable, y: unstable.map { _ in demand }), name: "tips here", tone: .series(1)),
        ]
        let peak = estimates.value("tipping.arrival")
        if peak.isFinite {
            layers.append(Layer(.levels(y: [peak], labels: ["tipping point"]), tone: .muted, stroke: .dotted))
        }
        let panel = Panel(
            x: Axis("number in line", .logarithmic),
            y: Axis("arrivals per \(estimates.fact("unit")?.text ?? "unit of time")"),
            layers: layers.filter { !$0.mark.isEmpty })
        return Picture(
            "Fatigue and backlog", panels: [panel],
            notes: [
                "Where the curve lies above the demand the backlog shrinks, where it lies below it grows."
            ])
    }

    /// The part of λ(z) where something happens.
    private static func shownPhase(_ phase: JSONValue, _ demand: Double) -> (x: [Double], y: [Double]) {
        let points = zip(phase.numbers("backlog"), phase.numbers("demand")).filter {
            $0.1 > 0.5 * demand && $0.1 < 3 * demand
        }
        return points.count > 5
            ? (points.map(\.0), points.map(\.1)) : (phase.numbers("backlog"), phase.numbers("demand"))
    }

    /// The line over the periods, with what a lasting period would give, above the demand.
    static func queueOverTime(_ estimates: Estimates) -> Picture? {
        let rows = { (term: String) in estimates.rows.filter { $0.term == term } }
        let (queue, ends) = (rows("queue.mean"), rows("queue.end"))
        let length = estimates.fact("period")?.double ?? 1
        let times = queue.map { ($0.number("time") ?? .nan) - length / 2 }
        let service = estimates.fact("service")?.double ?? .nan
        let staff = (estimates.fact("servers")?.elements ?? []).map { ($0.double ?? .nan) * service }
        let first = estimates.fact("start")?.double ?? 0
        let waiting = max(0, first - (estimates.fact("servers")?.elements?.first?.double ?? 0))
        let starts = queue.map { ($0.number("time") ?? .nan) - length }
        let unit = estimates.fact("unit")?.text ?? "unit of time"
        return Picture(
            "The line over time",
            panels: [
                Panel(
                    x: Axis(""), y: Axis("mean number in line"), height: 190,
                    layers: [
                        Layer(
                            .line(
                                x: [0] + ends.map { $0.number("time") ?? .nan },
                                y: [waiting] + ends.map(\.estimate)), name: "the line"),
                        Layer(
                            .rings(x: times, y: queue.map { $0.number("stationary") ?? .nan }),
                            name: "if the period lasted", tone: .muted),
                    ].filter { !$0.mark.isEmpty }),
                Panel(
                    x: Axis("time (\(unit))"), y: Axis("per \(unit)"), height: 110,
                    layers: [
                        Layer(
                            .steps(
                                x: starts + [(starts.last ?? 0) + length],
                                y: queue.map { $0.number("arrival") ?? .nan }
                                    + [queue.last?.number("arrival") ?? .nan]),
                            name: "arrivals", tone: .series(1)),
                        Layer(
                            .steps(
                                x: starts + [(starts.last ?? 0) + length],
                                y: staff + [staff.last ?? .nan]), name: "what can be served", tone: .ink,
                            stroke: .dashed),
                    ].filter { !$0.mark.isEmpty }),
            ])
    }

    /// Utilisation by the number of clinicians, with its band, against the bound.
    static func capacity(_ estimates: Estimates) -> Picture? {
        guard let curve = estimates.fact("curve") else { return nil }
        let x = curve.numbers("clinicians")
        let bound = estimates.fact("utilisation.bound")?.double ?? 1
        let needed = estimates.value("clinicians")
        let layers = [
            Layer(.levels(y: [bound], labels: ["bound"]), tone: .muted, stroke: .dashed),
            Layer(
                .band(x: x, low: curve.numbers("low"), high: curve.numbers("high"), .pointwise),
                name: "interval"),
            Layer(.line(x: x, y: curve.numbers("utilisation")), name: "utilisation"),
            Layer(
                .rules(x: [needed], labels: ["needed"]), tone: .series(1)),
        ]
        let panel = Panel(
            x: Axis("clinicians", .whole), y: Axis("share of hours worked"),
            layers: layers.filter { !$0.mark.isEmpty })
        return Picture("Clinicians and utilisation", panels: [panel])
    }
}

extension JSONValue {
    /// A member that is a list of numbers; null is NaN.
    func numbers(_ name: String) -> [Double] { (self[name]?.elements ?? []).map { $0.double ?? .nan } }
}

extension Estimates {
    /// The estimate of that name; NaN without one.
    func value(_ term: String) -> Double {
        rows.first { $0.term == term }?.estimate ?? .nan
    }
}
