import Groundwork
import Inference

extension RiskDifference {
    /// The difference that a row of a result stands for.
    ///
    /// An odds ratio OR moves a baseline risk p₀ to p₁ = OR·p₀ / (1 − p₀ + OR·p₀), a risk ratio to RR·p₀; the limits of
    /// the ratio give those of p₁ − p₀, and the standard error follows by the delta method. The baseline risk counts as
    /// known.
    ///
    /// - Parameters:
    ///   - row: the estimate.
    ///   - measure: what it is.
    ///   - baselineRisk: the risk without treatment, in (0, 1); needed for the logarithm of a ratio.
    /// - Throws: `CausalError.Code.notIdentified` for a row without an estimate; `CausalError.Code.badArgument` for a
    ///   missing or impossible baseline; `CausalError.Code.badValue` for a risk beyond 0 … 1.
    public init(_ row: Estimate, measure: RiskMeasure = .difference, baselineRisk: Double? = nil)
        throws(CausalError)
    {
        guard row.isEstimated else {
            throw CausalError(.notIdentified, "the row '\(row.term)' has no estimate", value: row.term)
        }
        if let baselineRisk, !(baselineRisk > 0 && baselineRisk < 1) {
            throw CausalError.argument("a baseline risk lies between 0 and 1", baselineRisk)
        }
        if measure == .difference {
            try self.init(difference: row, baselineRisk)
        } else if let baselineRisk {
            try self.init(ratio: row, measure, baselineRisk)
        } else {
            throw CausalError(
                .badArgument,
                "a ratio changes different risks by different amounts: the baseline risk is needed",
                value: row.term, remedy: "Give --baseline-risk, the share of events without treatment.")
        }
    }

    private init(difference row: Estimate, _ baseline: Double?) throws(CausalError) {
        let ends = row.interval
        let isKnown = row.bounds != nil || row.standardError.isFinite
        if let baseline, !(0...1).contains(baseline + row.estimate) {
            throw CausalError(
                .badValue, "the baseline risk and the effect add up to a risk beyond 0 … 1",
                value: "\(baseline) + \(row.estimate)")
        }
        try self.init(
            estimate: row.estimate, low: isKnown && ends.low.isFinite ? ends.low : nil,
            high: isKnown && ends.high.isFinite ? ends.high : nil,
            standardError: row.standardError.isFinite ? row.standardError : nil,
            degreesOfFreedom: row.degreesOfFreedom, level: row.level, method: "estimate")
    }

    private init(ratio row: Estimate, _ measure: RiskMeasure, _ baseline: Double) throws(CausalError) {
        func risk(_ log: Double) -> (value: Double, slope: Double) {
            measure.treated(log, baseline: baseline)
        }
        let (treated, slope) = risk(row.estimate)
        guard treated <= 1 else {
            throw CausalError(
                .badValue, "the risk ratio takes the baseline risk beyond 1", value: "\(treated)",
                remedy: "Give the baseline risk of the population that the ratio was estimated in.")
        }
        let ends = row.interval
        let isKnown = row.bounds != nil || row.standardError.isFinite
        try self.init(
            estimate: treated - baseline,
            low: isKnown && ends.low > -.infinity ? risk(ends.low).value - baseline : nil,
            high: isKnown && ends.high < .infinity ? min(1, risk(ends.high).value) - baseline : nil,
            standardError: row.standardError.isFinite ? slope * row.standardError : nil,
            degreesOfFreedom: row.degreesOfFreedom, level: row.level, method: measure.rawValue)
    }
}
