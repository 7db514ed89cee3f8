import Inference

/// The effective first-stage F of Montiel Olea & Pflueger (2013), for one endogenous column.
///
///     F_eff = π̂′Z̃′WZ̃π̂ / tr(V),   V the covariance of Z̃′Wv̂ for Z̃′WZ̃ = I,
///
/// with the exogenous columns partialled out of the instruments. It equals the usual F when errors are independent with
/// one variance, and the robust F with one instrument.
///
/// The critical value is the simplified one (their section 4.2), which takes the worst case of the bias: with
/// x = 1/τ, τ = 10 % of the worst bias, and K = tr(V)²(1 + 2x)/(tr(V²) + 2x tr(V) λ_max(V)), it is the upper 5 % point of
/// χ²_K(xK)/K. With one instrument that is 23.1. Stata's `weakivtest` reports smaller values with several instruments,
/// because it finds the worst case for each data set.
///
/// - Note: pyfixest's `eff_F` leaves the exogenous columns in the instruments' cross-products, and differs where there
///   are any.
public struct EffectiveF: Sendable, Hashable {
    /// F_eff.
    public let statistic: Double
    /// K, the effective number of instruments.
    public let effectiveCount: Double
    /// The value below which the instruments count as weak: 5 % level, 10 % of the worst bias.
    public let criticalValue: Double

    /// Whether the statistic is below its critical value.
    public var isWeak: Bool { statistic < criticalValue }
}

extension TwoStageFit {
    /// The effective F; nil with several endogenous columns or a perfect first stage.
    func effectiveF(
        _ columns: PartialledColumns, _ covariance: LinearCovariance
    ) throws(CausalError) -> EffectiveF? {
        guard columns.endogenous.count == 1, !firstStages[0].isPerfect else { return nil }
        let slopes = try slopeCovariance(
            columns.instruments, errors: columns.endogenousResiduals, covariance, corrected: true)
        let eigen = try SymmetricEigen(slopes.matrix.symmetrised).values.map { max($0, 0) }
        let trace = eigen.reduce(0, +)
        guard let largest = eigen.last, trace > 0 else { return nil }
        let ratio = 10.0
        let squares = eigen.map { $0 * $0 }.reduce(0, +)
        let count = trace * trace * (1 + 2 * ratio) / (squares + 2 * ratio * trace * largest)
        let distribution = NoncentralChiSquared(df: count, noncentrality: ratio * count)
        return EffectiveF(
            statistic: columns.slopes.column(0).map { $0 * $0 }.reduce(0, +) / trace, effectiveCount: count,
            criticalValue: distribution.upperQuantile(0.05) / count)
    }
}
