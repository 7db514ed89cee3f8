import Regression

/// By what factor a policy changes an outcome that is not negative: Poisson regression with unit and period effects.
///
///     E[y_it] = exp(α_i + λ_t + δD_it + x_it′θ),   e^δ = (Ȳ₁₁/Ȳ₁₀)/(Ȳ₀₁/Ȳ₀₀)
///
/// without covariates in two groups and two periods: the ratio of the groups' ratios, 100(e^δ − 1) being the effect in per
/// cent of what the outcome would have been. It assumes that without the policy outcomes would have grown by the same
/// factor, which is another assumption than parallel trends. The outcome need not be a count, and its variance may be any:
/// errors are clustered.
///
/// When units start at different times δ mixes comparisons as two-way fixed effects do; then take ``ExtendedTwoWay`` with
/// the Poisson family and ``EffectScale/ratio``. Units whose outcome is 0 throughout say nothing and are left out, and said.
///
/// - Source: Wooldridge (2023), *Simple approaches to nonlinear difference-in-differences with panel data*, The Econometrics
///   Journal 26; Chen & Roth (2024), *Logs with zeros?*, Quarterly Journal of Economics 139, section 5.1.
public struct RatioOfRatios: Sendable, Hashable {
    /// Outcome, panel, treatment, covariates and weights.
    public var policy: PolicyRegression

    /// Makes the model.
    public init(_ policy: PolicyRegression) { self.policy = policy }

    /// Fits the regression.
    ///
    /// - Throws: `CausalError.Code.badValue` for a negative outcome; `CausalError.Code.notIdentified` when units and periods
    ///   determine the treatment; and what reading the columns throws.
    public func fit(_ table: DataTable) throws(CausalError) -> AveragedEffects {
        var base = try policy.twoWayFrame(table)
        base.frame = base.frame.prepending([DesignColumn("ATT", base.panel.status)])
        let model = GeneralisedLinearModel(
            formula: base.leastSquares.formula, family: .poisson, weights: policy.weights,
            kind: policy.weightKind, panel: policy.panel.unit == nil ? nil : policy.panel)
        let fit = try model.fit(GeneralisedLinearDesign(base.frame, offset: nil, model: model))
        guard let position = fit.terms.firstIndex(of: "ATT"), fit.coefficients[position].isFinite else {
            throw CausalError(
                .notIdentified, "units and periods determine the treatment", column: policy.treatment.column,
                remedy: "Some units must be treated while others are not, with outcomes above 0.")
        }
        var jacobian = Matrix(1, fit.terms.count)
        jacobian[0, position] = 1
        return AveragedEffects(
            regression: fit, estimator: "ratio-of-ratios", unit: policy.panel.unit,
            map: CoefficientMap(
                terms: ["ATT"], labels: [[]], jacobian: jacobian, values: [fit.coefficients[position]]),
            leads: [], facts: base.panel.facts,
            notes: base.panel.notes
                + base.panel.alwaysTreatedNotes("they serve as controls with effects of their own")
                + staggered(base.panel),
            scale: .ratio)
    }

    private func staggered(_ panel: PolicyPanel) -> [String] {
        guard panel.cohorts.count(where: { $0 > panel.firstPeriod }) > 1 else { return [] }
        return [
            "Adoption is staggered: this factor also compares late adopters with units treated before them. "
                + "--estimator etwfe --family poisson --scale ratio does not."
        ]
    }
}
