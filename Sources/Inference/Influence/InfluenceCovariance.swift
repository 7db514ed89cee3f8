/// How the uncertainty of an ``InfluenceFit`` is measured.
public struct InfluenceCovariance: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case clustered([String])
        case bootstrap(MultiplierBootstrap)
    }
    let kind: Kind

    /// V = n⁻² Σᵢ ψᵢψᵢ′ over independent units: se = √(mean(ψ²)/n), without a small-sample factor, against the
    /// normal distribution, as R's `did`.
    public static let analytic = InfluenceCovariance(kind: .clustered([]))

    /// V = n⁻² Σ_c ψ_cψ_c′, ψ_c the sum of ψ in cluster c; with several columns inclusion and exclusion over their
    /// intersections (Cameron, Gelbach & Miller 2011), without a factor.
    public static func clustered(by columns: String...) -> InfluenceCovariance { clustered(by: columns) }

    /// The same for a list of columns; without any by the independent unit.
    public static func clustered(by columns: [String]) -> InfluenceCovariance {
        InfluenceCovariance(kind: .clustered(columns))
    }

    /// Standard errors and simultaneous bands by the multiplier bootstrap; see ``MultiplierBootstrap``.
    ///
    /// - Parameters:
    ///   - draws: how many times the influence is reweighted.
    ///   - seed: of the random numbers.
    ///   - weights: what a unit is multiplied by in a draw.
    ///   - column: the clusters; nil draws a weight for each independent unit.
    public static func multiplierBootstrap(
        draws: Int = 999, seed: UInt64 = 42, weights: MultiplierWeights = .rademacher,
        by column: String? = nil
    ) -> InfluenceCovariance {
        InfluenceCovariance(
            kind: .bootstrap(
                MultiplierBootstrap(draws: draws, seed: seed, weights: weights, cluster: column)))
    }
}

/// What a unit's influence is multiplied by: independent numbers of mean 0 and variance 1 with two values.
public enum MultiplierWeights: String, Sendable, Hashable, Codable, CaseIterable {
    /// ±1, equally likely; what R's `did` draws.
    case rademacher
    /// −(√5−1)/2 with probability (√5+1)/(2√5), else (√5+1)/2: the third moment is 1 as well (Mammen 1993; Callaway
    /// & Sant'Anna 2021, section 4.2).
    case mammen

    /// The two values, and the probability of the higher one.
    var points: (low: Double, high: Double, probability: Double) {
        let root = 5.0.squareRoot()
        switch self {
        case .rademacher: return (-1, 1, 0.5)
        case .mammen: return ((1 - root) / 2, (1 + root) / 2, (root - 1) / (2 * root))
        }
    }
}

/// The multiplier bootstrap of Callaway & Sant'Anna (2021, algorithm 1).
///
/// A draw is R* = n⁻¹ Σ_c v_cψ_c with new weights v for every unit or cluster. The standard error of a term is the
/// interquartile range of its draws over that of the standard normal distribution (1.349). The critical value of
/// the simultaneous band is the quantile, at the confidence level, of the largest |R*|/se in a draw over the family's
/// terms, but not less than the pointwise one. Quantiles are order statistics (R's type 1), as in R's `did`.
public struct MultiplierBootstrap: Sendable, Hashable {
    /// The number of draws.
    public let draws: Int
    /// The seed.
    public let seed: UInt64
    /// The distribution of v.
    public let weights: MultiplierWeights
    /// The column of clusters, or nil.
    public let cluster: String?
}
