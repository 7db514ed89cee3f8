import Regression

extension PlannedTrial {
    /// Var θ̂ in closed form, where there is one; nil otherwise.
    ///
    /// For complete schedules with period effects, an immediate effect, one size and a covariance V = aI + bJ of cell means:
    ///
    ///     Var θ̂ = I·a(a + Tb) / [(IU − W)a + (U² + ITU − TW − IV)b]
    ///
    /// with I clusters, T periods, U = ΣX, W = Σ_j(Σ_i X_ij)², V = Σ_i(Σ_j X_ij)², a = σ²/m + γ² and b = τ² + ψ²/m. With
    /// fractional exposures U is ΣX² in IU and in ITU, and ΣX in U². ``variance()`` gives the same number for every schedule.
    ///
    /// - Throws: `CausalError.Code.badArgument` for assumptions outside their range.
    /// - Reference: Hussey & Hughes (2007), equation 8; Hooper et al. (2016) for γ² and ψ².
    public func closedFormVariance() throws(CausalError) -> Double? {
        try validate()
        let covariance = try dependence.covariance(variance: outcomeVariance)
        guard time == .categorical, effect == .immediate, !isVarying, outcome.hasOneVariance,
            covariance.decay == 1, covariance.treatment == 0,
            covariance.individual == 0 || (covariance.retention == 1 && covariance.individualDecay == 1),
            !schedule.sequences.contains(where: { $0.exposures.contains(nil) })
        else { return nil }
        let a = covariance.residual / sizes.mean + covariance.clusterPeriod
        let b = covariance.cluster + covariance.individual / sizes.mean
        let sums = ExposureSums(schedule)
        let (i, t) = (Double(schedule.clusterCount), Double(schedule.periodCount))
        let within = (i * sums.squares - sums.byPeriod) * a
        let between =
            (sums.total * sums.total + i * t * sums.squares - t * sums.byPeriod - i * sums.byCluster) * b
        let variance = i * a * (a + t * b) / (within + between)
        return variance > 0 && variance.isFinite ? variance : nil
    }
}

/// U, ΣX², W and V of Hussey & Hughes.
private struct ExposureSums {
    var total = 0.0
    var squares = 0.0
    var byPeriod = 0.0
    var byCluster = 0.0

    init(_ schedule: Schedule) {
        var columns = [Double](repeating: 0, count: schedule.periodCount)
        for sequence in schedule.sequences {
            let clusters = Double(sequence.clusterCount)
            var row = 0.0
            for (period, exposure) in sequence.exposures.enumerated() {
                let x = exposure ?? 0
                row += x
                squares += clusters * x * x
                columns[period] += clusters * x
            }
            total += clusters * row
            byCluster += clusters * row * row
        }
        byPeriod = columns.reduce(0) { $0 + $1 * $1 }
    }
}

extension PlannedOutcome {
    /// Whether all cells have one variance.
    fileprivate var hasOneVariance: Bool {
        switch self {
        case .continuous: true
        case .counted(let means): means.analysis == .pooled
        }
    }
}
