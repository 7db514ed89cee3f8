import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How long those who are admitted wait, until served or until they give up.
public enum WaitDistribution: Sendable, Hashable {
    /// Without end: the backlog grows.
    case endless
    /// P(W > t) = p·e^{−rt}.
    case exponential(probability: Double, rate: Double)
    /// Whoever finds m ahead in line (probability `weights[m]`) waits for m + 1 departures, whose rates are
    /// `rate` + jθ, j = m … 0, unless patience ends first, at rate θ.
    case stages(weights: [Double], rate: Double, abandonment: Double)

    /// P(W > t); 1 for t < 0.
    ///
    /// With stages, V = Σ_j Exp(r + jθ), j = 0 … m, has e^{−θV} ~ Beta(r/θ, m + 1), and P(W > t) = P(V > t)·e^{−θt}.
    /// P(V > t) is the probability of m departures at most, of a negative binomial number (`Departures`).
    ///
    /// - Source: the largest of m + 1 exponentials by its spacings (Rényi 1953), here for any first rate; agrees with
    ///   Riordan (1962), *Stochastic Service Systems*, section 6.2.
    public func exceeds(_ time: Double) -> Double {
        guard time >= 0 else { return 1 }
        switch self {
        case .endless: return 1
        case .exponential(let probability, let rate): return probability * exp(-rate * time)
        case .stages(let weights, let rate, let abandonment):
            let patient = exp(-abandonment * time)
            guard patient > 0 else { return 0 }
            guard time > 0 else { return weights.reduce(0, +) }
            let departures = Departures(time: time, rate: rate, abandonment: abandonment)
            return patient * departures.sum(weights)
        }
    }

    /// The least time that a share p of those who are admitted waits at most; infinite for an endless wait.
    ///
    /// - Parameter share: p between 0 and 1; NaN outside.
    public func quantile(_ share: Double) -> Double {
        guard share >= 0, share < 1 else { return .nan }
        let tail = 1 - share
        switch self {
        case .endless: return .infinity
        case .exponential(let probability, let rate):
            return probability > tail ? log(probability / tail) / rate : 0
        case .stages(_, let rate, _):
            guard exceeds(0) > tail else { return 0 }
            var (low, high) = (0.0, 1 / rate)
            while exceeds(high) > tail, high < 1e300 { (low, high) = (high, high * 2) }
            let root = try? BracketedRoot.find(low, exceeds(low) - tail, high, exceeds(high) - tail) {
                exceeds($0) - tail
            }
            return root ?? .nan
        }
    }
}
