import Regression

/// Triple differences, staggered or not (Ortiz-Villavicencio & Sant'Anna 2025).
///
/// A policy is enabled in some groups (states, firms) from a period g on, and within them only some units are eligible.
/// ATT(g, t) is the mean effect on the eligible units of the groups enabled in g. Eligible and ineligible units may
/// follow different trends, as long as their difference moves alike in the groups compared. With a comparison group c,
/// never enabled or not yet,
///
///     ATT(g,t) = DiD[(g, eligible) − (g, ineligible)] + DiD[(g, eligible) − (c, eligible)]
///              − DiD[(g, eligible) − (c, ineligible)],
///
/// three comparisons that each adjust for the covariates of the eligible units in g (eq. 4.1): the difference of two
/// doubly robust estimates would adjust for two different populations. Groups not yet enabled may not be pooled;
/// estimates with each are combined with the weights of least variance, w = Ω⁻¹1/(1′Ω⁻¹1) (eq. 4.12).
///
/// ```swift
/// let effects = try TripleDifferences(
///     outcome: "burnout", panel: PanelIndex(unit: "clinician", period: "month"), firstEnabled: "adopted",
///     eligible: "ward", controls: .notYetTreated, adjustment: .doublyRobust("experience")).fit(table)
/// print(try effects.aggregate(.event).estimates(.clustered(by: "clinic")))
/// ```
///
/// Panels with and without gaps, repeated cross-sections, base periods, anticipation and weights as in ``GroupTimeATT``.
///
/// - Source: Ortiz-Villavicencio & Sant'Anna (2025), *Better understanding triple differences estimators*,
///   arXiv:2505.09942.
public struct TripleDifferences: Sendable, Hashable {
    /// The outcome's column.
    public var outcome: String
    /// The columns of units and periods; without units rows are repeated cross-sections.
    public var panel: PanelIndex
    /// The column of the first period in which a unit's group is enabled, eligible or not; 0, empty or infinite: never.
    public var firstEnabled: String
    /// The column that is 1 for eligible units and 0 for the others, in every period.
    public var eligible: String
    /// Who cohorts are compared with.
    public var controls: ControlGroup
    /// How covariates enter.
    public var adjustment: Adjustment
    /// For how many periods before its start the policy may already have effects.
    public var anticipation: Int
    /// The period that outcomes are compared with.
    public var base: BasePeriod
    /// The column of sampling weights.
    public var weights: String?

    /// Puts the parts together.
    public init(
        outcome: String, panel: PanelIndex, firstEnabled: String, eligible: String,
        controls: ControlGroup = .neverTreated, adjustment: Adjustment = .none, anticipation: Int = 0,
        base: BasePeriod = .varying, weights: String? = nil
    ) {
        self.outcome = outcome
        self.panel = panel
        self.firstEnabled = firstEnabled
        self.eligible = eligible
        self.controls = controls
        self.adjustment = adjustment
        self.anticipation = anticipation
        self.base = base
        self.weights = weights
    }

    /// Estimates all effects.
    ///
    /// - Throws: what ``GroupTimeATT/fit(_:)`` throws; `CausalError.Code.badValue` for an eligibility that is neither 0
    ///   nor 1, `CausalError.Code.missingValue` for a missing one, `CausalError.Code.badPanel` for one that changes
    ///   within a unit, `CausalError.Code.notIdentified` when all units or none are eligible.
    public func fit(_ table: DataTable) throws(CausalError) -> TripleDifferencesFit {
        try TripleDesign(self, table).fit()
    }

    /// The same choices without eligibility.
    var groupTime: GroupTimeATT {
        GroupTimeATT(
            outcome: outcome, panel: panel, firstTreated: firstEnabled, controls: controls,
            adjustment: adjustment, anticipation: anticipation, base: base, weights: weights)
    }
}
