import Regression

/// The power of a two-sided Wald test.
///
///     power = F(r − t) + F(−r − t),   r = |θ|/se, t the upper α/2 quantile of F
///
/// F is Student's t distribution, shifted by r, or the normal one.
public struct WaldPower: Sendable, Hashable {
    /// The two-sided level.
    public let alpha: Double
    /// Degrees of freedom; nil for the normal distribution.
    public let degreesOfFreedom: Double?

    /// Makes a test.
    public init(alpha: Double = 0.05, degreesOfFreedom: Double? = nil) {
        self.alpha = alpha
        self.degreesOfFreedom = degreesOfFreedom
    }

    private var distribution: StudentT { StudentT(df: degreesOfFreedom ?? .infinity) }

    /// The power at r = |θ|/se.
    public func power(ratio: Double) -> Double {
        let critical = distribution.upperQuantile(alpha / 2)
        let r = abs(ratio)
        return min(1, distribution.survival(critical - r) + distribution.survival(critical + r))
    }

    /// The r at which the power is reached; nil for a power that is not above α and below 1.
    public func ratio(power: Double) -> Double? {
        guard power > alpha, power < 1 else { return nil }
        var (low, high) = (0.0, 1.0)
        while self.power(ratio: high) < power {
            high *= 2
            if high > 1e15 { return nil }
        }
        for _ in 0..<200 where high - low > 1e-15 * high {
            let middle = (low + high) / 2
            if self.power(ratio: middle) < power { low = middle } else { high = middle }
        }
        return high
    }
}
