import Regression

/// A two-way fixed-effects event study: y_it = α_i + λ_t + Σ_{e≠ref} δ_e 1{t − g_i = e} + x_it′θ + u_it.
///
/// δ_e is the effect e periods after the start (negative: before it) relative to the reference period, −1 by
/// default and −1 − anticipation otherwise. Never-treated units have no event time. Every event time has its own
/// indicator; the window only says which are reported, so that neither estimates nor the joint test of all event
/// times before the reference depend on it.
///
/// Without never-treated units the effects are known only up to a linear trend (Borusyak, Jaravel & Spiess
/// 2024); the earliest event time becomes a second reference and a note says so. Units treated from their
/// first period on have no period before and are left out, with a note. Under staggered adoption with
/// effects that differ between cohorts, δ_e mixes effects of other event times (Sun & Abraham 2021), with a
/// note too.
public struct EventStudy: EffectEstimator {
    /// Outcome, panel, treatment, covariates and weights.
    public var policy: PolicyRegression
    /// The event times that are reported one by one; nil means all.
    public var window: ClosedRange<Int>?
    /// For how many periods before its start the treatment may already have effects.
    public var anticipation: Int

    /// Makes the model.
    public init(_ policy: PolicyRegression, window: ClosedRange<Int>? = nil, anticipation: Int = 0) {
        self.policy = policy
        self.window = window
        self.anticipation = anticipation
    }

    /// The event time that effects are relative to.
    public var reference: Int { -1 - anticipation }

    /// Builds the regression.
    ///
    /// - Throws: `CausalError.Code.badPanel` when a treatment ends or event times are not whole numbers;
    ///   `CausalError.Code.notIdentified` when nobody is treated or no rows have the reference event time;
    ///   `CausalError.Code.badArgument` for a window without the reference or a negative anticipation.
    public func design(_ table: DataTable) throws(CausalError) -> EffectDesign {
        try checkArguments()
        let everyone = try policy.twoWayFrame(table)
        try everyone.panel.checkBinary(policy.treatment)
        try everyone.panel.checkStays(policy.treatment)
        let rows = everyone.panel.rowsWithPeriodBefore
        guard
            everyone.panel.cohorts.isEmpty
                || everyone.panel.cohorts.contains(where: { $0 > everyone.panel.firstPeriod })
        else {
            throw CausalError(
                .notIdentified, "no treated unit is seen before its treatment",
                column: policy.treatment.column,
                remedy: "An event study needs periods before the start.")
        }
        let base = everyone.keeping(rows)
        let events = try EventTimes(
            base.panel, policy.treatment.column, reference: reference, window: window)
        return base.design(
            "event-study", columns: events.columns, effects: events.effects, leads: events.leads,
            inseparable: Set(events.columns.map(\.name)), checksWeights: true,
            facts: [.init("reference", .array(events.references.map(JSONValue.integer)))],
            notes: alwaysTreatedNote(rows, everyone.panel) + events.notes + base.panel.eventStudyNotes)
    }

    private func checkArguments() throws(CausalError) {
        guard anticipation >= 0 else {
            throw CausalError(.badArgument, "anticipation is 0 or more periods", value: "\(anticipation)")
        }
        guard window?.contains(reference) ?? true else {
            throw CausalError(
                .badArgument, "the window does not hold the reference event time \(reference)",
                value: window.map { "\($0.lowerBound):\($0.upperBound)" })
        }
    }

    private func alwaysTreatedNote(_ rows: [Int32]?, _ everyone: PolicyPanel) -> [String] {
        guard let rows else { return [] }
        let dropped = everyone.rowCount - everyone.keeping(rows).rowCount
        return ["\(dropped) rows of units that are treated from the first period on were left out."]
    }
}

extension PolicyPanel {
    /// What staggered adoption does to an event study.
    var eventStudyNotes: [String] {
        guard cohorts.count > 1 else { return [] }
        return [
            "Adoption is staggered (\(cohorts.count) starting periods): when effects differ between cohorts, "
                + "each coefficient mixes effects of other event times, before the treatment too. Use "
                + "Callaway–Sant'Anna, Sun–Abraham or imputation instead."
        ]
    }
}
