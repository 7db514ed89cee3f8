import Distributions

/// How much more units scatter than chance explains.
///
/// With z-scores drawn in to the q and 1 − q quantiles (winsorised, so that few outlying units do not excuse
/// themselves), φ = mean z², and by the method of moments
///
///     τ² = (Iφ − (I − 1)) / (Σw − Σw²/Σw),   w = 1/v,
///
/// zero where φ is below (I − 1)/I.
///
/// - Source: Spiegelhalter (2005), appendix A.3; DerSimonian & Laird (1986), Controlled Clinical Trials 7, 177–188.
public struct Dispersion: Sendable, Hashable {
    /// φ, from winsorised scores.
    public let ratio: Double
    /// τ².
    public let betweenVariance: Double
    /// Σz² of the scores as they are, about χ²(I − 1) under chance alone.
    public let heterogeneity: Double
    /// The number of units I.
    public let units: Int

    init(scores: [Double], variances: [Double], winsorising share: Double) {
        units = scores.count
        heterogeneity = scores.reduce(0) { $0 + $1 * $1 }
        let drawn = Dispersion.winsorised(scores, share)
        ratio = drawn.reduce(0) { $0 + $1 * $1 } / Double(max(1, units))
        let weights = variances.map { 1 / $0 }
        let sum = weights.reduce(0, +)
        let divisor = sum - weights.reduce(0) { $0 + $1 * $1 } / sum
        let excess = Double(units) * ratio - Double(units - 1)
        betweenVariance = excess > 0 && divisor > 0 ? excess / divisor : 0
    }

    /// P(χ²(I − 1) > Σz²): whether there is anything beyond chance.
    public var pValue: Double {
        units > 1 ? ChiSquared(df: Double(units - 1)).survival(heterogeneity) : .nan
    }

    /// Scores beyond the q and 1 − q quantiles (R's type 7) moved to these.
    static func winsorised(_ scores: [Double], _ share: Double) -> [Double] {
        guard share > 0, scores.count > 1 else { return scores }
        let sorted = scores.sorted()
        let (low, high) = (quantile(sorted, share), quantile(sorted, 1 - share))
        return scores.map { min(high, max(low, $0)) }
    }

    /// The quantile of sorted numbers, interpolated (type 7 of Hyndman & Fan 1996).
    static func quantile(_ sorted: [Double], _ p: Double) -> Double {
        let place = Double(sorted.count - 1) * p
        let lower = Int(place.rounded(.down))
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + (place - Double(lower)) * (sorted[upper] - sorted[lower])
    }
}
