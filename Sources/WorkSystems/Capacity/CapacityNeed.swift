import Regression

/// The sums of a plan at one set of inputs.
struct CapacityNeed: Sendable {
    /// Hours of visits.
    let visits: Double
    /// Hours of each stream left to clinicians.
    let streams: [Double]
    /// Hours of streams that triage takes away.
    let triaged: Double
    /// A clinician's hours.
    let hours: Double
    /// Those kept for streams; nil when shared.
    let protected: Double?
    /// The bound on utilisation.
    let bound: Double

    /// - Parameter values: the inputs in the order of ``CapacityPlan/inputs``.
    init(_ plan: CapacityPlan, _ values: [Double]) {
        visits = values[0] * values[1] * values[2] / 60
        hours = values[3]
        var streams: [Double] = []
        var triaged = 0.0
        for index in plan.streams.indices {
            let place = 4 + 3 * index
            let all = values[0] * values[place] * values[place + 1] / 60
            streams.append(all * (1 - values[place + 2]))
            triaged += all * values[place + 2]
        }
        self.streams = streams
        self.triaged = triaged
        protected = plan.protectedHours == nil ? nil : values[values.count - 1]
        bound = plan.utilisation
    }

    /// Hours of clinicians.
    var demand: Double { visits + outside }

    /// Hours outside visits.
    var outside: Double { streams.reduce(0, +) }

    /// Clinicians for the visits, and for the streams, when each has its hours.
    var separate: (visits: Double, streams: Double)? {
        // A draw may put protected hours above all hours: next to none are left for visits then.
        protected.map { (visits / (max(hours - $0, hours * 1e-3) * bound), outside / ($0 * bound)) }
    }

    /// Clinicians, not rounded.
    var clinicians: Double {
        if let separate { return max(separate.visits, separate.streams) }
        return demand / (hours * bound)
    }

    /// Clinicians, whole: the least number that is enough.
    var whole: Double { CapacityNeed.ceiling(clinicians) }

    /// ⌈x⌉, where a quotient that is whole but for rounding counts as whole.
    static func ceiling(_ value: Double) -> Double {
        let near = value.rounded()
        return (value - near).magnitude <= 1e-9 * max(1, near) ? near : value.rounded(.up)
    }

    /// The share of some clinicians' hours that is worked: of the scarcer kind of hours.
    func utilisation(of staff: Double) -> Double { clinicians * bound / staff }

    /// The hours that some clinicians lack in a year, kind by kind.
    func shortfall(of staff: Double) -> Double {
        guard let protected else { return max(0, demand - hours * staff) }
        return max(0, visits - (hours - protected) * staff) + max(0, outside - protected * staff)
    }
}
