import Regression

/// A queue whose demand, and perhaps staff, changes from period to period: a day's clinic, a week's inbox.
///
/// Poisson arrivals at a constant rate within each period, exponential services and patience. The probabilities p(t) of
/// 0, 1, … in the system obey Kolmogorov's forward equations p′ = pQ, which are solved by uniformisation: with Λ above
/// all exit rates and P = I + Q/Λ,
///
///     p(t + h) = Σ_k e^{−Λh}(Λh)^k/k! · p(t)P^k,
///
/// a sum of positive terms, cut where less than 1e-14 is left. Nothing is assumed of a steady state, so that periods with
/// more demand than the servers can do are as good as any. Beside it stands the pointwise stationary approximation: the
/// steady state that each period would have by itself (Green & Kolesar 1991).
///
/// - Source: Jensen (1953), Skandinavisk Aktuarietidskrift 36; Grassmann (1977), Computers & Operations Research 4;
///   Green & Kolesar (1991), Management Science 37.
public struct TimeVaryingQueue: Sendable, Hashable, Codable {
    /// Service rate, places and patience; its arrival rate and servers are those of a period without its own.
    public var queue: Queue
    /// λ of each period.
    public var arrivalRates: [Double]
    /// c of each period; empty for the queue's servers throughout.
    public var servers: [Int]
    /// The length of a period.
    public var period: Double
    /// The number in the system at the start.
    public var start: Int

    /// Makes a queue of periods.
    public init(
        _ queue: Queue, arrivalRates: [Double], servers: [Int] = [], period: Double = 1, start: Int = 0
    ) {
        self.queue = queue
        self.arrivalRates = arrivalRates
        self.servers = servers
        self.period = period
        self.start = start
    }

    /// One period of the answer.
    public struct Period: Sendable, Hashable {
        /// When it ends.
        public let end: Double
        /// Its queue.
        public let queue: Queue
        /// The mean number in line, over the period.
        public let meanQueue: Double
        /// The mean number in line at its end.
        public let finalQueue: Double
        /// The mean share of servers that work.
        public let utilisation: Double
        /// The mean probability that all servers are busy (and a place is free).
        public let waitProbability: Double
        /// The mean time that an arrival of the period would wait at the period's rates, if it did not give up.
        public let meanWait: Double
        /// The mean probability that all places are taken.
        public let blockingProbability: Double
        /// What the steady state of the period's rates would be; nil for a demand of 0.
        public let stationary: QueuePerformance?
    }

    /// Solves for all periods.
    ///
    /// - Throws: `CausalError.Code.badArgument` for rates or lengths out of range; `CausalError.Code.notConverged` when the
    ///   work would exceed some billion steps.
    public func solve() throws(CausalError) -> [Period] {
        try check()
        var state = TransientState(start: start)
        var periods: [Period] = []
        for (index, rate) in arrivalRates.enumerated() {
            let current = queue(of: index)
            let means = try state.advance(current, rate: rate, by: period)
            let stationary = rate > 0 ? try current.performance() : nil
            periods.append(
                Period(
                    end: Double(index + 1) * period, queue: current, meanQueue: means.line,
                    finalQueue: state.line(current), utilisation: means.busy / Double(current.servers),
                    waitProbability: means.waiting, meanWait: means.wait, blockingProbability: means.blocked,
                    stationary: stationary))
        }
        return periods
    }

    private func queue(of index: Int) -> Queue {
        var queue = queue.with(arrivalRate: arrivalRates[index])
        if !servers.isEmpty { queue.servers = servers[index] }
        return queue
    }

    private func check() throws(CausalError) {
        guard !arrivalRates.isEmpty, arrivalRates.count <= 10_000,
            arrivalRates.allSatisfy({ $0 >= 0 && $0.isFinite }), arrivalRates.contains(where: { $0 > 0 })
        else {
            throw CausalError(
                .badArgument,
                "arrival rates are one number of 0 or more for each of up to 10,000 periods, not all 0")
        }
        guard servers.isEmpty || servers.count == arrivalRates.count else {
            throw CausalError(
                .badArgument,
                "there are \(servers.count) numbers of servers for \(arrivalRates.count) periods",
                remedy: "Give one number for each period, or one for all.")
        }
        guard queue.isMarkovian else {
            throw CausalError(
                .badArgument, "demand that varies goes with exponential times between arrivals and of service"
            )
        }
        try Queue.require(period, "the length of a period")
        for index in arrivalRates.indices {
            // A period without demand has servers that are checked all the same.
            let rate = arrivalRates[index] > 0 ? arrivalRates[index] : queue.serviceRate
            try queue(of: index).with(arrivalRate: rate).check()
        }
        guard start >= 0, start <= min(queue.capacity ?? .max, Queue.mostPlaces) else {
            throw CausalError(
                .badArgument, "the number at the start lies from 0 to the capacity", value: "\(start)")
        }
    }
}
