import Regression

/// The outcome of a planned trial: what treatment does to it, and how much it varies.
public enum PlannedOutcome: Sendable, Hashable, Codable {
    /// A mean: the effect is a difference, `deviation` the standard deviation of one outcome (of its residual when dependence
    /// is given as variances).
    case continuous(effect: Double, deviation: Double)
    /// An event or a count.
    case counted(PlannedMeans)

    /// The effect, on the scale of the link.
    ///
    /// - Throws: `CausalError.Code.badArgument` for means outside their range.
    public func effect() throws(CausalError) -> Double {
        switch self {
        case .continuous(let effect, let deviation):
            guard effect.isFinite, abs(effect) <= 1e50 else {
                throw CausalError(.badArgument, "the effect is a finite number", value: "\(effect)")
            }
            guard deviation > 0, deviation <= 1e50 else {
                throw CausalError(
                    .badArgument, "the standard deviation is a number above 0", value: "\(deviation)")
            }
            return effect
        case .counted(let means): return try means.effect()
        }
    }
}

/// The means of events or counts under control and treatment, and how they will be analysed.
///
/// The linear predictor in period j is g(μ₀) + (j − 1)/(T − 1)·(g(μ₀ₑ) − g(μ₀)) + βx, with β = g(μ₁) − g(μ₀ₑ).
///
/// | analysis | the variance of a cell mean |
/// |---|---|
/// | pooled | of a linear model with one variance: v = p̄(1 − p̄) for events, μ̄ for counts, with p̄ = (μ₀ + μ₁)/2 |
/// | marginal | of GEE: S R S, R the correlation of cell means, S_j = √v(μ_j)/ \|dμ/dη\| (Li, Turner & Preisser 2018) |
/// | conditional | of a GLMM to first order: random effects on the link's scale + v(μ_j)/(m·(dμ/dη)²), at effects of zero (Breslow & Clayton 1993; Xia et al. 2021); an ICC is carried over at μ₀: τ² = ICC·v(μ₀)/(dμ/dη)² |
/// | exact | none: the expected information of the likelihood by enumeration of all outcomes (Zhou et al. 2020) |
public struct PlannedMeans: Sendable, Hashable, Codable {
    /// Events or counts.
    public var family: Family
    /// μ₀, the mean under control in the first period.
    public var control: Double
    /// μ₁, the mean under treatment in the last period.
    public var treated: Double
    /// μ₀ₑ, the mean under control in the last period; nil for no trend.
    public var controlAtEnd: Double?
    /// g.
    public var link: Link
    /// How it will be analysed.
    public var analysis: Analysis

    /// What is counted.
    public enum Family: String, Sendable, Hashable, Codable, CaseIterable {
        /// Events: the mean is a probability.
        case binomial
        /// Counts: the mean is a rate.
        case poisson
    }

    /// What the variance of the estimate follows from.
    public enum Analysis: String, Sendable, Hashable, Codable, CaseIterable {
        /// A linear model with one variance.
        case pooled
        /// Generalised estimating equations.
        case marginal
        /// A generalised linear mixed model, to first order.
        case conditional
        /// A generalised linear mixed model by maximum likelihood, enumerated.
        case exact
    }

    /// Makes means; the link is the identity unless told otherwise.
    public init(
        _ family: Family, control: Double, treated: Double, controlAtEnd: Double? = nil,
        link: Link = .identity,
        analysis: Analysis = .pooled
    ) {
        self.family = family
        self.control = control
        self.treated = treated
        self.controlAtEnd = controlAtEnd
        self.link = link
        self.analysis = analysis
    }

    /// The mean under control in the last period.
    public var end: Double { controlAtEnd ?? control }

    /// The effect β on the link's scale.
    ///
    /// - Throws: `CausalError.Code.badArgument` for means outside their range, or a link that does not go with them.
    public func effect() throws(CausalError) -> Double {
        let (name, highest) =
            family == .binomial ? ("a proportion lies between 0 and 1", 1.0) : ("a rate lies above 0", 1e50)
        for mean in [control, treated, end] where !(mean > 0 && mean < highest) {
            throw CausalError(.badArgument, name, value: "\(mean)")
        }
        guard link != .probit, !(link == .logit && family == .poisson) else {
            throw CausalError(
                .badArgument,
                "the link of \(family == .binomial ? "events is identity, log or logit" : "counts is identity or log")",
                value: link.rawValue)
        }
        guard analysis != .pooled || (link == .identity && controlAtEnd == nil) else {
            throw CausalError(
                .badArgument, "a pooled variance goes with the identity link and no trend",
                remedy: "Choose the analysis: gee, glmm or exact.")
        }
        return LinkScale.predictor(link, treated) - LinkScale.predictor(link, end)
    }

    /// Sets μ₁ so that the effect is β on the link's scale.
    public mutating func shift(by effect: Double) {
        treated = LinkScale.mean(link, LinkScale.predictor(link, end) + effect)
    }

    /// The variance of one outcome with this mean.
    func variance(_ mean: Double) -> Double { family == .binomial ? mean * (1 - mean) : mean }

    /// The variance of one outcome on the link's scale, v(μ)/(dμ/dη)².
    func linkVariance(_ mean: Double) -> Double {
        let slope = LinkScale.slope(link, LinkScale.predictor(link, mean))
        return variance(mean) / (slope * slope)
    }

    /// The pooled variance.
    var pooledVariance: Double { variance((control + treated) / 2) }

    /// The linear predictors of a sequence's cells.
    func predictors(_ exposures: [Double], periods: [Int], of count: Int, effect: Double) -> [Double] {
        let start = LinkScale.predictor(link, control)
        let rise = LinkScale.predictor(link, end) - start
        return zip(exposures, periods).map { exposure, period in
            start + (count > 1 ? rise * Double(period) / Double(count - 1) : 0) + effect * exposure
        }
    }

    /// Refuses linear predictors that give no mean of the family.
    func check(_ predictors: [Double]) throws(CausalError) {
        for eta in predictors {
            let mean = LinkScale.mean(link, eta)
            guard mean > 0, family == .poisson || mean < 1 else {
                throw CausalError(
                    .badArgument, "trend and effect together leave the range of means", value: "\(mean)",
                    remedy:
                        "Make the trend or the effect smaller, or use a logit (events) or log (counts) link.")
            }
        }
    }
}
