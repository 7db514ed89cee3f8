import Groundwork

/// The confidence set of a ratio of two normal estimates: an interval only when the denominator differs from zero.
///
/// The set of ratios R = c/e that the data do not reject is
///
///     { R : (e² − z²v_e)·R² − 2(e·c − z²v_ec)·R + (c² − z²v_c) ≤ 0 }.
///
/// With a leading term above zero (the denominator's z exceeds the critical value) it is an interval. Otherwise it has no
/// bounds: two rays, the whole line, or, at the margin, one ray. An interval of finite ends would then be wrong, whatever
/// method made it.
///
/// - Source: Fieller (1954), Journal of the Royal Statistical Society B 16; Willan & O'Brien (1996), Health Economics 5;
///   Heitjan (2000), Health Economics 9.
public enum FiellerSet: Sendable, Hashable, Codable {
    /// low ≤ R ≤ high.
    case interval(low: Double, high: Double)
    /// R ≤ upTo or R ≥ from: everything but what lies between.
    case outside(upTo: Double, from: Double)
    /// R ≥ low.
    case above(low: Double)
    /// R ≤ high.
    case below(high: Double)
    /// Every ratio: the data say nothing of it.
    case everything

    /// The set for estimates e and c with variances and covariance, at a critical value z.
    public init(
        denominator e: Double, numerator c: Double, denominatorVariance: Double, numeratorVariance: Double,
        covariance: Double, criticalValue z: Double
    ) {
        // Both estimates in units of their standard errors, so that no scale of money or health loses digits.
        let (se, sc) = (denominatorVariance.squareRoot(), numeratorVariance.squareRoot())
        let (u, w) = (se > 0 ? se : max(e.magnitude, 1), sc > 0 ? sc : max(c.magnitude, 1))
        let (x, y) = (e / u, c / w)
        let a = x * x - z * z * (se > 0 ? 1 : 0)
        let b = x * y - z * z * covariance / u / w
        let d = y * y - z * z * (sc > 0 ? 1 : 0)
        self = FiellerSet.roots(a, b, d, scale: w / u)
    }

    /// The solutions of a·R² − 2b·R + d ≤ 0, each times a scale.
    private static func roots(_ a: Double, _ b: Double, _ d: Double, scale: Double) -> FiellerSet {
        if a == 0 {
            if b == 0 { return .everything }
            let end = scale * d / (2 * b)
            return b > 0 ? .above(low: end) : .below(high: end)
        }
        let discriminant = b * b - a * d
        guard discriminant > 0 else {
            // With a > 0 the estimate itself always lies in the set: the roots differ by rounding alone.
            return a > 0 ? .interval(low: scale * b / a, high: scale * b / a) : .everything
        }
        let q = b + (b < 0 ? -1 : 1) * discriminant.squareRoot()
        let (first, second) = (scale * q / a, q == 0 ? 0 : scale * d / q)
        let (low, high) = (min(first, second), max(first, second))
        return a > 0 ? .interval(low: low, high: high) : .outside(upTo: low, from: high)
    }

    /// Whether both ends are finite.
    public var isBounded: Bool { if case .interval = self { true } else { false } }

    /// Whether a ratio lies in the set.
    public func contains(_ ratio: Double) -> Bool {
        switch self {
        case .interval(let low, let high): low <= ratio && ratio <= high
        case .outside(let upTo, let from): ratio <= upTo || ratio >= from
        case .above(let low): ratio >= low
        case .below(let high): ratio <= high
        case .everything: true
        }
    }

    /// The name of the kind: `interval`, `two-rays`, `ray` or `whole-line`.
    public var kind: String {
        switch self {
        case .interval: "interval"
        case .outside: "two-rays"
        case .above, .below: "ray"
        case .everything: "whole-line"
        }
    }

    /// The set as a list of pairs, null for an end that is not there.
    public var json: JSONValue {
        switch self {
        case .interval(let low, let high): [[.number(low), .number(high)]]
        case .outside(let upTo, let from): [[.null, .number(upTo)], [.number(from), .null]]
        case .above(let low): [[.number(low), .null]]
        case .below(let high): [[.null, .number(high)]]
        case .everything: [[.null, .null]]
        }
    }
}
