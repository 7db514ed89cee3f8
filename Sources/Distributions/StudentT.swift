import CSpecialFunctions

/// Student's t distribution; with infinite degrees of freedom, the standard normal.
///
/// Any df > 0, whole or not (as Satterthwaite's are). Other df give NaN.
public struct StudentT: Sendable, Hashable {
    /// The degrees of freedom.
    public let df: Double

    /// Makes a t distribution.
    public init(df: Double) { self.df = df }

    /// The density at t.
    public func density(_ t: Double) -> Double {
        df == .infinity ? causal_normal_density(t) : causal_t_density(t, df)
    }

    /// P(T ≤ t).
    public func cumulative(_ t: Double) -> Double { survival(-t) }

    /// P(T > t), computed as such: a two-sided p-value is `2 * survival(abs(t))`, however small.
    public func survival(_ t: Double) -> Double {
        df == .infinity ? causal_normal_lower(-t) : causal_t_upper(t, df)
    }

    /// The t with P(T ≤ t) = p; infinite at 0 and 1, NaN outside.
    public func quantile(_ p: Double) -> Double { -upperQuantile(p) }

    /// The t with P(T > t) = p: for an interval of level 1 − α, α/2. Infinite at 0 and 1, NaN outside.
    ///
    /// Quantiles are kept: a table of intervals asks for the same one in every row.
    public func upperQuantile(_ p: Double) -> Double {
        df == .infinity ? -causal_normal_lower_quantile(p) : StudentQuantiles.upper(p, df)
    }
}
