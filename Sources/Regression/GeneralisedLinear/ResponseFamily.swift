import Inference

/// How the outcome varies about its mean.
///
/// | family | usual link | others | variance | outcome |
/// |---|---|---|---|---|
/// | ``poisson`` | log | identity | μ | counts, or any amounts ≥ 0 (pseudo-likelihood) |
/// | ``quasipoisson`` | log | identity | φμ | the same, with the dispersion φ estimated |
/// | ``negativeBinomial`` | log | – | μ + μ²/θ | counts, with θ estimated |
/// | ``binomial`` | logit | probit, log, identity | μ(1 − μ) | 0/1, or shares with weights as trials |
///
/// Of n trials of which k were events the outcome is the share k/n and the weight n:
///
/// ```swift
/// try GeneralisedLinearModel("I(events / trials) ~ x", family: .binomial, weights: "trials")
/// ```
///
/// Estimates are those of R's `glm(cbind(events, trials - events) ~ x, binomial)`; the log-likelihood leaves out the
/// binomial coefficients. A row is one observation to robust covariances, however many trials it holds.
public enum ResponseFamily: String, Sendable, Hashable, Codable, CaseIterable {
    /// Counts; the variance is the mean.
    case poisson
    /// Counts; the variance is proportional to the mean.
    case quasipoisson
    /// Counts; the variance grows with the mean's square (NB2), and its rate 1/θ is estimated.
    case negativeBinomial = "negative-binomial"
    /// Events.
    case binomial

    /// The usual link.
    public var link: Link { self == .binomial ? .logit : .log }

    /// The links that the family may have.
    public var links: [Link] {
        switch self {
        case .poisson, .quasipoisson: [.log, .identity]
        case .negativeBinomial: [.log]
        case .binomial: [.logit, .probit, .log, .identity]
        }
    }

    /// The values that an outcome may have.
    var range: ClosedRange<Double> { self == .binomial ? 0...1 : 0...Double.greatestFiniteMagnitude }

    /// The dispersion when the family fixes it.
    var knownDispersion: Double? { self == .quasipoisson ? nil : 1 }

    /// Refuses a link that does not go with the family.
    func check(_ link: Link) throws(CausalError) {
        guard !links.contains(link) else { return }
        throw CausalError(
            .badArgument, "the family \(rawValue) has no link \(link.rawValue)",
            remedy: "Its links are: \(links.map(\.rawValue).joined(separator: ", ")).")
    }
}
