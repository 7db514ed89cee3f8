import Inference

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A family with its link and, for the negative binomial, θ: all that a row's likelihood depends on besides η.
struct MeanModel: Sendable, Hashable {
    let family: ResponseFamily
    let link: Link
    /// θ of the variance μ + μ²/θ; infinite for the others.
    var theta = Double.infinity

    /// Whether scoring steps are Newton's.
    var isCanonical: Bool { link == family.link && theta == .infinity }

    func mean(_ eta: Double) -> Double { link.mean(eta) }

    /// A linear predictor inside the family's range from which iteration starts.
    func start(_ y: Double, average: Double) -> Double {
        link.predictor(family == .binomial ? (y + 0.5) / 2 : (y + average) / 2)
    }

    /// Whether η gives a mean that the family allows.
    func allows(_ eta: Double) -> Bool {
        switch link {
        case .logit, .probit: true
        case .log: family != .binomial || eta < 0
        case .identity: eta > 0 && (family != .binomial || eta < 1)
        }
    }

    /// V(μ(η)), positive even where it underflows.
    func variance(_ eta: Double) -> Double {
        let mean = mean(eta)
        return max(
            family == .binomial ? mean * link.complement(eta) : mean * (1 + mean / theta), Link.smallest)
    }

    /// Twice the log-likelihood lost against a perfect fit; NaN for a mean that the family does not allow.
    func deviance(_ y: Double, at eta: Double) -> Double {
        guard allows(eta) else { return .nan }
        let mean = mean(eta)
        if family == .binomial {
            return 2 * (Self.xLogRatio(y, mean) + Self.xLogRatio(1 - y, link.complement(eta)))
        }
        let shared = Self.xLogRatio(y, mean)
        guard theta.isFinite else { return 2 * (shared - (y - mean)) }
        return 2 * (shared - (y + theta) * log1p((y - mean) / (mean + theta)))
    }

    /// The log-likelihood of one row, constants included (but not binomial coefficients); NaN for a
    /// quasi-likelihood.
    func logLikelihood(_ y: Double, at eta: Double) -> Double {
        let mean = mean(eta)
        switch family {
        case .quasipoisson: return .nan
        case .binomial:
            return (y > 0 ? y * log(mean) : 0) + (y < 1 ? (1 - y) * log(link.complement(eta)) : 0)
        case .negativeBinomial where theta.isFinite:
            let events = y > 0 ? y * (log(mean) - log(theta + mean)) : 0
            return GammaFunctions.logGammaGain(from: theta, by: y) - lgamma(y + 1) + events
                - theta * log1p(mean / theta)
        case .poisson, .negativeBinomial: return (y > 0 ? y * log(mean) : 0) - mean - lgamma(y + 1)
        }
    }

    /// x·log(x/m), 0 for x = 0.
    private static func xLogRatio(_ x: Double, _ m: Double) -> Double { x > 0 ? x * log(x / m) : 0 }
}
