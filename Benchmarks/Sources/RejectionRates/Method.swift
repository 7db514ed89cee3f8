import Causal

/// A way to test that a coefficient is zero.
enum Method: CaseIterable, Sendable {
    case iid, hc1, hc3, cr0, cr1, cr2, cr3, jackknife
    case restricted, restrictedWebb, unrestricted, jackknifed, jackknifedWebb

    var name: String {
        switch self {
        case .iid: "iid"
        case .hc1: "HC1"
        case .hc3: "HC3"
        case .cr0: "CR0, t(G − 1)"
        case .cr1: "CR1, t(G − 1)"
        case .cr2: "CR2, Satterthwaite"
        case .cr3: "CR3, t(G − 1)"
        case .jackknife: "jackknife, t(G − 1)"
        case .restricted: "WCR, Rademacher"
        case .restrictedWebb: "WCR, Webb"
        case .unrestricted: "WCU, Rademacher"
        case .jackknifed: "WCR-S, Rademacher"
        case .jackknifedWebb: "WCR-S, Webb"
        }
    }

    private var covariance: LinearCovariance? {
        switch self {
        case .iid: .iid
        case .hc1: .hc1
        case .hc3: .hc3
        case .cr0: .clustered(by: "g", correction: .cr0)
        case .cr1: .clustered(by: "g")
        case .cr2: .clustered(by: "g", correction: .cr2)
        case .cr3: .clustered(by: "g", correction: .cr3)
        case .jackknife: .clustered(by: "g", correction: .jackknife)
        default: nil
        }
    }

    private func bootstrap(seed: UInt64) -> WildBootstrap {
        WildBootstrap(
            weights: self == .restrictedWebb || self == .jackknifedWebb ? .webb : .rademacher,
            imposesNull: self != .unrestricted,
            residuals: self == .jackknifed || self == .jackknifedWebb ? .jackknifed : .plain,
            draws: 999, seed: seed)
    }

    /// The p-value of the hypothesis that d has no effect; NaN where the method has none.
    func pValue(_ fit: LeastSquaresFit, seed: UInt64) -> Double {
        if let covariance { return (try? fit.estimates(covariance)["d"].pValue) ?? .nan }
        let test = try? fit.wildBootstrap("d = 0", clusters: ["g"], using: bootstrap(seed: seed))
        return test?.pValue ?? .nan
    }
}
