import Regression

/// Effects on the whole distribution from two groups in two periods (Athey & Imbens 2006).
///
/// Were the treated group untreated, an outcome y of its first period would have become what the same rank became in the
/// control group,
///
///     k(y) = F₀₁⁻¹(F₀₀(y)),   ATT = E[Y₁₁] − E[k(Y₁₀)],   QTE(q) = F₁₁⁻¹(q) − k(F₁₀⁻¹(q)),
///
/// F_gt the distribution of group g in period t. Nothing depends on the outcome's scale: the logarithm gives the same
/// ranks. It assumes that outcomes grow with one unobserved trait whose distribution within a group stays the same, and
/// that the control group's outcomes span the treated group's.
///
/// ``Method/quantileDifferences`` takes QTE(q) = F₁₁⁻¹(q) − [F₁₀⁻¹(q) + F₀₁⁻¹(q) − F₀₀⁻¹(q)], the difference of
/// differences of quantiles, for comparison; it does depend on the scale, and its counterfactual need not be a
/// distribution (section 3.3).
///
/// ```swift
/// let fit = try ChangesInChanges(
///     outcome: "cost", panel: PanelIndex(unit: "clinician", period: "year"),
///     treatment: .firstTreated("adopted"), quantiles: [0.1, 0.5, 0.9]).fit(table)
/// print(try fit.estimates())                            // analytic
/// print(try fit.estimates(bootstrap: 999, seed: 42))    // units drawn with replacement
/// ```
///
/// Quantiles are those of R's `qte` 1.3: the inverse of the empirical distribution, for quantile differences linear
/// interpolation. Outcomes are taken as continuous; with many ties the effects are one end of bounds (section 4), and
/// ``isDiscrete`` gives both: an outcome's rank then lies between the shares of controls below it and up to it.
///
/// Covariates are taken off outcomes beforehand, by a regression with an effect for each group in each period, which stay in
/// (section 5.1); they explain the same in all of them. Weights weigh distributions and that regression.
///
/// - Source: Athey & Imbens (2006), *Identification and inference in nonlinear difference-in-differences models*,
///   Econometrica 74(2), equations 9, 17, 18 and 36; variances theorems 5.1 and 5.3.
public struct ChangesInChanges: Sendable, Hashable {
    /// How the counterfactual distribution is made.
    public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
        /// Ranks are carried over.
        case changesInChanges = "changes-in-changes"
        /// Differences of quantiles are carried over.
        case quantileDifferences = "quantile-did"
    }

    /// The outcome: a column or an expression.
    public var outcome: String
    /// The columns of units and periods; without units rows are repeated cross-sections.
    public var panel: PanelIndex
    /// The column of the treatment.
    public var treatment: Treatment
    /// How the counterfactual distribution is made.
    public var method: Method
    /// The quantiles whose effects are reported, between 0 and 1.
    public var quantiles: [Double]
    /// Covariates as the right side of a formula; nil for none.
    public var covariates: String?
    /// The column of sampling weights.
    public var weights: String?
    /// Whether both ends of what discrete outcomes leave open are estimated (changes-in-changes).
    public var isDiscrete: Bool

    /// Puts the parts together; quantiles are the deciles unless given.
    public init(
        outcome: String, panel: PanelIndex, treatment: Treatment, method: Method = .changesInChanges,
        quantiles: [Double] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], covariates: String? = nil,
        weights: String? = nil, isDiscrete: Bool = false
    ) {
        self.outcome = outcome
        self.panel = panel
        self.treatment = treatment
        self.method = method
        self.quantiles = quantiles
        self.covariates = covariates
        self.weights = weights
        self.isDiscrete = isDiscrete
    }

    /// Estimates the mean effect and the quantiles' effects.
    ///
    /// - Throws: `CausalError.Code.badArgument` for quantiles outside (0, 1), none, or one twice;
    ///   `CausalError.Code.badPanel` for other than two periods, a start that is not the second one, or a unit with two
    ///   rows in a period; `CausalError.Code.notIdentified` when a group has fewer than two rows in a period or all
    ///   the same outcome; and what reading the columns throws.
    public func fit(_ table: DataTable) throws(CausalError) -> ChangesInChangesFit {
        guard quantiles.allSatisfy({ $0 > 0 && $0 < 1 }), Set(quantiles).count == quantiles.count,
            !quantiles.isEmpty, quantiles.count <= 1000
        else {
            throw CausalError(
                .badArgument, "quantiles lie between 0 and 1, each once",
                value: quantiles.prefix(8).map(\.shortestDecimal).joined(separator: ","),
                remedy: "Give some, e.g. --quantiles 0.25,0.5,0.75.")
        }
        guard !isDiscrete || method == .changesInChanges else {
            throw CausalError(
                .badArgument, "bounds of discrete outcomes belong to changes-in-changes",
                value: method.rawValue)
        }
        let policy = try PolicyRegression(
            outcome: outcome, panel: panel, treatment: treatment, covariates: covariates, weights: weights
        ).frame(absorbing: [], table)
        return try ChangesInChangesFit(self, FourSamples(policy, treatment))
    }
}
