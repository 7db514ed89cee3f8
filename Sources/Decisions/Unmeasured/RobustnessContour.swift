import Distributions
import Groundwork

extension RobustnessValue {
    /// How much of the outcome a confounder must explain, beside a share of treatment, to take away a share of the estimate.
    ///
    ///     R²_{Y~Z|D,X} = q²f²·(1 − R²_{D~Z|X})/R²_{D~Z|X},   f = |t|/√df
    ///
    /// - Parameters:
    ///   - treatment: R²_{D~Z|X}, in (0, 1).
    ///   - q: the share of the estimate; 1 takes it to zero.
    /// - Returns: the share of the outcome's residual variance; nil where even all of it is not enough.
    /// - Source: Cinelli & Hazlett (2020), equation 6.
    public func outcomeShare(besides treatment: Double, q: Double = 1) -> Double? {
        guard treatment > 0, treatment < 1 else { return nil }
        let f = q * statistic.magnitude / degreesOfFreedom.squareRoot()
        let share = f * f * (1 - treatment) / treatment
        return share <= 1 ? share : nil
    }

    /// The same until the interval of a level reaches (1 − q) times the estimate; 0 where it does without a confounder.
    ///
    /// Along y the interval's nearer limit |θ̂| − a√y − b√(1 − y) falls until √y = a/√(a² + b²): the first zero is sought below
    /// that.
    public func outcomeShare(besides treatment: Double, q: Double = 1, level: Double) -> Double? {
        guard treatment > 0, treatment < 1, level > 0, level < 1 else { return nil }
        let df = degreesOfFreedom
        let a = (df * treatment / (1 - treatment)).squareRoot()
        let margin = StudentT(df: df).upperQuantile((1 - level) / 2)
        let b = margin * (df / (df - 1) / (1 - treatment)).squareRoot()
        let gap = { (y: Double) in
            q * self.statistic.magnitude - a * y.squareRoot() - b * (1 - y).squareRoot()
        }
        guard gap(0) > 0 else { return 0 }
        return Numbers.zero(from: 0, to: a * a / (a * a + b * b), gap)
    }
}

extension EValue {
    /// How strongly a confounder must be tied to the outcome, beside its tie to treatment, to explain a ratio away.
    ///
    ///     RR_UD = R·(RR_EU − 1)/(RR_EU − R),   R = max(ratio/trueRatio, trueRatio/ratio)
    ///
    /// - Parameters:
    ///   - treatment: RR_EU, the confounder's risk ratio with treatment.
    ///   - ratio: the estimate or one of its limits.
    /// - Returns: RR_UD; nil where no tie to the outcome is enough.
    /// - Source: Ding & VanderWeele (2016), *Epidemiology* 27, 368–377: the bounding factor.
    public func outcomeRatio(besides treatment: Double, of ratio: Double) -> Double? {
        let above = ratio < trueRatio ? trueRatio / ratio : ratio / trueRatio
        guard treatment > above, above.isFinite else { return nil }
        return above * (treatment - 1) / (treatment - above)
    }

    /// The limit nearer to the true ratio; nil when it is unknown or beyond it.
    public var nearerLimit: Double? {
        let end = ratio >= trueRatio ? low : high
        return end.flatMap { ($0 > trueRatio) == (ratio > trueRatio) && $0 != trueRatio && $0 > 0 ? $0 : nil }
    }
}
