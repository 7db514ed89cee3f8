import Regression

/// Segmented regression of an interrupted time series:
///
///     g(E y_t) = β₀ + β₁t + Σ_j (β₂ⱼ f_j(t − T_j) + β₃ⱼ (t − T_j)·1{t ≥ T_j}) + season_t + x_t′γ (+ offset)
///
/// with t counted from the first period in the units of the time column (months, quarters, weeks or days for
/// dates). β₂ is the change of level at the interruption, β₃ the change of slope; see ``Intervention`` for f.
///
/// With control units the regression holds the eight terms of Linden (2015): `control.*` are those of the
/// controls, `difference.*` what the treated units have beyond them, so that `difference.level` and
/// `difference.slope` are the effect. The units of a group share its intercept, as in Stata's itsa; with
/// ``Groups/unitLevels`` each has a level about it, which changes no estimate of a balanced panel but its standard error.
///
/// The outcome is a number (least squares), a count or a share (``family``). Correlated errors are a matter of
/// the covariance chosen after the fit (Newey–West), or of an estimator of its own.
///
/// Source: Wagner et al. (2002); Linden (2015), Stata Journal 15; Lopez Bernal, Cummins & Gasparrini (2017).
public struct SegmentedRegression: Sendable, Hashable {
    /// The column of the outcome.
    public var outcome: String
    /// The column of times.
    public var time: String
    /// The interruptions, in any order.
    public var interventions: [Intervention]
    /// What repeats from year to year, or nil.
    public var season: Season?
    /// Further regressors as the right side of a formula, or nil.
    public var covariates: String?
    /// The units, and which of them were treated; nil for a single series.
    public var groups: Groups?
    /// How counts and shares vary about their mean; nil is least squares.
    public var family: ResponseFamily?
    /// An expression added to the linear predictor of counts, e.g. `"log(population)"`.
    public var offset: String?
    /// The column of weights, or nil.
    public var weights: String?

    /// The units of a controlled series.
    public struct Groups: Sendable, Hashable {
        /// The column of units.
        public var unit: String
        /// The treated units' values in it.
        public var treated: [String]
        /// How the controls count.
        public var weights: Weights

        /// Whether each unit has a level of its own, beside the intercepts of the treated and the controls.
        public var unitLevels: Bool

        /// How control units count.
        public enum Weights: String, Sendable, Hashable, Codable, CaseIterable {
            /// Every row of every control alike.
            case equal
            /// As one series, their mean with weights that bring it near the treated before the interruption (Abadie, Diamond &
            /// Hainmueller 2010).
            case synthetic
        }

        /// Names the treated among the units of a column.
        public init(
            unit: String, treated: [String], weights: Weights = .equal, unitLevels: Bool = false
        ) {
            self.unitLevels = unitLevels
            self.unit = unit
            self.treated = treated
            self.weights = weights
        }
    }

    /// Puts the model together.
    public init(
        outcome: String, time: String, interventions: [Intervention], season: Season? = nil,
        covariates: String? = nil, groups: Groups? = nil, family: ResponseFamily? = nil,
        offset: String? = nil,
        weights: String? = nil
    ) {
        self.outcome = outcome
        self.time = time
        self.interventions = interventions
        self.season = season
        self.covariates = covariates
        self.groups = groups
        self.family = family
        self.offset = offset
        self.weights = weights
    }

    /// Reads the columns and builds the regression.
    ///
    /// - Throws: `CausalError.Code.badArgument` for an interruption outside the data;
    ///   `CausalError.Code.badPanel` for two rows of one time (and unit); `CausalError.Code.tooFewRows` for fewer
    ///   rows than parameters; `CausalError.Code.notIdentified` for a series that never changes; and what a
    ///   formula's design throws.
    public func design(_ table: DataTable) throws(CausalError) -> SegmentedDesign {
        try SegmentedDesign(self, table)
    }

    /// Builds the regression and fits it.
    public func fit(_ table: DataTable) throws(CausalError) -> SegmentedFit { try design(table).fit() }
}
