import CSpecialFunctions

/// Fisher's F distribution, the ratio of two independent mean squares.
///
/// Degrees of freedom are positive, whole or not; one of them may be infinite, and the mean square it belongs
/// to is then 1. Other degrees of freedom give NaN.
public struct FisherF: Sendable, Hashable {
    /// The degrees of freedom of the numerator.
    public let df1: Double
    /// The degrees of freedom of the denominator.
    public let df2: Double

    /// Makes an F distribution.
    public init(df1: Double, df2: Double) {
        let valid = df1 > 0 && df2 > 0 && (df1.isFinite || df2.isFinite)
        self.df1 = valid ? df1 : .nan
        self.df2 = valid ? df2 : .nan
    }

    /// The density at x.
    public func density(_ x: Double) -> Double {
        if df2 == .infinity { return df1 * ChiSquared(df: df1).density(df1 * x) }
        if df1 == .infinity {
            return x <= 0 || x == .infinity ? 0 : df2 / (x * x) * ChiSquared(df: df2).density(df2 / x)
        }
        return causal_f_density(x, df1, df2)
    }

    /// P(F ≤ x).
    public func cumulative(_ x: Double) -> Double {
        if df2 == .infinity { return ChiSquared(df: df1).cumulative(df1 * x) }
        if df1 == .infinity { return x <= 0 ? 0 : ChiSquared(df: df2).survival(df2 / x) }
        return causal_f_lower(x, df1, df2)
    }

    /// P(F > x), computed as such: the p-value of a Wald test, however small.
    public func survival(_ x: Double) -> Double {
        if df2 == .infinity { return ChiSquared(df: df1).survival(df1 * x) }
        if df1 == .infinity { return x <= 0 ? 1 : ChiSquared(df: df2).cumulative(df2 / x) }
        return causal_f_upper(x, df1, df2)
    }

    /// The x with P(F ≤ x) = p; 0 and infinity at 0 and 1, NaN outside.
    public func quantile(_ p: Double) -> Double {
        if df2 == .infinity { return ChiSquared(df: df1).quantile(p) / df1 }
        if df1 == .infinity { return df2 / ChiSquared(df: df2).upperQuantile(p) }
        return causal_f_lower_quantile(p, df1, df2)
    }

    /// The x with P(F > x) = p; infinity and 0 at 0 and 1, NaN outside.
    public func upperQuantile(_ p: Double) -> Double {
        if df2 == .infinity { return ChiSquared(df: df1).upperQuantile(p) / df1 }
        if df1 == .infinity { return df2 / ChiSquared(df: df2).quantile(p) }
        return causal_f_upper_quantile(p, df1, df2)
    }
}
