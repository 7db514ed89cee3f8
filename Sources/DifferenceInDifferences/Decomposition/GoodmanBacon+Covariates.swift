import Regression

/// The decomposition with covariates (Goodman-Bacon 2021, section 5.2).
///
/// With d what units, periods and covariates leave of the treatment, d̄ its mean by group and period and w = d − d̄,
///
///     δ = Ω·Σwy/Σw² + (1 − Ω)·Σ_{k<l} s_kl β_kl,   Ω = Σw²/Σd²,
///     β_kl = Σ_t (ȳ_kt − ȳ_lt)(d̄_kt − d̄_lt)/Σ_t (d̄_kt − d̄_lt)²,   s_kl ∝ n_k n_l Σ_t (d̄_kt − d̄_lt)².
///
/// The first term compares units of one group, whose treatment is the same: it comes from covariates alone. Two groups
/// are compared over all periods, as covariates do not let spans apart.
struct AdjustedComparisons {
    private let base: PolicyFrame
    private let groups: TreatmentGroups
    /// d/Σd² of each row.
    private let shares: [Double]
    private let coefficient: Double

    init(_ base: PolicyFrame, _ groups: TreatmentGroups, _ column: String) throws(CausalError) {
        var leastSquares = base.leastSquares
        leastSquares.keepsSingletons = true
        let fit = try leastSquares.fit(base.frame.prepending([DesignColumn("ATT", base.panel.status)]))
        guard fit.coefficients[0].isFinite else {
            throw CausalError(
                .notIdentified,
                "the effect is not identified: units, periods and covariates determine the treatment",
                column: column)
        }
        let (columns, bread) = (fit.designColumns, fit.bread)
        shares = base.panel.time.indices.map { row in
            columns.indices.reduce(0) { $0 + bread[0, $1] * columns[$1][row] }
        }
        coefficient = fit.coefficients[0]
        (self.base, self.groups) = (base, groups)
    }

    /// The comparisons and the coefficient itself.
    func decomposed() -> (comparisons: [BaconDecomposition.Comparison], coefficient: Double) {
        let means = groups.means(of: shares, base)
        var (total, within, slope) = (0.0, 0.0, 0.0)
        for row in shares.indices {
            let weight = base.frame.weights?[row] ?? 1
            let rest =
                shares[row]
                - means[groups.position(base.panel.firstTreated[row])][Int(base.panel.period.codes[row])]
            total += weight * shares[row] * shares[row]
            within += weight * rest * rest
            slope += weight * rest * base.frame.response[row]
        }
        var found: [BaconDecomposition.Comparison] = []
        if within > 1e-20 * total {
            found.append(
                BaconDecomposition.Comparison(
                    type: .withinGroups, treated: .nan, control: .nan, weight: within / total,
                    estimate: slope / within * total))
        }
        for k in means.indices {
            for l in means.indices where l > k { found += pair(k, l, means, total) }
        }
        return (found, coefficient)
    }

    private func pair(
        _ k: Int, _ l: Int, _ means: [[Double]], _ total: Double
    ) -> [BaconDecomposition.Comparison] {
        let (early, late) = (groups.groups[k], groups.groups[l])
        let size = groups.groups.reduce(0) { $0 + $1.mass }
        var (squares, products) = (0.0, 0.0)
        for t in early.means.indices {
            let gap = means[k][t] - means[l][t]
            squares += gap * gap
            products += gap * (early.means[t] - late.means[t])
        }
        guard squares > 0 else { return [] }
        let type: BaconDecomposition.Kind =
            late.start.isFinite
            ? (early.treatedShare == 1 ? .laterVersusAlways : .bothTreated) : .treatedVersusNever
        let isAlways = type == .laterVersusAlways
        return [
            BaconDecomposition.Comparison(
                type: type, treated: (isAlways ? late : early).start,
                control: (isAlways ? early : late).start,
                weight: early.mass * late.mass / size * squares / total, estimate: products / squares * total)
        ]
    }
}
