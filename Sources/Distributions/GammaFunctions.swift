import CSpecialFunctions

/// The logarithm of Γ and its derivatives. Outside their domain, NaN.
public enum GammaFunctions {
    /// ψ(x) = d log Γ(x)/dx; NaN at 0, −1, −2, ….
    public static func digamma(_ x: Double) -> Double { causal_digamma(x) }

    /// ψ′(x); NaN or infinite at 0, −1, −2, ….
    public static func trigamma(_ x: Double) -> Double { causal_trigamma(x) }

    /// log|Γ(x)|.
    public static func logGamma(_ x: Double) -> Double { causal_log_gamma(x) }

    /// log Γ(x + y) − log Γ(x) for x > 0 and y ≥ 0, exact where x is large and the difference small.
    public static func logGammaGain(from x: Double, by y: Double) -> Double { causal_log_gamma_gain(x, y) }

    /// ψ(x + y) − ψ(x), likewise.
    public static func digammaGain(from x: Double, by y: Double) -> Double { causal_digamma_gain(x, y) }

    /// ψ′(x + y) − ψ′(x), likewise.
    public static func trigammaGain(from x: Double, by y: Double) -> Double { causal_trigamma_gain(x, y) }
}
