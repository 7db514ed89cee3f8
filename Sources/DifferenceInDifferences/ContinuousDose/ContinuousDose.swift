import Regression

/// Effects of a treatment that comes in doses (Callaway, Goodman-Bacon & Sant'Anna 2024).
///
/// Units of cohort g get dose D_i > 0 from period g on; untreated ones get none. In each period t, with ΔY the change since
/// the last period before g (and before its anticipation) and m the mean change of the controls, or their regression on
/// covariates (doubly robust: that regression and the odds of being treated),
///
///     ΔY_i − m = β′ψ(D_i) + u_i,   ATT(d) = β′ψ(d),   ACRT(d) = β′ψ′(d):
///
/// the effect of dose d on those who got it, and by how much a little more of it would change the effect. Reading ATT(d)
/// as comparing doses, or ACRT(d) as causal, needs *strong* parallel trends: that all dose groups would have had the same
/// effects at the same dose. Parallel trends of untreated outcomes give only the effects at each group's own dose.
///
/// Where everybody is treated, units of the lowest dose d_L can serve as controls (their remark 3.1): what is found is then
/// ATT(d) − ATT(d_L).
///
/// Summaries are the means over treated units, ATT and ACRT. Periods weigh the same within a cohort, cohorts by their
/// number (or weight) of treated units; these shares count as known, as in R's `contdid`.
///
/// ```swift
/// let fit = try ContinuousDose(
///     outcome: "burnout", panel: PanelIndex(unit: "clinician", period: "month"),
///     treatment: .firstTreated("adopted"), dose: "hours").fit(table)
/// print(try fit.aggregate(.dose()).estimates())
/// ```
///
/// - Source: Callaway, Goodman-Bacon & Sant'Anna (2024), *Difference-in-differences with a continuous treatment*, NBER
///   Working Paper 32117.
public struct ContinuousDose: Sendable, Hashable {
    /// The outcome: a column or an expression.
    public var outcome: String
    /// The columns of units and periods.
    public var panel: PanelIndex
    /// First treated periods, or a column that holds each row's dose, 0 before the start.
    public var treatment: Treatment
    /// The column of doses; nil when ``treatment`` is it. It counts in rows from a unit's start on.
    public var dose: String?
    /// The form of the curve.
    public var curve: DoseCurve
    /// Who cohorts are compared with.
    public var controls: ControlGroup
    /// Covariates; nil for none.
    public var covariates: String?
    /// How they enter: a regression of the controls' changes, alone or with the odds of being treated (doubly robust).
    public var method: Adjustment.Method
    /// Whether the units of the lowest dose stand for the never treated, of whom there are none.
    public var comparesWithLowestDose: Bool
    /// For how many periods before its start the treatment may have effects.
    public var anticipation: Int
    /// What periods before the start are compared with.
    public var base: BasePeriod
    /// The column of sampling weights.
    public var weights: String?

    /// Puts the parts together.
    public init(
        outcome: String, panel: PanelIndex, treatment: Treatment, dose: String? = nil,
        curve: DoseCurve = .spline(), controls: ControlGroup = .neverTreated, covariates: String? = nil,
        anticipation: Int = 0, base: BasePeriod = .varying, weights: String? = nil,
        method: Adjustment.Method = .outcomeRegression, comparesWithLowestDose: Bool = false
    ) {
        self.outcome = outcome
        self.panel = panel
        self.treatment = treatment
        self.dose = dose
        self.curve = curve
        self.controls = controls
        self.covariates = covariates
        self.anticipation = anticipation
        self.base = base
        self.weights = weights
        self.method = method
        self.comparesWithLowestDose = comparesWithLowestDose
    }

    /// Estimates the curve of every cohort and period.
    ///
    /// - Throws: `CausalError.Code.badArgument` without units or a column of doses, for a degree outside 1…10, knots outside
    ///   0…50, or inverse probabilities alone (they give no curve); `CausalError.Code.badValue` for a treated unit whose dose is not positive;
    ///   `CausalError.Code.badPanel` for a dose that changes while treated; `CausalError.Code.notIdentified` when the
    ///   doses are too few for the curve; and what ``GroupTimeATT/fit(_:)`` throws.
    public func fit(_ table: DataTable) throws(CausalError) -> ContinuousDoseFit {
        guard panel.unit != nil else {
            throw CausalError(
                .badArgument, "doses are of units that are followed over time: a column of units is needed",
                remedy: "--unit names it.")
        }
        try check()
        let lowest = comparesWithLowestDose ? try LowestDose(self, table) : nil
        return try (lowest?.model ?? self).fit(lowest?.table ?? table, reference: lowest?.dose)
    }

    private func fit(_ table: DataTable, reference: Double?) throws(CausalError) -> ContinuousDoseFit {
        let model = GroupTimeATT(
            outcome: outcome, panel: panel, treatment: treatment, controls: controls,
            adjustment: Adjustment(method, covariates), anticipation: anticipation, base: base,
            weights: weights)
        let selection = try GroupTimeSelection(model, table, allowsDose: true)
        return try ContinuousDoseFit(
            self, DoseData(self, selection.withoutRedundantCovariates, model, reference: reference))
    }

    private func check() throws(CausalError) {
        if case .firstTreated = treatment, dose == nil {
            throw CausalError(
                .badArgument, "a column of doses is needed",
                remedy: "--dose names it beside --cohort; --treatment names a column that is 0 or the dose.")
        }
        guard method != .inverseProbability else {
            throw CausalError(
                .badArgument, "inverse probabilities alone give no curve of doses", value: method.rawValue,
                remedy: "Use reg or dr.")
        }
        guard case .spline(let degree, let knots) = curve else { return }
        guard (1...10).contains(degree), (0...50).contains(knots) else {
            throw CausalError(
                .badArgument, "a curve has a degree from 1 to 10 and 0 to 50 knots",
                value: "degree \(degree), knots \(knots)")
        }
    }
}
