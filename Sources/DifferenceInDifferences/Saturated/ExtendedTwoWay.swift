import Regression

/// Wooldridge's extended two-way fixed effects (2021; 2023 for other families than the normal).
///
/// g(E y_it) = α_g + λ_t + Σ_{g,t≥g} (τ_{gt} + ẋ_i′θ_{gt}) 1{g_i = g, period t} + x′β_g + x′β_t
///
/// Cohorts and periods have effects of their own, treated cells one coefficient each, and covariates, centred by cohort
/// (ẋ), interact with all three: conventions of R's `etwfe`. An effect is the mean over treated rows of
/// μ(η) − μ(η without τ and θ); its variance is by the delta method with the regression's covariance, rows taken as
/// given.
///
/// - Controls are untreated rows of all units (``ControlGroup/notYetTreated``), or never-treated units alone, and then
///   periods before the start have effects too, relative to the last one.
/// - Without never-treated units rows from the last cohort's start on are left out.
/// - Linear without covariates in a balanced panel it is the imputation estimator, and with never-treated controls
///   Sun & Abraham's.
/// - Other families take cohorts and periods as dummies, because a margin depends on their coefficients.
/// - A regression with (1 + covariates) columns for each treated cell: 16 bytes × rows × columns; a design that would fill
///   a third of the machine's memory is refused.
///
/// - Source: Wooldridge (2021), *Two-way fixed effects, the two-way Mundlak regression, and difference-in-differences
///   estimators*; Wooldridge (2023), *Simple approaches to nonlinear difference-in-differences with panel data*, The
///   Econometrics Journal 26.
public struct ExtendedTwoWay: Sendable, Hashable {
    /// Outcome, panel, treatment, covariates and weights.
    public var policy: PolicyRegression
    /// Who cohorts are compared with.
    public var controls: ControlGroup
    /// The outcome's family; nil for least squares.
    public var family: ResponseFamily?
    /// The link; nil is the family's usual one.
    public var link: Link?
    /// Whether units have effects of their own in place of cohorts; least squares only.
    public var absorbsUnits: Bool
    /// For how many periods before its start the treatment may already have effects.
    public var anticipation: Int
    /// Whether effects are differences of means, or with a family ratios Σμ/Σμ₀ of treated rows' means with and without
    /// treatment, reported as logs; `overall` is then the mean of logs.
    public var scale: EffectScale

    /// Makes the estimator.
    public init(
        _ policy: PolicyRegression, controls: ControlGroup = .notYetTreated, family: ResponseFamily? = nil,
        link: Link? = nil, absorbsUnits: Bool = false, anticipation: Int = 0,
        scale: EffectScale = .difference
    ) {
        self.policy = policy
        self.controls = controls
        self.family = family
        self.link = link
        self.absorbsUnits = absorbsUnits
        self.anticipation = anticipation
        self.scale = scale
    }

    /// Fits the regression.
    ///
    /// - Throws: `CausalError.Code.badPanel` when a treatment ends or event times are not whole numbers;
    ///   `CausalError.Code.notIdentified` when nobody is treated, no control group is left or effects cannot be told
    ///   apart; `CausalError.Code.badValue` for an outcome outside the family's range and for a design that cannot be
    ///   held; `CausalError.Code.badArgument` for units' effects with a family or without units, and for a link without a
    ///   family.
    public func fit(_ table: DataTable) throws(CausalError) -> SaturatedFit {
        try checkArguments()
        let rows = try ComparisonRows(whole(table), policy.treatment, anticipation: anticipation)
        let cells = try SaturatedCells(
            rows, controls == .neverTreated ? .allButReference : .fromStart, anticipation: anticipation,
            column: policy.treatment.column)
        let design = try ExtendedTwoWayDesign(rows, cells, policy, dummies: family != nil)
        let facts: [JSONValue.Member] = [
            .init("control", .string(controls.rawValue)),
            .init("effects", .string(absorbsUnits ? "units" : "cohorts")),
        ]
        guard let family else {
            let fit = try rows.base.leastSquares.fit(design.frame)
            return try SaturatedFit(
                fit, "etwfe", policy, rows, cells, centred: design.centred, facts: facts)
        }
        let model = GeneralisedLinearModel(
            formula: rows.base.leastSquares.formula, family: family, link: link, weights: policy.weights,
            kind: policy.weightKind)
        let fit = try model.fit(GeneralisedLinearDesign(design.frame, offset: nil, model: model))
        return try SaturatedFit(
            margins: fit, "etwfe", policy, rows, cells, treated: design.treated,
            scale: scale, facts: facts + [.init("scale", .string(scale.rawValue))])
    }

    private func whole(_ table: DataTable) throws(CausalError) -> PolicyFrame {
        if absorbsUnits { return try policy.twoWayFrame(table) }
        guard family == nil else { return try policy.frame(absorbing: [], table) }
        var whole = try policy.frame(absorbing: [policy.panel.period], table)
        let cohort = Factor(name: policy.treatment.column, numbers: whole.panel.firstTreated)
        whole.frame = whole.frame.absorbing([cohort])
        return whole
    }

    private func checkArguments() throws(CausalError) {
        guard !absorbsUnits || (family == nil && policy.panel.unit != nil) else {
            throw CausalError(
                .badArgument,
                family == nil
                    ? "there are no units whose effects could be absorbed"
                    : "units' effects are for least squares: margins of other families depend on them",
                remedy: "Let cohorts have effects in place of units.")
        }
        guard scale == .difference || family != nil else {
            throw CausalError(
                .badArgument, "ratios are for outcomes with a family",
                remedy: "Add one, e.g. --family poisson; it suits any outcome that is not negative.")
        }
        guard link == nil || family != nil else {
            throw CausalError(.badArgument, "a link belongs to a family", value: link?.rawValue)
        }
    }
}
