import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A queue whose servers tire as the backlog grows, which makes the backlog grow.
///
/// Fatigue z follows the backlog slowly, τ·dz/dt = q − z, and the queue itself is fast: at each z it is in the steady
/// state of its service rate μ·s(z), with L(λ, μs(z)) waiting. So
///
///     τ·dz/dt = L(λ, μ·s(z)) − z,
///
/// whose fixed points are backlogs that keep themselves up. With λ(z) the demand at which z does, L(λ(z), μs(z)) = z,
/// a fixed point is a crossing of λ(z) and λ, stable where λ(z) rises and unstable where it falls. A maximum of λ(z) is a
/// **tipping point**: with demand above it the low backlog is gone and the system runs away. To recover, demand has to
/// fall below the next minimum.
///
/// - Source: the averaging of a fast queue under a slow rate is the pointwise stationary fluid-flow argument of Rider
///   (1976), Journal of the ACM 23, and Wang, Tipper & Banerjee (1996), IEEE INFOCOM; folds: Scheffer et al. (2009),
///   Nature 461.
public struct FatiguedQueue: Sendable, Hashable, Codable {
    /// The queue of people who are not tired.
    public var queue: Queue
    /// How they tire.
    public var fatigue: Fatigue

    /// Makes a queue with fatigue.
    public init(_ queue: Queue, fatigue: Fatigue) {
        self.queue = queue
        self.fatigue = fatigue
    }

    /// A backlog that keeps itself up.
    public struct FixedPoint: Sendable, Hashable {
        /// The mean number in line.
        public let backlog: Double
        /// Whether small disturbances die out.
        public let isStable: Bool
    }

    /// The queue when people are as tired as a backlog makes them.
    public func tired(by backlog: Double) -> Queue {
        queue.with(serviceRate: queue.serviceRate * fatigue.share(backlog: backlog))
    }

    /// λ(z): the demand at which a backlog keeps itself up; infinite when none is enough (all places taken).
    ///
    /// - Throws: as ``Queue/performance()``.
    public func sustainingDemand(_ backlog: Double) throws(CausalError) -> Double {
        let tired = tired(by: backlog)
        if let capacity = queue.capacity, backlog >= Double(capacity - queue.servers) { return .infinity }
        let full = Double(tired.servers) * tired.serviceRate
        guard full > 0 else { return 0 }
        var (low, high) = (0.0, full)
        if tired.capacity != nil || tired.patience != nil {
            while try tired.with(arrivalRate: high).meanQueue() < backlog {
                (low, high) = (high, high * 2)
                guard high < 1e6 * full else { return .infinity }
            }
        }
        // Logarithms are nearly straight where the line itself is not; at `full` an unlimited line is infinite.
        return try BracketedRoot.find(low, -.infinity, high, .infinity) { (demand) throws(CausalError) in
            log(try tired.with(arrivalRate: demand).meanQueue() / backlog)
        }
    }
}

extension Queue {
    /// The mean number in line; infinite without a steady state.
    func meanQueue() throws(CausalError) -> Double {
        guard arrivalRate > 0 else { return 0 }
        guard isStable else { return .infinity }
        if capacity == nil, patience == nil {
            return arrivalRate
                * meanWaitUnlimited(ErlangFormulas.waiting(servers: servers, load: offeredLoad))
        }
        return try BirthDeath(self).mean { Double(max(0, $0 - servers)) }
    }
}
