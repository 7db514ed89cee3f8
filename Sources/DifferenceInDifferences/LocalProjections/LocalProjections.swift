import Regression

/// Local-projections difference-in-differences (Dube, Girardi, Jordà & Taylor 2023).
///
/// For each horizon h ≠ −1 its own regression, period effects absorbed,
///
///     y_{i,t+h} − base_it = δ_h ΔD_it + x_it′θ_h + λ_t^h + e_it^h,
///
/// on rows that are newly treated (t = g) or clean controls: not treated until t + h, for h < 0 until t. The base is
/// y_{i,t−1}, or the mean of outcomes before t. Without reweighting δ_h weighs cohorts by their variance of ΔD; with it
/// every treated row counts the same: weights 1/(1 − p_t), p_t the share of treated rows in the period's sample.
///
/// The overall effect is of the pooled regression, whose outcome is the mean over h = 0…H, with controls that are clean
/// until t + H; the diagnostic `pretrend-pooled` is that of the horizons before −1. Errors are clustered by unit, each
/// regression with its own factor (cr1), as Stata's `lpdid`.
///
/// - Source: Dube, Girardi, Jordà & Taylor (2023), *A local projections approach to difference-in-differences*, NBER
///   working paper 31184, eqs. 8–15.
public struct LocalProjections: Sendable, Hashable {
    /// What outcomes are compared with.
    public enum Base: Sendable, Hashable {
        /// y_{i,t−1}.
        case before
        /// The mean of the outcomes of the last k periods before t, all of which must be there; nil: of all that are.
        case mean(last: Int? = nil)
    }

    /// Outcome, panel, treatment, covariates and weights.
    public var policy: PolicyRegression
    /// The horizons, from the earliest (a negative number) to the latest.
    public var window: ClosedRange<Int>
    /// Who the newly treated are compared with.
    public var controls: ControlGroup
    /// What outcomes are compared with.
    public var base: Base
    /// Whether every treated row counts the same.
    public var reweights: Bool

    /// Makes the estimator.
    public init(
        _ policy: PolicyRegression, window: ClosedRange<Int>, controls: ControlGroup = .notYetTreated,
        base: Base = .before, reweights: Bool = false
    ) {
        self.policy = policy
        self.window = window
        self.controls = controls
        self.base = base
        self.reweights = reweights
    }

    /// Fits a regression for each horizon and the pooled ones.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a window that does not hold −1 and 0, a mean over no periods, frequency
    ///   weights with reweighting, and without units; `CausalError.Code.badPanel` when a treatment ends, a unit has two
    ///   rows in a period or event times are not whole numbers; `CausalError.Code.notIdentified` when at horizon 0
    ///   nobody is newly treated beside a clean control.
    public func fit(_ table: DataTable) throws(CausalError) -> LocalProjectionFit {
        try checkArguments()
        let everyone = try policy.frame(absorbing: [policy.panel.period], table)
        try everyone.panel.checkBinary(policy.treatment)
        try everyone.panel.checkStays(policy.treatment)
        let changes = try OutcomeChanges(everyone, self)
        var fits: [LocalProjectionFit.Horizon] = []
        var lost: [Int] = []
        for horizon in window where horizon != -1 {
            if let fit = try changes.fit(horizon...horizon) {
                fits.append(.init(horizon: horizon, regression: fit))
            } else {
                lost.append(horizon)
            }
        }
        guard let after = try changes.fit(0...window.upperBound), fits.contains(where: { $0.horizon == 0 })
        else {
            throw CausalError(
                .notIdentified,
                "nobody is newly treated beside a clean control for the horizons 0 to \(window.upperBound)",
                column: policy.treatment.column, remedy: everyone.panel.windowRemedy)
        }
        let before = window.lowerBound < -1 ? try changes.fit(window.lowerBound...(-2)) : nil
        return LocalProjectionFit(
            model: self, panel: everyone.panel, pooled: after, pooledBefore: before, horizons: fits,
            lost: lost)
    }

    private func checkArguments() throws(CausalError) {
        guard window.contains(-1), window.contains(0), window.lowerBound >= -1000, window.upperBound <= 1000
        else {
            throw CausalError(
                .badArgument, "the window holds horizons −1 and 0, and none beyond ±1,000",
                value: "\(window.lowerBound):\(window.upperBound)",
                remedy: "Write the periods before and after the start, e.g. -3:2.")
        }
        if case .mean(let last?) = base, !(1...100_000).contains(last) {
            throw CausalError(.badArgument, "a base is the mean of one period or more", value: "\(last)")
        }
        guard policy.panel.unit != nil else {
            throw CausalError(
                .badArgument, "changes of outcomes need units that are seen again", remedy: "Give --unit.")
        }
        guard !reweights || policy.weights == nil || policy.weightKind != .frequency else {
            throw CausalError(
                .badArgument, "reweighted rows are no frequencies",
                remedy: "Use analytic or sampling weights.")
        }
    }
}
