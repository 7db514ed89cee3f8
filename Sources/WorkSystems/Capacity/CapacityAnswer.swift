import Regression

/// A plan's answer: hours, clinicians and utilisation, with their uncertainty.
public struct CapacityAnswer: Sendable, Hashable {
    /// The plan.
    public let plan: CapacityPlan
    /// The confidence level of the intervals.
    public let level: Double
    /// The quantities, by row.
    public let quantities: [Quantity]

    /// One quantity of the answer.
    public struct Quantity: Sendable, Hashable {
        /// The row's name, e.g. `demand`.
        public let term: String
        /// What it is.
        public let meaning: String
        /// At the inputs' values.
        public let value: Double
        /// By the delta method; nil without uncertainty, and for whole numbers, which have no derivative.
        public let standardError: Double?
        /// Percentiles over the draws; nil without uncertainty.
        public let interval: Interval?
    }

    /// The quantity of that name.
    public subscript(_ term: String) -> Quantity? { quantities.first { $0.term == term } }

    /// The whole number of clinicians needed.
    public var clinicians: Int { Int(min(self["clinicians"]?.value ?? 0, 1e15)) }

    /// The number that is enough in a share ``level`` of the draws; ``clinicians`` without uncertainty.
    public var sufficientClinicians: Int {
        Int(min(self["clinicians.sufficient"]?.value ?? Double(clinicians), 1e15))
    }
}

extension CapacityPlan {
    /// Computes the answer.
    ///
    /// Standard errors are by the delta method with central differences; intervals are percentiles over seeded draws of
    /// the inputs (normal, none below 0; uniform over ranges), which need no linearity.
    ///
    /// - Throws: `CausalError.Code.badArgument` for inputs that no plan can have.
    public func answer(level: Double = 0.95) throws(CausalError) -> CapacityAnswer {
        try check()
        try Estimates.check(level: level)
        let values = inputs.map(\.quantity.value)
        guard CapacityNeed(self, values).clinicians < 1e9 else {
            throw CausalError(
                .badArgument, "the plan needs a billion clinicians or more",
                remedy: "Check the units: visits in a year, minutes of a visit, hours in a year.")
        }
        let measures = self.measures(staff: staff.map(Double.init) ?? CapacityNeed(self, values).whole)
        let drawn = isUncertain ? drawnNeeds : []
        var quantities = measures.map { measure in
            CapacityAnswer.Quantity(
                term: measure.term, meaning: measure.meaning,
                value: measure.value(CapacityNeed(self, values)),
                standardError: measure.isSmooth && isUncertain ? deltaError(measure, values) : nil,
                interval: CapacityPlan.percentiles(drawn.map(measure.value), level))
        }
        if !drawn.isEmpty {
            let sorted = drawn.map(\.whole).sorted()
            let rank = min(sorted.count - 1, max(0, Int((level * Double(sorted.count)).rounded(.up)) - 1))
            quantities.append(
                .init(
                    term: "clinicians.sufficient", meaning: "clinicians, enough with that confidence",
                    value: sorted[rank], standardError: nil, interval: nil))
        }
        return CapacityAnswer(plan: self, level: level, quantities: quantities)
    }

    /// A quantity as a function of the sums.
    private struct Measure: Sendable {
        let term: String
        let meaning: String
        var isSmooth = true
        let value: @Sendable (CapacityNeed) -> Double
    }

    private func measures(staff: Double) -> [Measure] {
        var measures = [Measure(term: "demand", meaning: "hours of care in a year") { $0.demand }]
        if !streams.isEmpty {
            measures.append(Measure(term: "demand.visits", meaning: "hours of visits") { $0.visits })
            for (index, stream) in streams.enumerated() {
                measures.append(
                    Measure(term: "demand.\(stream.name)", meaning: "hours of \(stream.name)") {
                        $0.streams[index]
                    })
            }
            measures.append(
                Measure(term: "triaged", meaning: "hours that the team takes off clinicians") { $0.triaged })
        }
        measures += [
            Measure(term: "supply", meaning: "hours of a clinician in a year") { $0.hours },
            Measure(term: "clinicians", meaning: "clinicians needed, whole", isSmooth: false) { $0.whole },
            Measure(term: "clinicians.exact", meaning: "clinicians needed") { $0.clinicians },
            Measure(term: "utilisation", meaning: "share of the hours worked with \(Int(staff)) clinicians") {
                staff > 0 ? $0.utilisation(of: staff) : 0
            },
        ]
        if self.staff != nil {
            measures.append(
                Measure(
                    term: "shortfall", meaning: "hours that these clinicians lack in a year", isSmooth: false
                ) {
                    $0.shortfall(of: staff)
                })
        }
        return measures
    }

    /// √Σ(∂/∂x·SE)², by central differences.
    private func deltaError(_ measure: Measure, _ values: [Double]) -> Double {
        var variance = 0.0
        for (index, input) in inputs.enumerated() where !input.quantity.isExact {
            let step = max(values[index].magnitude * 1e-5, 1e-9)
            var (up, down) = (values, values)
            up[index] += step
            down[index] -= step
            let slope =
                (measure.value(CapacityNeed(self, up)) - measure.value(CapacityNeed(self, down))) / (2 * step)
            variance += slope * slope * input.quantity.standardError * input.quantity.standardError
        }
        return variance.squareRoot()
    }

    /// The sums at each draw; draw d takes stream d of the seed, so that threads do not matter.
    private var drawnNeeds: [CapacityNeed] {
        let root = Generator(seed: seed)
        let inputs = inputs
        return Parallel.map(draws) { draw in
            var random = root.stream(draw)
            let values = inputs.map { input in
                // Hours that nobody works would divide by zero.
                let least = input.name.hasSuffix("hours") ? input.quantity.value * 1e-3 : 0
                return input.quantity.draw(&random, least: least, most: input.most)
            }
            return CapacityNeed(self, values)
        }
    }

    /// Percentiles by linear interpolation between order statistics (type 7 of Hyndman & Fan 1996).
    private static func percentiles(_ values: [Double], _ level: Double) -> Interval? {
        guard values.count > 1 else { return nil }
        let sorted = values.sorted()
        let at = { (share: Double) -> Double in
            let place = share * Double(sorted.count - 1)
            let below = Int(place)
            let above = min(below + 1, sorted.count - 1)
            return sorted[below] + (sorted[above] - sorted[below]) * (place - Double(below))
        }
        return Interval(at((1 - level) / 2), at((1 + level) / 2))
    }
}
