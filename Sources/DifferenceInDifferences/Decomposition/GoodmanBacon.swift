import Regression

/// The decomposition of a two-way fixed-effects coefficient into comparisons of two groups in two spans of time
/// (Goodman-Bacon 2021, theorem 1).
///
/// With n the groups' shares of units and D̄ their shares of treated periods, weights are proportional to
///
/// | type | spans | weight |
/// |---|---|---|
/// | treated k vs never treated U | before k, from k on | n_k n_U D̄_k(1 − D̄_k) |
/// | later l vs always treated A | before l, from l on | n_l n_A D̄_l(1 − D̄_l) |
/// | earlier k vs later l | before k, from k to before l | n_k n_l (D̄_k − D̄_l)(1 − D̄_k) |
/// | later l vs earlier k | from k to before l, from l on | n_k n_l D̄_l(D̄_k − D̄_l) |
///
/// They sum to 1, and the weighted sum of the estimates is the coefficient. The last type takes units that are treated
/// already as controls, and the second as well: where effects grow with time since the start, these are biased against
/// the effect, towards zero and beyond. The panel must be balanced; a unit's weight must not change. With covariates
/// groups are compared over all periods, and there is a part within groups (section 5.2).
public struct GoodmanBacon: Sendable, Hashable {
    /// Outcome, panel, treatment and weights.
    public var policy: PolicyRegression

    /// Makes the decomposition.
    public init(_ policy: PolicyRegression) { self.policy = policy }

    /// Decomposes.
    ///
    /// - Throws: `CausalError.Code.badPanel` for an unbalanced panel or a treatment that ends;
    ///   `CausalError.Code.notIdentified` when no two groups can be compared; `CausalError.Code.badArgument` without
    ///   units.
    public func decompose(_ table: DataTable) throws(CausalError) -> BaconDecomposition {
        let base = try policy.twoWayFrame(table)
        try base.panel.checkBinary(policy.treatment)
        try base.panel.checkStays(policy.treatment)
        let groups = try TreatmentGroups(base)
        guard policy.covariates == nil else {
            let (found, coefficient) = try AdjustedComparisons(base, groups, policy.treatment.column)
                .decomposed()
            return decomposition(found, coefficient, base)
        }
        let found = GoodmanBacon.comparisons(groups)
        let total = found.reduce(0) { $0 + $1.weight }
        guard total > 0 else {
            throw CausalError(
                .notIdentified, "no two groups can be compared: units and periods determine the treatment",
                column: policy.treatment.column)
        }
        let fit = try TwoWayFixedEffects(policy).design(table).fit()
        return decomposition(found.map { $0.scaled(total) }, fit.regression.coefficients[0], base)
    }

    private func decomposition(
        _ comparisons: [BaconDecomposition.Comparison], _ coefficient: Double, _ base: PolicyFrame
    ) -> BaconDecomposition {
        BaconDecomposition(
            comparisons: comparisons, coefficient: coefficient,
            facts: base.panel.facts + [.init("nobs", .integer(base.frame.sample.count))],
            notes: base.panel.rowNotes, labels: EffectCells.PeriodLabels(base.panel))
    }

    private static func comparisons(_ groups: TreatmentGroups) -> [BaconDecomposition.Comparison] {
        var found: [BaconDecomposition.Comparison] = []
        for k in groups.groups.indices {
            for l in groups.groups.indices where l > k { found += groups.pair(k, l) }
        }
        return found.filter { $0.weight > 0 }
    }
}

extension TreatmentGroups {
    /// The comparisons between a group and one that starts later, or never.
    fileprivate func pair(_ k: Int, _ l: Int) -> [BaconDecomposition.Comparison] {
        let (early, late) = (groups[k], groups[l])
        let size = early.mass * late.mass
        guard late.start.isFinite else {
            let weight = size * early.treatedShare * (1 - early.treatedShare)
            return [
                comparison(
                    .treatedVersusNever, k, l, -.infinity..<early.start, early.start..<(.infinity), weight)
            ]
        }
        let gap = early.treatedShare - late.treatedShare
        let isAlways = early.treatedShare == 1
        return [
            comparison(
                .earlierVersusLater, k, l, -.infinity..<early.start, early.start..<late.start,
                size * gap * (1 - early.treatedShare)),
            comparison(
                isAlways ? .laterVersusAlways : .laterVersusEarlier, l, k, early.start..<late.start,
                late.start..<(.infinity), size * late.treatedShare * gap),
        ]
    }

    private func comparison(
        _ type: BaconDecomposition.Kind, _ treated: Int, _ control: Int, _ before: Range<Double>,
        _ after: Range<Double>, _ weight: Double
    ) -> BaconDecomposition.Comparison {
        BaconDecomposition.Comparison(
            type: type, treated: groups[treated].start, control: groups[control].start, weight: weight,
            estimate: mean(treated, after) - mean(treated, before) - mean(control, after)
                + mean(control, before))
    }
}
