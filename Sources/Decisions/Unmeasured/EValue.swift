import Groundwork
import Inference

/// How strong unmeasured confounding would have to be to explain an effect away.
///
/// For a risk ratio RR ≥ 1 (its inverse below 1)
///
///     E = RR + √(RR·(RR − 1)):
///
/// a confounder associated with both treatment and outcome by risk ratios of at least E each, beyond the measured
/// covariates, could move the effect to none; a weaker one could not. The E-value of the limit nearer to no effect is 1 when
/// the interval contains no effect. With another true ratio T the same holds for RR/T.
///
/// Other measures are turned into risk ratios first:
///
/// | measure | risk ratio |
/// |---|---|
/// | odds ratio, outcome rare (below 15 %) | OR |
/// | odds ratio, outcome common | √OR |
/// | hazard ratio, rare / common | HR / (1 − ½^√HR)/(1 − ½^√(1/HR)) |
/// | standardised difference d ± s | exp(0.91·d), limits exp(0.91·d ± 1.78·s) |
/// | risk difference with baseline risk p | (p + RD)/p |
///
/// - Source: VanderWeele & Ding (2017), Annals of Internal Medicine 167, 268–274; Chinn (2000) for d. Numbers are those of
///   R's `EValue`.
public struct EValue: Sendable, Hashable, Codable {
    /// The risk ratio.
    public let ratio: Double
    /// Its lower limit; nil when unknown.
    public let low: Double?
    /// Its upper limit; nil when unknown.
    public let high: Double?
    /// The ratio to which confounding would have to move the effect; 1 is no effect.
    public let trueRatio: Double
    /// How the ratio was found.
    public let measure: String

    /// Makes it from a risk ratio.
    ///
    /// - Throws: `CausalError.Code.badArgument` for ratios that are not above zero, or limits that do not hold the ratio.
    public init(
        riskRatio ratio: Double, low: Double? = nil, high: Double? = nil, trueRatio: Double = 1,
        measure: String = "risk-ratio"
    ) throws(CausalError) {
        for value in [ratio, low, high, trueRatio].compactMap({ $0 }) where !(value >= 0 && value < .infinity)
        {
            throw .argument("a ratio is a number above zero", value)
        }
        guard ratio > 0, trueRatio > 0 else {
            throw .argument("a ratio is a number above zero", min(ratio, trueRatio))
        }
        guard low ?? ratio <= ratio, ratio <= high ?? ratio else {
            throw .argument("the limits hold the ratio between them", ratio)
        }
        self.ratio = ratio
        self.low = low
        self.high = high
        self.trueRatio = trueRatio
        self.measure = measure
    }

    /// The E-value of the estimate.
    public var estimate: Double { Self.value(ratio / trueRatio) }

    /// The E-value of the limit nearer to the true ratio; 1 when the interval contains it, nil when that limit is unknown.
    public var limit: Double? {
        if ratio >= trueRatio { return low.map { $0 <= trueRatio ? 1 : Self.value($0 / trueRatio) } }
        return high.map { $0 >= trueRatio ? 1 : Self.value($0 / trueRatio) }
    }

    /// RR + √(RR(RR − 1)), of the inverse below 1; infinite at 0.
    static func value(_ ratio: Double) -> Double {
        let above = ratio < 1 ? 1 / ratio : ratio
        return above + (above * (above - 1)).squareRoot()
    }
}
