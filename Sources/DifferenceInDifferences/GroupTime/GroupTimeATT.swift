import Regression

/// Group-time average treatment effects (Callaway & Sant'Anna 2021).
///
/// ATT(g, t) compares the change of a cohort's outcomes since the last period before its treatment with the same change
/// of units that are not treated, never of units treated before: under parallel trends, given covariates, it is the
/// mean effect on cohort g in period t, however effects differ between cohorts and over time.
///
/// ```swift
/// let att = try GroupTimeATT(
///     outcome: "lemp", panel: PanelIndex(unit: "county", period: "year"), firstTreated: "cohort",
///     controls: .notYetTreated, adjustment: .doublyRobust("lpop")).fit(table)
/// let event = try att.aggregate(.eventTime(-4...5)).estimates(.multiplierBootstrap(draws: 999, seed: 42))
/// ```
///
/// **Panels.** Each comparison uses the units that are seen in both its periods, with covariates and weights of the
/// earlier one. Panels may have gaps. **Repeated cross-sections**, `PanelIndex` without units, compare rows; clustered
/// by a column of persons they also serve panels in which a person's rows should not be paired.
///
/// **Left out, and said:** cohorts treated in the first period; without never-treated units, under
/// ``ControlGroup/notYetTreated``, the periods from the last cohort's start on.
///
/// Conventions are those of R's `did` 2.5; numbers agree with it to rounding.
///
/// - Source: Callaway & Sant'Anna (2021), *Difference-in-differences with multiple time periods*, Journal of
///   Econometrics 225(2); Sant'Anna & Zhao (2020), *Doubly robust difference-in-differences estimators*, Journal of
///   Econometrics 219(1).
public struct GroupTimeATT: Sendable, Hashable {
    /// The outcome's column.
    public var outcome: String
    /// The columns of units and periods; without units rows are repeated cross-sections.
    public var panel: PanelIndex
    /// The column of the treatment.
    public var treatment: Treatment
    /// Who cohorts are compared with.
    public var controls: ControlGroup
    /// How covariates enter.
    public var adjustment: Adjustment
    /// For how many periods before its start the treatment may already have effects.
    public var anticipation: Int
    /// The period that outcomes are compared with.
    public var base: BasePeriod
    /// The column of sampling weights.
    public var weights: String?
    /// The column of how many alike units each unit (without units: each row) stands for, or nil; see
    /// ``PolicyRegression/unitCounts``. The multiplier bootstrap needs the units one by one.
    public var unitCounts: String?

    /// Makes the estimator; `firstTreated` is the column of first treated periods (0, empty or infinite: never).
    public init(
        outcome: String, panel: PanelIndex, firstTreated: String, controls: ControlGroup = .neverTreated,
        adjustment: Adjustment = .none, anticipation: Int = 0, base: BasePeriod = .varying,
        weights: String? = nil
    ) {
        self.init(
            outcome: outcome, panel: panel, treatment: .firstTreated(firstTreated), controls: controls,
            adjustment: adjustment, anticipation: anticipation, base: base, weights: weights)
    }

    /// Makes the estimator for a column of first treated periods or of a 0/1 status.
    public init(
        outcome: String, panel: PanelIndex, treatment: Treatment, controls: ControlGroup = .neverTreated,
        adjustment: Adjustment = .none, anticipation: Int = 0, base: BasePeriod = .varying,
        weights: String? = nil
    ) {
        self.outcome = outcome
        self.panel = panel
        self.treatment = treatment
        self.controls = controls
        self.adjustment = adjustment
        self.anticipation = anticipation
        self.base = base
        self.weights = weights
    }

    /// Estimates all effects.
    ///
    /// - Throws: `CausalError.Code.badPanel` for two rows of a unit in a period, a unit with two starts, a treatment that
    ///   ends; `CausalError.Code.notIdentified` when nobody is treated or nobody is left to compare with, or no
    ///   effect can be estimated; `CausalError.Code.badArgument` for a negative anticipation or covariates without
    ///   intercept; and what reading the columns throws.
    public func fit(_ table: DataTable) throws(CausalError) -> GroupTimeFit {
        try design(table).fit()
    }

    /// Reads the table and sorts its rows, the first half of ``fit(_:)``.
    public func design(_ table: DataTable) throws(CausalError) -> GroupTimeDesign {
        try GroupTimeDesign(self, table)
    }
}
