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
        let square = critical * critical
        let a = denominator.value * denominator.value - square * denominator.variance
        let b = numerator.value * denominator.value - square * covariance
        let c = numerator.value * numerator.value - square * numerator.variance
        guard a.isFinite, b.isFinite, c.isFinite else { return nil }
        guard a != 0 else {
            let end = b == 0 ? .nan : c / (2 * b)
            let isRay = end.isFinite
            kind = isRay ? (b > 0 ? .above : .below) : .unbounded
            (low, high) = (isRay && b > 0 ? end : nil, isRay && b < 0 ? end : nil)
            return
        }
        let inner = b * b - a * c
        let root = max(0, inner).squareRoot()
        let ends = [(b - root) / a, (b + root) / a].sorted()
        guard inner >= 0 || a > 0, ends.allSatisfy(\.isFinite) else {
            (kind, low, high) = (.unbounded, nil, nil)
            return
        }
        kind = a > 0 ? .bounded : .exclusive
        (low, high) = (ends[0], ends[1])
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
