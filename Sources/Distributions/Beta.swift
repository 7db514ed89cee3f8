import CSpecialFunctions

/// The beta distribution, density x^(a−1) (1−x)^(b−1) / B(a, b) on (0, 1).
///
/// a and b must be positive and finite; others give NaN.
public struct Beta: Sendable, Hashable {
    /// The first shape.
    public let a: Double
    /// The second shape.
    public let b: Double

    /// Makes a beta distribution.
    public init(_ a: Double, _ b: Double) {
        self.a = a > 0 && a.isFinite ? a : .nan
        self.b = b > 0 && b.isFinite ? b : .nan
    }

    /// The density at x.
    public func density(_ x: Double) -> Double { causal_beta_density(x, a, b) }

    /// P(X ≤ x), the regularised incomplete beta function.
    public func cumulative(_ x: Double) -> Double { causal_beta_lower(x, a, b) }

    /// P(X > x), computed as such.
    public func survival(_ x: Double) -> Double { causal_beta_upper(x, a, b) }

    /// The x with P(X ≤ x) = p; 0 and 1 at 0 and 1, NaN outside.
    public func quantile(_ p: Double) -> Double { causal_beta_lower_quantile(p, a, b) }

    /// The x with P(X > x) = p; 1 and 0 at 0 and 1, NaN outside.
    public func upperQuantile(_ p: Double) -> Double { causal_beta_upper_quantile(p, a, b) }
}
