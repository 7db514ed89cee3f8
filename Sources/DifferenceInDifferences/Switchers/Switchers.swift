import Regression

/// Effects of treatments that switch on and off, or change their dose (de Chaisemartin & D'Haultfœuille 2024).
///
/// A unit's own first treatment D₁ is its status quo, F the first period in which it differs. With ΔY the change of the
/// outcome from F − 1 to F − 1 + ℓ and controls the units with the same D₁ that have not switched by then,
///
///     DID_ℓ = N_ℓ⁻¹ Σ_g S_g (ΔY_g − mean ΔY of g's controls),   S = +1 for a first switch upwards, −1 downwards:
///
/// the effect of having had the treatments from F to F − 1 + ℓ in place of the status quo, whatever they were. Placebos
/// compare F − 1 − ℓ with F − 1 for the same units. `overall` is the effect per unit of treatment,
/// Σ_ℓ N_ℓ DID_ℓ / Σ_ℓ Σ_g |D_{F−1+ℓ} − D₁|.
///
/// ```swift
/// let fit = try Switchers(
///     outcome: "burnout", panel: PanelIndex(unit: "clinic", period: "month"), treatment: "scheme").fit(table)
/// print(try fit.estimates(.clustered(by: "region")))
/// ```
///
/// **Left out, and said:** units whose treatment is not known in the first period, rows after a gap in a unit's
/// treatment, and rows from where a unit's treatment has been on both sides of its status quo.
///
/// - Source: de Chaisemartin & D'Haultfœuille (2024), *Difference-in-differences estimators of intertemporal treatment
///   effects*, Review of Economics and Statistics.
public struct Switchers: Sendable, Hashable {
    /// The outcome: a column or an expression.
    public var outcome: String
    /// The columns of units and periods.
    public var panel: PanelIndex
    /// The column of the treatment in each row: 0/1, or a dose with few values.
    public var treatment: String
    /// Whether effects are divided by the mean treatment received in addition to the status quo up to then.
    public var isNormalised: Bool
    /// The event times reported, 0 being the first period of a switch; nil for all.
    public var window: ClosedRange<Int>?
    /// Covariates that change over time, as the right side of a formula: outcomes are taken less what their changes explain
    /// before a first switch; nil for none.
    public var covariates: String?
    /// The column of weights of units in periods; nil when all are equal.
    public var weights: String?

    /// Puts the parts together.
    public init(
        outcome: String, panel: PanelIndex, treatment: String, isNormalised: Bool = false,
        window: ClosedRange<Int>? = nil, covariates: String? = nil, weights: String? = nil
    ) {
        self.outcome = outcome
        self.panel = panel
        self.treatment = treatment
        self.isNormalised = isNormalised
        self.window = window
        self.covariates = covariates
        self.weights = weights
    }

    /// Estimates effects and placebos.
    ///
    /// - Throws: `CausalError.Code.badArgument` without units or for a window without effects;
    ///   `CausalError.Code.badPanel` for two rows of a unit in a period; `CausalError.Code.badValue` for an infinite
    ///   value; `CausalError.Code.notIdentified` when nobody switches or no switcher has controls; and what reading
    ///   the columns throws.
    public func fit(_ table: DataTable) throws(CausalError) -> SwitchersFit {
        let data = try SwitcherPanel(self, table)
        var effects: [SwitcherHorizon] = []
        var placebos: [SwitcherHorizon] = []
        for length in 1..<max(2, data.width) {
            let events = (effect: length - 1, placebo: -length - 1)
            if window?.contains(events.effect) ?? true,
                let found = SwitcherHorizon(data, length, isPlacebo: false)
            {
                effects.append(found)
            }
            if window?.contains(events.placebo) ?? true,
                let found = SwitcherHorizon(data, length, isPlacebo: true)
            {
                placebos.append(found)
            }
        }
        guard !effects.isEmpty else {
            throw CausalError(
                .notIdentified, "no unit that switches has a control with the same first treatment",
                column: treatment,
                remedy: window == nil
                    ? "A control has the switcher's first treatment and keeps it until then."
                    : "Look at all event times without --window.")
        }
        return SwitchersFit(self, data, placebos.reversed() + effects)
    }
}
