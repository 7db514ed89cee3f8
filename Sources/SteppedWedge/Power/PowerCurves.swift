import Regression

/// Power over one assumption, a curve for each value of another.
public struct PowerCurves: Sendable, Hashable {
    /// What runs along the axis.
    public let axis: Assumption
    /// Its values, in order.
    public let values: [Double]
    /// What tells the curves apart; nil for one curve.
    public let by: Assumption?
    /// The curves.
    public let curves: [Curve]

    /// One curve.
    public struct Curve: Sendable, Hashable {
        /// The value of ``PowerCurves/by``, NaN without one.
        public let value: Double
        /// The power at each value of the axis; NaN where the plan is impossible.
        public let power: [Double]
    }

    /// An assumption of a plan that curves run over.
    public enum Assumption: String, Sendable, Hashable, Codable, CaseIterable {
        /// The intracluster correlation.
        case icc
        /// The cluster autocorrelation.
        case cac
        /// The people in a cluster and period.
        case size
        /// The clusters in each sequence.
        case clusters
        /// The effect.
        case effect

        /// Its name on an axis.
        public var label: String {
            switch self {
            case .icc: "intracluster correlation"
            case .cac: "cluster autocorrelation"
            case .size: "people in a cluster and period"
            case .clusters: "clusters in a sequence"
            case .effect: "effect"
            }
        }
    }

    /// The values at which the plan is impossible, in words.
    public var notes: [String] {
        let lost = values.indices.filter { place in curves.contains { $0.power[place].isNaN } }
        guard !lost.isEmpty else { return [] }
        let named = lost.map { "\(axis.rawValue) = \(values[$0].shortestDecimal)" }.joined(separator: ", ")
        return ["The plan is impossible or tells nothing of the effect at \(named): there is no power there."]
    }

    /// The curves in words, a line each.
    public var lines: [String] {
        curves.map { curve in
            let condition = by.map { " (\($0.rawValue) = \(curve.value.shortestDecimal))" } ?? ""
            let points = zip(values, curve.power).map { value, power in
                "\(value.shortestDecimal): " + (power.isNaN ? "none" : PlannedTrial.percent(power))
            }
            return "Power by \(axis.rawValue)\(condition): \(points.joined(separator: ", "))."
        }
    }

    /// The curves as JSON: `axis`, `values`, `by` and `curves`.
    public var json: JSONValue {
        let lines = curves.map { curve in
            JSONValue.object([
                .init("value", .number(curve.value)),
                .init("power", .array(curve.power.map(JSONValue.number))),
            ])
        }
        return [
            "axis": .string(axis.rawValue), "label": .string(axis.label),
            "values": .array(values.map(JSONValue.number)),
            "by": by.map { .string($0.rawValue) } ?? .null, "curves": .array(lines),
        ]
    }
}

extension PlannedTrial {
    /// The power over values of one assumption, for each value of another.
    ///
    /// Where a value makes the plan impossible the power is NaN.
    ///
    /// - Throws: `CausalError.Code.badArgument` without values or for assumptions that the plan does not have.
    public func curves(
        over axis: PowerCurves.Assumption, _ values: [Double], by second: PowerCurves.Assumption? = nil,
        _ others: [Double] = []
    ) throws(CausalError) -> PowerCurves {
        guard !values.isEmpty, second == nil || !others.isEmpty, values.count * max(1, others.count) <= 10_000
        else {
            throw CausalError(.badArgument, "curves need values, at most 10,000")
        }
        guard second != axis else {
            throw CausalError(.badArgument, "curves run over two different assumptions", value: axis.rawValue)
        }
        var curves: [PowerCurves.Curve] = []
        for other in second == nil ? [.nan] : others {
            let base = try second.map { (second) throws(CausalError) in try with(second, other) } ?? self
            var powers: [Double] = []
            for value in values { powers.append(try base.powerOrNaN(axis, value)) }
            curves.append(.init(value: other, power: powers))
        }
        return PowerCurves(axis: axis, values: values, by: second, curves: curves)
    }

    /// The curves that a planner looks at first: over the ICC, for several CACs where the plan has one; over the clusters of a
    /// plan by standard deviations.
    ///
    /// - Throws: as ``power(draws:seed:)``.
    public func usualCurves() throws(CausalError) -> PowerCurves {
        guard case .correlations(let icc, let cac, _) = dependence.scale else {
            let most = schedule.clusterCount / max(1, try schedule.reduced().clusterCount)
            return try curves(over: .clusters, (1...max(4, 2 * most)).map(Double.init))
        }
        let reach = min(0.9, max(0.1, 2 * icc))
        let values =
            ([0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1].map { $0 * reach } + [icc])
            .sorted()
        if case .counted(let means) = outcome, means.analysis == .exact {
            return try curves(over: .icc, [0.5 * icc, icc, 2 * icc])
        }
        guard dependence.decay == 1, !dependence.isProportional else { return try curves(over: .icc, values) }
        return try curves(over: .icc, values, by: .cac, Set([0.5, 0.8, 1, cac]).sorted())
    }

    private func powerOrNaN(_ axis: PowerCurves.Assumption, _ value: Double) throws(CausalError) -> Double {
        let changed = try with(axis, value)
        do throws(CausalError) {
            return try changed.power(draws: 100).power
        } catch  where error.code == .badArgument || error.code == .notIdentified {
            return .nan
        }
    }

    /// The plan with another value of an assumption.
    ///
    /// - Throws: `CausalError.Code.badArgument` when the plan has no such assumption.
    public func with(_ assumption: PowerCurves.Assumption, _ value: Double) throws(CausalError)
        -> PlannedTrial
    {
        var trial = self
        switch assumption {
        case .icc, .cac:
            guard let changed = assumption == .icc ? dependence.with(icc: value) : dependence.with(cac: value)
            else {
                throw CausalError(
                    .badArgument, "curves over \(assumption.rawValue) need a plan by correlations",
                    remedy: "Give an ICC in place of τ.")
            }
            trial.dependence = changed
        case .size: trial.sizes = sizes.scaled(to: value)
        case .clusters:
            guard let count = Int(exactly: value), (1...10_000).contains(count) else {
                throw CausalError(
                    .badArgument, "the number of clusters is whole, from 1 on", value: "\(value)")
            }
            trial.schedule = try schedule.reduced().scaled(by: count)
        case .effect: trial.outcome = outcome.with(effect: value)
        }
        return trial
    }
}

extension PlannedOutcome {
    /// The same with another effect on the scale of the link.
    func with(effect: Double) -> PlannedOutcome {
        switch self {
        case .continuous(_, let deviation): return .continuous(effect: effect, deviation: deviation)
        case .counted(var means):
            means.shift(by: effect)
            return .counted(means)
        }
    }
}
