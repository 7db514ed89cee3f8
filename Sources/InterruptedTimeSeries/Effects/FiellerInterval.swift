import Regression

/// Fieller's confidence set for a ratio a/b of two estimates that are normal together.
///
///     {ρ : (a − ρb)² ≤ t²(v_aa − 2ρv_ab + ρ²v_bb)}
///
/// | kind | the set | when |
/// |---|---|---|
/// | `bounded` | from low to high | b differs from zero at the level |
/// | `exclusive` | all numbers but those between low and high | b does not, and the set has a gap |
/// | `below`, `above` | all up to high; all from low on | b lies exactly at the limit |
/// | `unbounded` | every number | neither a nor b can be told from zero |
///
/// Unlike the delta method's interval it holds however imprecise the denominator is.
///
/// Source: Fieller (1954), Journal of the Royal Statistical Society B 16.
public struct FiellerInterval: Sendable, Hashable {
    /// What the set looks like.
    public enum Kind: String, Sendable, Hashable, Codable {
        /// low … high
        case bounded
        /// (−∞, low] and [high, ∞)
        case exclusive
        /// (−∞, high]
        case below
        /// [low, ∞)
        case above
        /// All numbers.
        case unbounded
    }

    /// The set's kind.
    public let kind: Kind
    /// Its lower end, or the lower end of the gap; nil where there is none.
    public let low: Double?
    /// Its upper end, or the upper end of the gap; nil where there is none.
    public let high: Double?

    /// The set for a/b.
    ///
    /// - Parameters:
    ///   - numerator: a and its variance.
    ///   - denominator: b and its variance.
    ///   - covariance: of a and b.
    ///   - critical: t, the quantile of the reference distribution.
    /// - Returns: nil where a number is missing.
    public init?(
        numerator: (value: Double, variance: Double), denominator: (value: Double, variance: Double),
        covariance: Double, critical: Double
    ) {
        let numbers = [
            numerator.value, numerator.variance, denominator.value, denominator.variance, covariance,
        ]
        guard numbers.allSatisfy(\.isFinite), critical.isFinite else { return nil }
        let set = FiellerSet(
            denominator: denominator.value, numerator: numerator.value,
            denominatorVariance: denominator.variance, numeratorVariance: numerator.variance,
            covariance: covariance, criticalValue: critical)
        switch set {
        case .interval(let low, let high): (kind, self.low, self.high) = (.bounded, low, high)
        case .outside(let upTo, let from): (kind, low, high) = (.exclusive, upTo, from)
        case .above(let low): (kind, self.low, high) = (.above, low, nil)
        case .below(let high): (kind, low, self.high) = (.below, nil, high)
        case .everything: (kind, low, high) = (.unbounded, nil, nil)
        }
    }

    /// Labels of the row it belongs to.
    var labels: [JSONValue.Member] {
        [
            .init("fieller.low", low.map(JSONValue.finite) ?? .null),
            .init("fieller.high", high.map(JSONValue.finite) ?? .null),
            .init("fieller.type", .string(kind.rawValue)),
        ]
    }
}
