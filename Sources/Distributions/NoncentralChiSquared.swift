import CSpecialFunctions

/// The noncentral chi-squared distribution, Σ (Zᵢ + μᵢ)² over df standard normals with Σ μᵢ² the noncentrality.
///
/// Any df > 0 and noncentrality ≥ 0. Others give NaN.
public struct NoncentralChiSquared: Sendable, Hashable {
    /// The degrees of freedom.
    public let df: Double
    /// The noncentrality Σ μᵢ².
    public let noncentrality: Double

    /// Makes a noncentral chi-squared distribution.
    public init(df: Double, noncentrality: Double) {
        self.df = df
        self.noncentrality = noncentrality
    }

    /// P(X > x), computed as such.
    public func survival(_ x: Double) -> Double {
        causal_noncentral_chi_squared_upper(x, df, noncentrality)
    }

    /// The x with P(X > x) = p; infinity and 0 at 0 and 1, NaN outside.
    public func upperQuantile(_ p: Double) -> Double {
        causal_noncentral_chi_squared_upper_quantile(p, df, noncentrality)
    }
}
