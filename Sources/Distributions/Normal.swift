import CSpecialFunctions

/// The normal distribution.
///
/// Density exp(−z²/2)/(σ√(2π)), z = (x − μ)/σ. A standard deviation that is not positive gives NaN.
public struct Normal: Sendable, Hashable {
    /// The mean μ.
    public let mean: Double
    /// The standard deviation σ.
    public let standardDeviation: Double

    /// Makes a normal distribution, the standard one unless told otherwise.
    public init(mean: Double = 0, standardDeviation: Double = 1) {
        self.mean = mean
        self.standardDeviation = standardDeviation > 0 ? standardDeviation : .nan
    }

    /// The density at x.
    public func density(_ x: Double) -> Double {
        causal_normal_density((x - mean) / standardDeviation) / standardDeviation
    }

    /// P(X ≤ x).
    public func cumulative(_ x: Double) -> Double { causal_normal_lower((x - mean) / standardDeviation) }

    /// P(X > x), computed as such: it keeps its digits where ``cumulative(_:)`` is 1.
    public func survival(_ x: Double) -> Double { causal_normal_lower((mean - x) / standardDeviation) }

    /// The x with P(X ≤ x) = p; infinite at 0 and 1, NaN outside.
    public func quantile(_ p: Double) -> Double { mean + standardDeviation * causal_normal_lower_quantile(p) }

    /// The x with P(X > x) = p; infinite at 0 and 1, NaN outside.
    public func upperQuantile(_ p: Double) -> Double {
        mean - standardDeviation * causal_normal_lower_quantile(p)
    }
}
