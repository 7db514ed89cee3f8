import Groundwork
import Inference

extension EValue {
    /// What an estimate measures, for an E-value.
    public enum Measure: String, Sendable, Hashable, Codable, CaseIterable {
        /// The logarithm of a risk ratio.
        case logRisk = "log-risk"
        /// The logarithm of an odds ratio.
        case logOdds = "log-odds"
        /// The logarithm of a hazard ratio.
        case logHazard = "log-hazard"
        /// A difference of risks; needs the baseline risk.
        case difference
        /// A difference of means; needs the outcome's standard deviation.
        case mean
    }

    /// The E-value of a row of a result.
    ///
    /// - Parameters:
    ///   - row: the estimate.
    ///   - measure: what it is.
    ///   - isRare: whether the outcome is rare (below 15 %), for odds and hazards.
    ///   - baselineRisk: the risk without treatment, for a difference of risks.
    ///   - deviation: the outcome's standard deviation, for a difference of means.
    ///   - trueRatio: the ratio to which confounding would have to move the effect.
    /// - Throws: `CausalError.Code.notIdentified` for a row without an estimate; `CausalError.Code.badArgument` for what a
    ///   measure needs and is missing or out of range.
    public init(
        _ row: Estimate, _ measure: Measure, isRare: Bool = false, baselineRisk: Double? = nil,
        deviation: Double? = nil, trueRatio: Double = 1
    ) throws(CausalError) {
        guard row.isEstimated else {
            throw CausalError(.notIdentified, "the row '\(row.term)' has no estimate", value: row.term)
        }
        switch measure {
        case .difference: try self.init(difference: row, baselineRisk, trueRatio)
        case .mean: try self.init(mean: row, deviation, trueRatio)
        case .logRisk, .logOdds, .logHazard:
            func ratio(_ log: Double) -> Double {
                Self.riskRatio(Elementary.exponential(log), measure, isRare: isRare)
            }
            let ends = Self.ends(row)
            try self.init(
                riskRatio: ratio(row.estimate), low: ends.low.map(ratio), high: ends.high.map(ratio),
                trueRatio: trueRatio,
                measure: measure.rawValue + (measure == .logRisk ? "" : isRare ? ", rare" : ", common"))
        }
    }

    private static func ends(_ row: Estimate) -> (low: Double?, high: Double?) {
        let ends = row.interval
        return (ends.low.isFinite ? ends.low : nil, ends.high.isFinite ? ends.high : nil)
    }

    private static func riskRatio(_ ratio: Double, _ measure: Measure, isRare: Bool) -> Double {
        if isRare || measure == .logRisk { return ratio }
        let root = ratio.squareRoot()
        if measure == .logOdds { return root }
        return (1 - Elementary.power(0.5, root)) / (1 - Elementary.power(0.5, 1 / root))
    }

    private init(difference row: Estimate, _ baseline: Double?, _ trueRatio: Double) throws(CausalError) {
        guard let baseline, baseline > 0, baseline < 1 else {
            throw CausalError(
                .badArgument, "a difference of risks needs the risk without treatment, between 0 and 1",
                value: baseline.map { "\($0)" }, remedy: "Give --baseline-risk.")
        }
        func ratio(_ difference: Double) -> Double { max(0, baseline + difference) / baseline }
        guard ratio(row.estimate) > 0 else {
            throw CausalError(
                .badValue, "the effect takes the baseline risk below zero", value: "\(row.estimate)")
        }
        let ends = Self.ends(row)
        try self.init(
            riskRatio: ratio(row.estimate), low: ends.low.map(ratio), high: ends.high.map(ratio),
            trueRatio: trueRatio,
            measure: "risk-difference")
    }

    private init(mean row: Estimate, _ deviation: Double?, _ trueRatio: Double) throws(CausalError) {
        guard let deviation, deviation > 0, deviation.isFinite else {
            throw CausalError(
                .badArgument, "a difference of means needs the outcome's standard deviation, above zero",
                value: deviation.map { "\($0)" }, remedy: "Give --outcome-sd.")
        }
        let d = row.estimate / deviation
        let margin = row.standardError.isFinite ? 1.78 * row.standardError / deviation : nil
        try self.init(
            riskRatio: Elementary.exponential(0.91 * d),
            low: margin.map { Elementary.exponential(0.91 * d - $0) },
            high: margin.map { Elementary.exponential(0.91 * d + $0) }, trueRatio: trueRatio,
            measure: "standardised-difference")
    }

    /// The rows `risk.ratio`, `e.value` and `e.value.limit`.
    public func estimates(of term: String, level: Double = 0.95) -> Estimates {
        var table = DecisionRows(level: level)
        let bounds = low.flatMap { low in high.map { Interval(low, $0) } }
        table.add("risk.ratio", [], ratio, bounds: bounds)
        table.add("e.value", [], estimate)
        table.add("e.value.limit", [], limit)
        let words = Numbers.inWords(estimate)
        var notes = [
            "A confounder tied to both treatment and outcome by risk ratios of \(words) each, beyond what was measured, could "
                + "explain the effect; a weaker one could not."
        ]
        if limit == 1 {
            notes.append("The interval contains no effect: no confounding is needed to explain it.")
        }
        if limit == nil { notes.append("The limit nearer to no effect is not known.") }
        return table.estimates(
            command: "unmeasured",
            model: [
                .init("estimator", "e-value"), .init("term", .string(term)),
                .init("measure", .string(measure)),
                .init("true.ratio", .number(trueRatio)), .init("curve", curve),
            ], notes: notes)
    }

    /// For the picture: which risk ratios with the outcome explain the estimate, and its limit, away beside each with
    /// treatment (Ding & VanderWeele's bounding factor).
    private var curve: JSONValue {
        let top = min(1e6, 3 * estimate)
        let x = (0...400).map { 1 + (top - 1) * Double($0) / 400 }
        func partners(_ ratio: Double?) -> JSONValue {
            .array(
                x.map { x in
                    let y = ratio.flatMap { outcomeRatio(besides: x, of: $0) }
                    return .number(y.flatMap { $0 <= top ? $0 : nil } ?? .nan)
                })
        }
        return [
            "treatment": .array(x.map(JSONValue.number)), "estimate": partners(ratio),
            "limit": partners(nearerLimit),
        ]
    }
}
