import Distributions
import Groundwork
import Inference

/// What one option gives and costs more than another, with the uncertainty of both.
///
/// | quantity | formula |
/// |---|---|
/// | ratio (ICER) | Δc/Δe, with Fieller's set |
/// | net benefit at k | k·Δe − Δc, variance k²v_e + v_c − 2k·v_ec |
/// | acceptability at k | P(k·Δe − Δc > 0) = Φ(net benefit / its standard error) |
/// | value of information at k | E max(0, B) − max(0, E B), B normal: what perfect knowledge is worth for one decision |
///
/// k is what one is willing to pay for a unit of effect. With degrees of freedom, Student's t takes the place of Φ.
///
/// - Source: Stinnett & Mullahy (1998), Medical Decision Making 18; van Hout et al. (1994), Health Economics 3; Claxton
///   (1999), Journal of Health Economics 18.
public struct IncrementalCostEffectiveness: Sendable, Hashable, Codable {
    /// Δe, the difference in effect.
    public let effect: Double
    /// Δc, the difference in cost.
    public let cost: Double
    /// The variance of Δe.
    public let effectVariance: Double
    /// The variance of Δc.
    public let costVariance: Double
    /// The covariance of Δe and Δc.
    public let covariance: Double
    /// The degrees of freedom of Student's t; nil is the normal distribution.
    public let degreesOfFreedom: Double?

    /// Makes it from numbers.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a number that is not finite, a negative variance, or a covariance
    ///   beyond what the variances allow.
    public init(
        effect: Double, cost: Double, effectVariance: Double, costVariance: Double, covariance: Double = 0,
        degreesOfFreedom: Double? = nil
    ) throws(CausalError) {
        try CausalError.require(effect, "the difference in effect")
        try CausalError.require(cost, "the difference in cost")
        try CausalError.require(effectVariance, atLeast: 0, "the variance of the effect")
        try CausalError.require(costVariance, atLeast: 0, "the variance of the cost")
        let most = (effectVariance.squareRoot() * costVariance.squareRoot()) * (1 + 1e-9)
        guard covariance.magnitude <= most else {
            throw .argument(
                "the covariance of effect and cost is at most the product of their standard errors",
                covariance)
        }
        if let degreesOfFreedom, !(degreesOfFreedom > 0) {
            throw .argument("degrees of freedom are above zero", degreesOfFreedom)
        }
        self.effect = effect
        self.cost = cost
        self.effectVariance = effectVariance
        self.costVariance = costVariance
        self.covariance = covariance
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// Makes it from two rows of a result and their covariance.
    ///
    /// - Throws: `CausalError.Code.unknownTerm`; `CausalError.Code.notIdentified` for a row without a standard error.
    public init(_ estimates: Estimates, effect: String, cost: String) throws(CausalError) {
        let (first, second) = (try estimates.row(effect), try estimates.row(cost))
        for row in [first, second] where !row.isEstimated || !row.standardError.isFinite {
            throw CausalError(.notIdentified, "the row '\(row.term)' has no standard error", value: row.term)
        }
        let places = [effect, cost].compactMap { name in estimates.rows.firstIndex { $0.term == name } }
        let shared = places.count == 2 ? estimates.covariance[places[0], places[1]] : .nan
        try self.init(
            effect: first.estimate, cost: second.estimate,
            effectVariance: first.standardError * first.standardError,
            costVariance: second.standardError * second.standardError,
            covariance: shared.isFinite ? shared : 0,
            degreesOfFreedom: [first, second].compactMap(\.degreesOfFreedom).min())
    }

    private var reference: StudentT { StudentT(df: degreesOfFreedom ?? .infinity) }

    /// Δc/Δe; nil when the effects do not differ.
    public var ratio: Double? {
        let ratio = cost / effect
        return ratio.isFinite ? ratio : nil
    }

    /// Fieller's confidence set of the ratio.
    public func ratioSet(level: Double = 0.95) -> FiellerSet {
        FiellerSet(
            denominator: effect, numerator: cost, denominatorVariance: effectVariance,
            numeratorVariance: costVariance, covariance: covariance,
            criticalValue: reference.upperQuantile((1 - level) / 2))
    }

    /// k·Δe − Δc.
    public func netBenefit(_ k: Double) -> Double { k * effect - cost }

    /// The standard error of k·Δe − Δc.
    public func netBenefitError(_ k: Double) -> Double {
        max(0, k * k * effectVariance + costVariance - 2 * k * covariance).squareRoot()
    }

    /// The probability that the net benefit is above zero; ½ for an exact zero without uncertainty.
    public func acceptability(_ k: Double) -> Double {
        let (benefit, error) = (netBenefit(k), netBenefitError(k))
        guard error > 0 else { return benefit > 0 ? 1 : benefit < 0 ? 0 : 0.5 }
        return reference.survival(-benefit / error)
    }

    /// The expected value of perfect information, σ·(φ(m/σ) − |m/σ|·Φ(−|m/σ|)), in units of cost for one person.
    public func perfectInformation(_ k: Double) -> Double {
        let (benefit, error) = (netBenefit(k), netBenefitError(k))
        guard error > 0 else { return 0 }
        let z = (benefit / error).magnitude
        return max(0, error * (Normal().density(z) - z * Normal().survival(z)))
    }

    /// Where the estimate lies on the cost-effectiveness plane.
    public var quadrant: Quadrant {
        switch (effect > 0, cost > 0) {
        case (true, true): .moreForMore
        case (true, false): .dominant
        case (false, true): .dominated
        case (false, false): .lessForLess
        }
    }

    /// A quadrant of the cost-effectiveness plane.
    public enum Quadrant: String, Sendable, Hashable, Codable, CaseIterable {
        /// More effect, more cost: north-east.
        case moreForMore = "more-for-more"
        /// More effect, no more cost: south-east.
        case dominant
        /// No more effect, more cost: north-west.
        case dominated
        /// No more effect, no more cost: south-west.
        case lessForLess = "less-for-less"
    }
}
