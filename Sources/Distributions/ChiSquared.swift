import CSpecialFunctions

/// The chi-squared distribution, a sum of df squared standard normals.
///
/// Any df > 0. Other df give NaN.
public struct ChiSquared: Sendable, Hashable {
    /// The degrees of freedom.
    public let df: Double

    /// Makes a chi-squared distribution.
    public init(df: Double) { self.df = df }

    private var gamma: Gamma { Gamma(shape: df / 2, scale: 2) }

    /// The density at x.
    public func density(_ x: Double) -> Double { gamma.density(x) }

    /// P(X ≤ x).
    public func cumulative(_ x: Double) -> Double { gamma.cumulative(x) }

    /// P(X > x), computed as such.
    public func survival(_ x: Double) -> Double { gamma.survival(x) }

    /// The x with P(X ≤ x) = p; 0 and infinity at 0 and 1, NaN outside.
    public func quantile(_ p: Double) -> Double { gamma.quantile(p) }

    /// The x with P(X > x) = p; infinity and 0 at 0 and 1, NaN outside.
    public func upperQuantile(_ p: Double) -> Double { gamma.upperQuantile(p) }
}
