import Regression

/// The classical comparison of four means.
///
/// ATT = (ȳ_treated,after − ȳ_treated,before) − (ȳ_control,after − ȳ_control,before), computed as the
/// coefficient δ of y = α + βT + γP + δTP + x′θ, T the treated group, P the periods from the treatment on
/// (Card & Krueger 1994; Angrist & Pischke 2009, eq. 5.2.3). Without covariates δ is exactly the difference
/// of differences.
///
/// All treated units must start in the same period; there may be several periods before and after. Units may
/// be unknown (repeated cross-sections).
public struct TwoByTwo: EffectEstimator {
    /// Outcome, panel, treatment, covariates and weights.
    public var policy: PolicyRegression

    /// Makes the comparison.
    public init(_ policy: PolicyRegression) { self.policy = policy }

    /// Builds the regression.
    ///
    /// - Throws: `CausalError.Code.badPanel` when units start at different times or without units the groups
    ///   cannot be told; `CausalError.Code.notIdentified` when one of the four cells is empty.
    public func design(_ table: DataTable) throws(CausalError) -> EffectDesign {
        let base = try policy.frame(absorbing: [], table)
        let cells = FourCells(base.panel, start: try commonStart(base.panel))
        let columns = [
            DesignColumn("treated group", cells.treated), DesignColumn("after", cells.after),
            DesignColumn("ATT", zip(cells.treated, cells.after).map(*)),
        ]
        return base.design(
            "2x2", columns: columns, effects: [.average],
            facts: [.init("means", try cells.means(base.frame))])
    }

    private func commonStart(_ panel: PolicyPanel) throws(CausalError) -> Double {
        let column = policy.treatment.column
        try panel.checkBinary(policy.treatment)
        try panel.checkStays(policy.treatment)
        guard let start = panel.cohorts.first else {
            throw CausalError(.notIdentified, "nobody is treated", column: column)
        }
        let starts = panel.cohorts.prefix(6).map(panel.startLabel).joined(separator: ", ")
        guard panel.cohorts.count == 1 else {
            throw CausalError(
                .badPanel,
                "the treatment starts at \(panel.cohorts.count) different times (\(starts)), and a comparison of four "
                    + "means needs one",
                column: column,
                remedy: "Use --estimator event-study, or keep one cohort with --where.")
        }
        return start
    }
}

/// The rows of the four cells.
private struct FourCells {
    let treated: [Double]
    let after: [Double]

    init(_ policy: PolicyPanel, start: Double) {
        treated = policy.firstTreated.map { $0.isFinite ? 1 : 0 }
        after = policy.time.map { $0 >= start ? 1 : 0 }
    }

    /// The weighted means of the four cells.
    func means(_ frame: ModelFrame) throws(CausalError) -> JSONValue {
        let treatedMeans = try (mean(frame, 1, 0), mean(frame, 1, 1))
        let controlMeans = try (mean(frame, 0, 0), mean(frame, 0, 1))
        return [
            "treated": ["before": .number(treatedMeans.0), "after": .number(treatedMeans.1)],
            "control": ["before": .number(controlMeans.0), "after": .number(controlMeans.1)],
        ]
    }

    private func mean(_ frame: ModelFrame, _ group: Double, _ time: Double) throws(CausalError) -> Double {
        var sum = 0.0
        var mass = 0.0
        for row in treated.indices where treated[row] == group && after[row] == time {
            let weight = frame.weights?[row] ?? 1
            sum += weight * frame.response[row]
            mass += weight
        }
        guard mass > 0 else {
            throw CausalError(
                .notIdentified,
                "no rows of the \(group == 1 ? "treated" : "control") group "
                    + "\(time == 1 ? "after" : "before") the treatment",
                remedy: "A comparison of four means needs rows in all four cells.")
        }
        return sum / mass
    }
}
