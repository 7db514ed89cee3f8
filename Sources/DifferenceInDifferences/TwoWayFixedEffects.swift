import Regression

/// Two-way fixed effects: y_it = α_i + λ_t + δD_it + x_it′θ + u_it.
///
/// δ is the average effect when everybody starts at the same time or the effect is the same for all and at
/// all times. Under staggered adoption it is a weighted mean of comparisons, some of which take units that
/// are treated already as controls; weights can be negative (Goodman-Bacon 2021; de Chaisemartin &
/// D'Haultfœuille 2020). The result then carries a note.
///
/// Without units the cohorts take their place. The treatment may be a dose.
public struct TwoWayFixedEffects: EffectEstimator {
    /// Outcome, panel, treatment, covariates and weights.
    public var policy: PolicyRegression

    /// Makes the model.
    public init(_ policy: PolicyRegression) { self.policy = policy }

    /// Builds the regression.
    ///
    /// - Throws: what the columns' reading throws. That units and periods determine the treatment is found
    ///   by the fit's estimates (`CausalError.Code.notIdentified`).
    public func design(_ table: DataTable) throws(CausalError) -> EffectDesign {
        let base = try policy.twoWayFrame(table)
        return base.design(
            "twfe", columns: [DesignColumn("ATT", base.panel.status)], effects: [.average],
            checksWeights: true, notes: base.panel.staggeringNotes)
    }
}

extension PolicyPanel {
    /// What a reader must know before trusting one two-way fixed-effects coefficient.
    var staggeringNotes: [String] {
        var notes: [String] = []
        if status.contains(where: { $0 != 0 && $0 != 1 }) {
            notes.append("The treatment is not 0/1: the row ATT is the effect of one unit of it.")
        }
        if reverts {
            notes.append(
                "The treatment of some units ends. Two-way fixed effects then assume that its effect ends at "
                    + "once; the estimator of de Chaisemartin & D'Haultfœuille does not.")
        }
        notes += alwaysTreatedNotes(
            "they serve as controls, and the coefficient holds whatever their effects change over time")
        let starts = cohorts.filter { $0 > firstPeriod }
        if starts.count > 1 {
            notes.append(
                "Adoption is staggered (\(starts.count) starting periods, \(startLabel(starts[0])) to "
                    + "\(startLabel(starts[starts.count - 1]))): this coefficient also compares late adopters with "
                    + "units treated before them, and can be biased, even in sign, when the effect grows or "
                    + "differs between cohorts. Use Callaway–Sant'Anna, Sun–Abraham or imputation instead.")
        }
        return notes
    }
}
