import Distributions
import Groundwork
import Inference

/// How much of what is left an unmeasured confounder would have to explain to change a regression's answer.
///
/// With f = |t|/√df, the effect's partial Cohen f, and q the share of the estimate to be explained away,
///
///     RV_q = ½·(√(f_q⁴ + 4f_q²) − f_q²),   f_q = q·f:
///
/// a confounder that explains a share RV_q of the residual variance of both treatment and outcome takes away q of the
/// estimate. RV_{q,α} does the same for the interval: f_q − t_{α/2, df−1}/√(df − 1) takes the place of f_q; where the
/// confounder's link with treatment alone suffices, (f_q² − f*²)/(1 + f_q²), f* that critical term. R²_{Y~D|X} = t²/(t² + df) is
/// the share of the outcome that treatment explains: a confounder which explains all of the outcome must explain as much
/// of treatment.
///
/// The statistic is that of least squares under independent errors of one variance: partial R² is a property of the fit,
/// not of the covariance chosen after it.
///
/// - Source: Cinelli & Hazlett (2020), Journal of the Royal Statistical Society B 82, 39–67, equations 15–17. Numbers are
///   those of R's `sensemakr`.
public struct RobustnessValue: Sendable, Hashable, Codable {
    /// The term.
    public let term: String
    /// The estimate.
    public let estimate: Double
    /// Its standard error under independent errors of one variance.
    public let standardError: Double
    /// The residual degrees of freedom.
    public let degreesOfFreedom: Double

    /// Makes it from a classical regression's numbers.
    ///
    /// - Throws: `CausalError.Code.badArgument` unless the standard error is above zero and there are more than one degree
    ///   of freedom.
    public init(term: String, estimate: Double, standardError: Double, degreesOfFreedom: Double)
        throws(CausalError)
    {
        try CausalError.require(estimate, "the estimate")
        guard standardError > 0, standardError.isFinite else {
            throw .argument("a standard error is above zero", standardError)
        }
        guard degreesOfFreedom > 1, degreesOfFreedom.isFinite else {
            throw .argument(
                "more than one residual degree of freedom is needed", degreesOfFreedom,
                remedy: "Use a fit of least squares, or give --df.")
        }
        self.term = term
        self.estimate = estimate
        self.standardError = standardError
        self.degreesOfFreedom = degreesOfFreedom
    }

    /// estimate / standard error.
    public var statistic: Double { estimate / standardError }

    /// R²_{Y~D|X} = t²/(t² + df).
    public var partialR2: Double { statistic * statistic / (statistic * statistic + degreesOfFreedom) }

    /// RV_q, of a share q of the estimate.
    public func value(q: Double = 1) -> Double {
        Self.solve(q * statistic.magnitude / degreesOfFreedom.squareRoot())
    }

    /// RV_{q,α}: the same until the interval of level 1 − α holds (1 − q) times the estimate.
    public func value(q: Double = 1, alpha: Double) -> Double {
        let f = q * statistic.magnitude / degreesOfFreedom.squareRoot()
        let critical = criticalF(alpha)
        guard f > critical else { return 0 }
        if critical > 0, f > 1 / critical { return (f * f - critical * critical) / (1 + f * f) }
        return Self.solve(f - critical)
    }

    private func criticalF(_ alpha: Double) -> Double {
        let df = degreesOfFreedom - 1
        return StudentT(df: df).upperQuantile(alpha / 2) / df.squareRoot()
    }

    /// ½(√(f⁴ + 4f²) − f²), written without a difference: 2/(1 + √(1 + 4/f²)).
    private static func solve(_ f: Double) -> Double { f == 0 ? 0 : 2 / (1 + (1 + 4 / (f * f)).squareRoot()) }

    /// A confounder's strength: the shares of residual variance that it explains.
    public struct Confounder: Sendable, Hashable, Codable {
        /// Of treatment, R²_{D~Z|X}.
        public let treatment: Double
        /// Of the outcome, R²_{Y~Z|D,X}.
        public let outcome: Double

        /// Makes a confounder.
        ///
        /// - Throws: `CausalError.Code.badArgument` unless 0 ≤ treatment < 1 and 0 ≤ outcome ≤ 1.
        public init(treatment: Double, outcome: Double) throws(CausalError) {
            guard treatment >= 0, treatment < 1, outcome >= 0, outcome <= 1 else {
                throw .argument(
                    "the shares of variance lie from 0 to 1",
                    treatment >= 0 && treatment < 1 ? outcome : treatment)
            }
            self.treatment = treatment
            self.outcome = outcome
        }
    }

    /// What the estimate would have been with the confounder in the regression, taken towards zero.
    ///
    ///     bias = se·√df·√(R²_{Y~Z|D,X}·R²_{D~Z|X}/(1 − R²_{D~Z|X})),
    ///     se' = se·√((1 − R²_{Y~Z|D,X})/(1 − R²_{D~Z|X})·df/(df − 1)).
    ///
    /// The interval takes the fit's df, as `sensemakr` does.
    public func adjusted(for confounder: Confounder, level: Double = 0.95) -> Estimate {
        let (r, y) = (confounder.treatment, confounder.outcome)
        let bias = standardError * degreesOfFreedom.squareRoot() * (y * r / (1 - r)).squareRoot()
        let error =
            standardError * ((1 - y) / (1 - r) * degreesOfFreedom / (degreesOfFreedom - 1)).squareRoot()
        return Estimate(
            term: term, estimate: estimate - (estimate < 0 ? -bias : bias), standardError: error,
            degreesOfFreedom: degreesOfFreedom, level: level)
    }

    /// The strength of a confounder that is k times as strong as an observed covariate.
    ///
    /// - Parameters:
    ///   - outcomeShare: the covariate's partial R² with the outcome, given treatment and the rest.
    ///   - treatmentShare: its partial R² with treatment, given the rest.
    ///   - k: how many times as strong, on both sides.
    /// - Throws: `CausalError.Code.badArgument` when nothing can be so strong: treatment would be explained altogether.
    public static func benchmark(
        outcomeShare: Double, treatmentShare: Double, times k: Double
    ) throws(CausalError) -> Confounder {
        let treatment = k * treatmentShare / (1 - treatmentShare)
        guard k > 0, treatment < 1, k * treatmentShare < 1 else {
            throw .argument("a confounder that many times as strong as the covariate is impossible", k)
        }
        let between = k * treatmentShare * treatmentShare / ((1 - k * treatmentShare) * (1 - treatmentShare))
        guard between < 1 else {
            throw .argument("a confounder that many times as strong as the covariate is impossible", k)
        }
        let factor = (k.squareRoot() + between.squareRoot()) / (1 - between).squareRoot()
        let outcome = factor * factor * outcomeShare / (1 - outcomeShare)
        return try Confounder(treatment: treatment, outcome: min(1, outcome))
    }
}
