import Inference

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How the outcome varies about its mean, with the link that goes with it.
///
/// | family | link | variance | outcome |
/// |---|---|---|---|
/// | ``poisson`` | log | μ | counts, or any amounts ≥ 0 (pseudo-likelihood) |
/// | ``quasipoisson`` | log | φμ | the same, with the dispersion φ estimated |
/// | ``binomial`` | logit | μ(1 − μ) | 0/1, or shares with weights as trials |
public enum ResponseFamily: String, Sendable, Hashable, Codable, CaseIterable {
    /// Counts; the variance is the mean.
    case poisson
    /// Counts; the variance is proportional to the mean.
    case quasipoisson
    /// Events; the log odds are linear.
    case binomial

    /// The values that an outcome may have.
    var range: ClosedRange<Double> { self == .binomial ? 0...1 : 0...Double.greatestFiniteMagnitude }

    /// The dispersion when the family fixes it.
    var knownDispersion: Double? { self == .quasipoisson ? nil : 1 }

    /// μ(η)
    func mean(_ eta: Double) -> Double {
        self == .binomial ? 1 / (1 + exp(-eta)) : exp(eta)
    }

    /// η(μ)
    func link(_ mu: Double) -> Double { self == .binomial ? log(mu / (1 - mu)) : log(mu) }

    /// dμ/dη = V(μ), as both links are canonical; positive even where it underflows.
    func slope(_ mu: Double) -> Double { max(self == .binomial ? mu * (1 - mu) : mu, 1e-290) }

    /// A mean inside the family's range from which iteration starts.
    func start(_ y: Double, average: Double) -> Double {
        self == .binomial ? (y + 0.5) / 2 : (y + average) / 2
    }

    /// Twice the log-likelihood lost against a perfect fit.
    func deviance(_ y: Double, _ mu: Double) -> Double {
        switch self {
        case .poisson, .quasipoisson: 2 * (ResponseFamily.xLogRatio(y, mu) - (y - mu))
        case .binomial:
            2 * (ResponseFamily.xLogRatio(y, mu) + ResponseFamily.xLogRatio(1 - y, 1 - mu))
        }
    }

    /// The log-likelihood of one row, constants included.
    func logLikelihood(_ y: Double, _ mu: Double) -> Double {
        switch self {
        case .poisson, .quasipoisson: (y > 0 ? y * log(mu) : 0) - mu - lgamma(y + 1)
        case .binomial: (y > 0 ? y * log(mu) : 0) + (y < 1 ? (1 - y) * log(1 - mu) : 0)
        }
    }

    /// x·log(x/m), 0 for x = 0.
    private static func xLogRatio(_ x: Double, _ m: Double) -> Double { x > 0 ? x * log(x / m) : 0 }
}
