import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A queue whose servers tire at once: a birth–death process with deaths
/// d(n) = min(n, c)·μ·s((n − c)⁺) + (n − c)⁺·θ.
///
/// Here chance alone carries the backlog over the edge, sooner or later; ``timeToTip`` says how soon.
public struct FatigueChain: Sendable, Hashable {
    /// The system.
    public let system: FatiguedQueue

    /// Makes the chain.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a queue or a fatigue out of range, or times that are not exponential.
    public init(_ system: FatiguedQueue) throws(CausalError) {
        try system.queue.check()
        try system.fatigue.check()
        guard system.queue.isMarkovian else {
            throw CausalError(
                .badArgument,
                "fatigue that sets in at once goes with Poisson arrivals and exponential services")
        }
        self.system = system
    }

    /// d(n).
    public func departureRate(_ n: Int) -> Double {
        let queue = system.queue
        let line = Double(max(0, n - queue.servers))
        return Double(min(n, queue.servers)) * queue.serviceRate * system.fatigue.share(backlog: line)
            + line * queue.abandonmentRate
    }

    /// The least number in the system, all servers busy, from which arrivals outrun departures; nil without one among
    /// the first million states.
    public var tippingState: Int? {
        let last = min((system.queue.capacity ?? .max) - 1, Queue.mostPlaces)
        guard last >= system.queue.servers else { return nil }
        return (system.queue.servers...last).first { departureRate($0) < system.queue.arrivalRate }
    }

    /// The mean time from an empty system until ``tippingState`` is first reached; nil without one, infinite beyond 1e300.
    ///
    /// τ₀ = 1/λ, τ_n = (1 + d(n)·τ_{n−1})/λ from n to n + 1; their sum.
    ///
    /// - Source: Karlin & McGregor (1957), Transactions of the AMS 86.
    public var timeToTip: Double? {
        guard let target = tippingState else { return nil }
        let arrivals = system.queue.arrivalRate
        var step = 0.0
        var sum = 0.0
        for n in 0..<target {
            step = (1 + departureRate(n) * step) / arrivals
            sum += step
        }
        return sum < 1e300 ? sum : .infinity
    }

    /// The probabilities of 0, 1, … in the system; nil when there is no steady state.
    ///
    /// Weights are summed as logarithms, since modes may lie hundreds of decimal places below one another.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when more than a million states count.
    public func stationary() throws(CausalError) -> [Double]? {
        let queue = system.queue
        let worst = Double(queue.servers) * queue.serviceRate * system.fatigue.floor
        guard queue.capacity != nil || queue.patience != nil || queue.arrivalRate < worst else { return nil }
        var logs = [0.0]
        var highest = 0.0
        for n in 1...min(queue.capacity ?? .max, Queue.mostPlaces) {
            let weight = logs[n - 1] + log(queue.arrivalRate / departureRate(n))
            logs.append(weight)
            highest = max(highest, weight)
            if queue.capacity == nil, weight < highest - 60, queue.arrivalRate < leastRate(from: n) { break }
        }
        guard queue.capacity != nil || logs.count <= Queue.mostPlaces else {
            throw CausalError(
                .notIdentified, "the line is too long to be summed state by state",
                remedy: "Give rates of more usual proportions, or a capacity.")
        }
        let weights = logs.map { exp($0 - highest) }
        let total = weights.reduce(0, +)
        return weights.map { $0 / total }
    }

    /// A bound below all departure rates from n on.
    private func leastRate(from n: Int) -> Double {
        let queue = system.queue
        return Double(queue.servers) * queue.serviceRate * system.fatigue.floor
            + Double(max(0, n - queue.servers)) * queue.abandonmentRate
    }
}
