import Regression

/// How a unit's errors vary and go together over time, units' and periods' own levels aside.
///
/// A difference-in-differences needs one number of it: the variance of a unit's change, the mean of its r periods after
/// the start less the mean of its m periods before it (Burlig, Preonas & Woerman 2020, eq. 2),
///
///     V = (m + r)/(mr) σ² + (m − 1)/m ψ_B + (r − 1)/r ψ_A − 2ψ_X.
///
/// Errors taken as independent (ψ = 0) usually make it too small when there are many periods.
///
/// - Source: Burlig, Preonas & Woerman (2020), *Panel data and experimental design*, Journal of Development Economics 144.
public struct PanelErrors: Sendable, Hashable {
    private enum Form: Sendable, Hashable {
        case components(variance: Double, before: Double, after: Double, across: Double)
        /// Half the variance of a change from one period to the next, and ρ.
        case autoregressive(step: Double, correlation: Double)
        case observed(change: Double)
    }
    private let form: Form

    private init(_ form: Form) { self.form = form }

    /// σ², and the mean covariance of two periods before the start, of two after it, and of one before with one after.
    public static func components(
        variance: Double, before: Double, after: Double, across: Double
    ) -> PanelErrors {
        PanelErrors(.components(variance: variance, before: before, after: after, across: across))
    }

    /// σ² and a correlation ρᵏ of periods that are k apart; ρ = 0 for independent errors.
    public static func autoregressive(variance: Double, correlation: Double) -> PanelErrors {
        PanelErrors(.autoregressive(step: variance * (1 - correlation), correlation: correlation))
    }

    /// The same by half the variance of a change from one period to the next, which a random walk (ρ = 1) has too.
    public static func autoregressive(step: Double, correlation: Double) -> PanelErrors {
        PanelErrors(.autoregressive(step: step, correlation: correlation))
    }

    /// The variance V itself, known for one pair of m and r.
    public static func observed(change: Double) -> PanelErrors { PanelErrors(.observed(change: change)) }

    /// V for m periods before the start and r from it on.
    ///
    /// - Throws: `CausalError.Code.badArgument` for fewer than one or more than 100,000 periods on a side, a correlation
    ///   outside [−1, 1], and values that no errors have because V is not positive.
    public func varianceOfChange(before m: Int, after r: Int) throws(CausalError) -> Double {
        guard (1...100_000).contains(m), (1...100_000).contains(r) else {
            throw CausalError(
                .badArgument, "a design has 1 to 100,000 periods before the start and as many after it",
                value: "\(m), \(r)")
        }
        let value: Double
        switch form {
        case .observed(let change): value = change
        case .components(let variance, let before, let after, let across):
            let (m, r) = (Double(m), Double(r))
            value =
                (m + r) / (m * r) * variance + (m - 1) / m * before + (r - 1) / r * after - 2 * across
        case .autoregressive(let step, let correlation):
            guard correlation.magnitude <= 1 else {
                throw CausalError(
                    .badArgument, "a correlation lies between −1 and 1", value: correlation.shortestDecimal)
            }
            value = PanelErrors.change(step, correlation, m, r)
        }
        guard value > 0, value.isFinite else {
            throw CausalError(
                .badArgument, "with these variances and covariances a unit's change has no positive variance",
                value: value.shortestDecimal)
        }
        return value
    }

    /// −Σ_{st} c_s c_t γ(|s − t|), c the weights −1/m and 1/r, γ(k) = γ(1) Σ_{j<k} ρʲ half the variance of a change over
    /// k periods.
    private static func change(_ step: Double, _ correlation: Double, _ m: Int, _ r: Int) -> Double {
        var (half, power, total) = (0.0, 1.0, 0.0)
        for lag in 1..<(m + r) {
            half += step * power
            power *= correlation
            let across = Double(min(lag, m, r, m + r - lag))
            total += 2 * across / (Double(m) * Double(r)) * half
            if lag < m { total -= 2 * Double(m - lag) / (Double(m) * Double(m)) * half }
            if lag < r { total -= 2 * Double(r - lag) / (Double(r) * Double(r)) * half }
        }
        return total
    }
}
