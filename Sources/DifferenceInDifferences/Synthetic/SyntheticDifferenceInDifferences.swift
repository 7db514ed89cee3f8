import Regression

/// Synthetic difference-in-differences (Arkhangelsky, Athey, Hirshberg, Imbens & Wager 2021).
///
/// Controls are weighed so that before the treatment they move in parallel with the treated units, periods before so
/// that they predict the controls' later mean; the effect is the difference-in-differences under these weights,
///
///     τ = (ȳ_tr,post − Σ_t λ_t ȳ_tr,t) − Σ_j ω_j (ȳ_j,post − Σ_t λ_t y_jt).
///
/// ω minimises ‖Σ_j ω_j y_j + ω₀ − ȳ_tr‖²/T₀ + ζ_ω²‖ω‖² over the simplex, ζ_ω = (N_tr T_post)^¼ σ, and λ the same across
/// controls with ζ_λ = 10⁻⁶ σ, where σ is the standard deviation of the controls' first differences before the treatment.
///
/// ```swift
/// let fit = try SyntheticDifferenceInDifferences(
///     outcome: "packs", panel: PanelIndex(unit: "state", period: "year"), treatment: .status("treated")).fit(table)
/// let result = try fit.estimates(.placebo(draws: 200, seed: 42))
/// ```
///
/// Cohorts that start at different times are estimated one by one against the never-treated units, and averaged with
/// the number of their treated unit–periods as weights (Clarke, Pailañir, Athey & Imbens 2024).
///
/// **Which number.** The weights are those at which R's `synthdid` stops: Frank–Wolfe steps with exact line search, 100 of
/// them, weights up to a quarter of the largest set to zero, then up to 10,000 more until a step gains less than
/// 10⁻¹⁰ σ². What more steps could still gain is reported (``SyntheticWeights/unitGap``).
///
/// The panel must be balanced, and some units never treated.
///
/// - Source: Arkhangelsky et al. (2021), *Synthetic difference-in-differences*, American Economic Review 111(12).
public struct SyntheticDifferenceInDifferences: Sendable, Hashable {
    /// The outcome's column.
    public var outcome: String
    /// The columns of units and periods.
    public var panel: PanelIndex
    /// The column of the treatment.
    public var treatment: Treatment
    /// How controls and periods are weighed.
    public var method: SyntheticMethod
    /// Covariates as the right side of a formula, e.g. `"x1 + log(x2)"`.
    public var covariates: String?
    /// How covariates enter.
    public var adjustment: SyntheticAdjustment

    /// Puts the parts together.
    public init(
        outcome: String, panel: PanelIndex, treatment: Treatment,
        method: SyntheticMethod = .syntheticDifferences, covariates: String? = nil,
        adjustment: SyntheticAdjustment = .projected
    ) {
        self.outcome = outcome
        self.panel = panel
        self.treatment = treatment
        self.method = method
        self.covariates = covariates
        self.adjustment = adjustment
    }

    /// Estimates the effects.
    ///
    /// - Throws: `CausalError.Code.badPanel` for a panel that is not balanced, two rows of a unit in a period, a
    ///   treatment that ends, or a cohort with a single period before its start; `CausalError.Code.notIdentified`
    ///   when nobody is treated or nobody never; `CausalError.Code.notConverged` when coefficients of covariates
    ///   run away; and what reading the columns throws.
    public func fit(_ table: DataTable) throws(CausalError) -> SyntheticFit { try design(table).fit() }

    /// Reads the table, the first half of ``fit(_:)``.
    public func design(_ table: DataTable) throws(CausalError) -> SyntheticDesign {
        try SyntheticDesign(self, table)
    }
}
