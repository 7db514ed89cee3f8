import Inference

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The function g that makes an outcome's mean linear: g(μ) = η.
public enum Link: String, Sendable, Hashable, Codable, CaseIterable {
    /// log μ: coefficients are logs of ratios.
    case log
    /// log(μ/(1 − μ)): coefficients are logs of odds ratios.
    case logit
    /// Φ⁻¹(μ).
    case probit
    /// μ itself: coefficients are differences.
    case identity

    /// η(μ)
    func predictor(_ mean: Double) -> Double {
        switch self {
        case .log: Self.logarithm(mean)
        case .logit: Self.logarithm(mean / (1 - mean))
        case .probit: Normal().quantile(mean)
        case .identity: mean
        }
    }

    /// μ(η)
    func mean(_ eta: Double) -> Double {
        switch self {
        case .log: exp(eta)
        case .logit: 1 / (1 + exp(-eta))
        case .probit: Normal().cumulative(eta)
        case .identity: eta
        }
    }

    /// 1 − μ(η), with all its digits.
    func complement(_ eta: Double) -> Double {
        switch self {
        case .log: -expm1(eta)
        case .logit: 1 / (1 + exp(eta))
        case .probit: Normal().cumulative(-eta)
        case .identity: 1 - eta
        }
    }

    /// dμ/dη, positive even where it underflows.
    func slope(_ eta: Double) -> Double {
        switch self {
        case .log: max(exp(eta), Self.smallest)
        case .logit: max(mean(eta) * complement(eta), Self.smallest)
        case .probit: max(Normal().density(eta), Self.smallest)
        case .identity: 1
        }
    }

    /// What counts as positive where a slope or a variance underflows.
    static let smallest = 1e-290

    /// The logarithm, whose name the case takes.
    private static func logarithm(_ x: Double) -> Double {
        #if canImport(Glibc)
            Glibc.log(x)
        #else
            Darwin.log(x)
        #endif
    }
}
