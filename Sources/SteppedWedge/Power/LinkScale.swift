import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Links of planned and simulated means.
enum LinkScale {
    /// η(μ)
    static func predictor(_ link: Link, _ mean: Double) -> Double {
        switch link {
        case .identity: mean
        case .log: log(mean)
        case .logit: log(mean / (1 - mean))
        case .probit: Normal().quantile(mean)
        }
    }

    /// μ(η)
    static func mean(_ link: Link, _ eta: Double) -> Double {
        switch link {
        case .identity: eta
        case .log: exp(eta)
        case .logit: 1 / (1 + exp(-eta))
        case .probit: Normal().cumulative(eta)
        }
    }

    /// dμ/dη
    static func slope(_ link: Link, _ eta: Double) -> Double {
        switch link {
        case .identity: 1
        case .log: exp(eta)
        case .logit: mean(.logit, eta) * mean(.logit, -eta)
        case .probit: Normal().density(eta)
        }
    }
}
