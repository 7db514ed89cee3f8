import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The fixed points of a queue with fatigue, and where they appear and vanish.
public struct FatigueAnalysis: Sendable, Hashable {
    /// What was analysed.
    public let system: FatiguedQueue
    /// Backlogs that keep themselves up, ascending; empty when the backlog runs away from any state.
    public let fixedPoints: [FatiguedQueue.FixedPoint]
    /// The tipping point: the greatest demand with a low stable backlog, and that backlog; nil when no demand tips the
    /// system, because the backlog only grows with it gradually.
    public let tipping: Turn?
    /// Below this demand a system that has tipped recovers by itself, with the backlog at that point; an infinite backlog
    /// where only the worst service rate decides. Nil without a tipping point.
    public let recovery: Turn?
    /// The curve λ(z) for the picture: backlogs.
    public let backlogs: [Double]
    /// The demand that keeps each of ``backlogs`` up.
    public let demands: [Double]

    /// An extreme of λ(z).
    public struct Turn: Sendable, Hashable {
        /// The demand λ.
        public let demand: Double
        /// The backlog z.
        public let backlog: Double
    }

    /// The backlog at which the system settles; nil when it runs away.
    public var restingBacklog: Double? { fixedPoints.first { $0.isStable }?.backlog }

    /// The backlog beyond which it runs away or settles far higher; nil without one.
    public var tippingBacklog: Double? { fixedPoints.first { !$0.isStable }?.backlog }
}

extension FatiguedQueue {
    /// Fixed points, stability and tipping point.
    ///
    /// λ(z) is computed on a logarithmic grid (240 backlogs over the range that can matter); crossings are bisected and
    /// extremes refined by golden section, so that a fold narrower than a tenth of its backlog may be missed.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a queue or a fatigue out of range, and as ``Queue/performance()``.
    public func analyse() throws(CausalError) -> FatigueAnalysis {
        try queue.check()
        try fatigue.check()
        if let patience = queue.patience, queue.arrivalRate * patience > 1e6 {
            throw CausalError(
                .badArgument, "with fatigue, a million may arrive within the mean patience at most",
                value: "\(patience)", remedy: "Leave patience out: next to nobody gives up.")
        }
        let grid = try backlogGrid()
        guard !grid.isEmpty else {
            return FatigueAnalysis(
                system: self, fixedPoints: [.init(backlog: 0, isStable: true)], tipping: nil, recovery: nil,
                backlogs: [], demands: [])
        }
        var demands: [Double] = []
        for backlog in grid { demands.append(try sustainingDemand(backlog)) }
        let turns = try turns(grid, demands)
        return FatigueAnalysis(
            system: self, fixedPoints: try crossings(grid, demands), tipping: turns.tipping,
            recovery: turns.recovery, backlogs: grid, demands: demands)
    }

    /// Backlogs in geometric steps, from one so small that less than the demand keeps it up to beyond any fixed point.
    private func backlogGrid() throws(CausalError) -> [Double] {
        var low = min(fatigue.halfway, 1) / 1000
        while try sustainingDemand(low) >= queue.arrivalRate, low > 1e-60 { low /= 100 }
        var high = max(100 * fatigue.halfway, 10)
        if let capacity = queue.capacity {
            high = min(high, Double(capacity - queue.servers) * (1 - 1e-9))
            guard high > low else { return [] }
        } else {
            high = max(high, try beyondFixedPoints() * 1.01)
        }
        let ratio = log(high / low) / 240
        return (0...240).map { $0 == 240 ? high : low * exp(ratio * Double($0)) }
    }

    /// A backlog above which no fixed point lies.
    private func beyondFixedPoints() throws(CausalError) -> Double {
        let full = Double(queue.servers) * queue.serviceRate
        if let patience = queue.patience { return queue.arrivalRate * patience }
        if queue.arrivalRate < full * fatigue.floor { return try tired(by: .infinity).meanQueue() }
        let limit = fatigue.backlog(atShare: queue.arrivalRate / full)
        return limit.isFinite ? limit : 0
    }

    private func crossings(_ grid: [Double], _ demands: [Double]) throws(CausalError) -> [FixedPoint] {
        var points: [FixedPoint] = []
        for i in grid.indices.dropFirst() {
            let (before, after) = (demands[i - 1] >= queue.arrivalRate, demands[i] >= queue.arrivalRate)
            guard before != after else { continue }
            let root = try BracketedRoot.find(
                grid[i - 1], demands[i - 1] - queue.arrivalRate, grid[i], demands[i] - queue.arrivalRate
            ) { (backlog) throws(CausalError) in try sustainingDemand(backlog) - queue.arrivalRate }
            points.append(FixedPoint(backlog: root, isStable: after))
        }
        return points
    }

    /// The first maximum of λ(z) and the least demand after it.
    private func turns(
        _ grid: [Double], _ demands: [Double]
    ) throws(CausalError) -> (tipping: FatigueAnalysis.Turn?, recovery: FatigueAnalysis.Turn?) {
        let inner = grid.indices.dropFirst().dropLast()
        // Bisection leaves a few units in the last place; a fold is deeper than that.
        guard
            let peak = inner.first(where: {
                demands[$0] > demands[$0 - 1] && demands[$0] > demands[$0 + 1] * (1 + 1e-12)
            })
        else { return (nil, nil) }
        let tipping = try extreme(grid[peak - 1], grid[peak + 1], 1)
        let valley = inner.first {
            $0 > peak && demands[$0] < demands[$0 - 1] && demands[$0] < demands[$0 + 1] * (1 - 1e-12)
        }
        if let valley { return (tipping, try extreme(grid[valley - 1], grid[valley + 1], -1)) }
        let worst = Double(queue.servers) * queue.serviceRate * fatigue.floor
        return (tipping, .init(demand: worst, backlog: .infinity))
    }

    /// The greatest (sign 1) or least (−1) demand between two backlogs, by golden section.
    private func extreme(
        _ first: Double, _ last: Double, _ sign: Double
    ) throws(CausalError) -> FatigueAnalysis.Turn {
        let golden = (5.0.squareRoot() - 1) / 2
        var (low, high) = (first, last)
        for _ in 0..<60 {
            let left = high - golden * (high - low)
            let right = low + golden * (high - low)
            if sign * (try sustainingDemand(left)) > sign * (try sustainingDemand(right)) {
                high = right
            } else {
                low = left
            }
        }
        let backlog = low + (high - low) / 2
        return .init(demand: try sustainingDemand(backlog), backlog: backlog)
    }
}
