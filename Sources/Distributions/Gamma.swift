import CSpecialFunctions

/// The gamma distribution, density x^(a−1) e^(−x/s) / (Γ(a) s^a) on x > 0.
///
/// Shape a and scale s must be positive and finite; others give NaN.
public struct Gamma: Sendable, Hashable {
    /// The shape a.
    public let shape: Double
    /// The scale s.
    public let scale: Double

    /// Makes a gamma distribution.
    public init(shape: Double, scale: Double = 1) {
        self.shape = shape > 0 && shape.isFinite ? shape : .nan
        self.scale = scale > 0 && scale.isFinite ? scale : .nan
    }

    /// The density at x.
    public func density(_ x: Double) -> Double { causal_gamma_density(x / scale, shape) / scale }

    /// P(X ≤ x).
    public func cumulative(_ x: Double) -> Double { causal_gamma_lower(x / scale, shape) }

    /// P(X > x), computed as such.
    public func survival(_ x: Double) -> Double { causal_gamma_upper(x / scale, shape) }

    /// The x with P(X ≤ x) = p; 0 and infinity at 0 and 1, NaN outside.
    public func quantile(_ p: Double) -> Double { scale * causal_gamma_lower_quantile(p, shape) }

    /// The x with P(X > x) = p; infinity and 0 at 0 and 1, NaN outside.
    public func upperQuantile(_ p: Double) -> Double { scale * causal_gamma_upper_quantile(p, shape) }
}
