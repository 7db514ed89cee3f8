import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A queue simulated event by event, seeded.
///
/// Times are exponential; servers may tire: the service rate is μ·s(z), where z follows the number in line q with a
/// memory τ (τ·dz/dt = q − z, exactly), or is q itself when τ = 0. Between events rates move from μs(z) towards μs(q);
/// services are drawn at the greater of the two and refused in proportion (thinning), so that no time step enters.
///
/// After the warm-up time runs in ``batches`` stretches of equal length, whose means give the standard errors.
public struct QueueSimulation: Sendable, Hashable, Codable {
    /// The queue.
    public var queue: Queue
    /// How servers tire; nil: they do not.
    public var fatigue: Fatigue?
    /// τ: how slowly fatigue follows the backlog, in units of time.
    public var memory: Double
    /// The time that is measured.
    public var duration: Double
    /// The time before, which is not.
    public var warmUp: Double
    /// The number in the system, and the fatigue that goes with it, at the start.
    public var start: Int
    /// The seed.
    public var seed: UInt64
    /// The number of stretches.
    public var batches: Int

    /// Makes a simulation.
    public init(
        _ queue: Queue, fatigue: Fatigue? = nil, memory: Double = 0, duration: Double,
        warmUp: Double? = nil, start: Int = 0, seed: UInt64 = 42, batches: Int = 30
    ) {
        self.queue = queue
        self.fatigue = fatigue
        self.memory = memory
        self.duration = duration
        self.warmUp = warmUp ?? duration / 10
        self.start = start
        self.seed = seed
        self.batches = batches
    }

    /// The greatest expected number of arrivals.
    static let mostArrivals = 2e7

    /// Simulates.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a queue, a fatigue or a length out of range.
    public func run() throws(CausalError) -> SimulatedQueue {
        try check()
        if queue.isMarkovian {
            var run = QueueRun(self)
            return run.result(self)
        }
        return GeneralQueueRun(self).result()
    }

    private func check() throws(CausalError) {
        try queue.check()
        try fatigue?.check()
        guard duration > 0, warmUp >= 0, (duration + warmUp) * queue.arrivalRate <= Self.mostArrivals else {
            throw CausalError(
                .badArgument, "a simulation lasts a positive time in which at most 20 million arrive",
                value: "\(duration)")
        }
        guard queue.isMarkovian || (duration + warmUp) * queue.arrivalRate * Double(queue.servers) <= 4e9
        else {
            throw CausalError(
                .badArgument, "with general times arrivals times servers are at most 4 billion",
                value: "\(duration)", remedy: "Simulate a shorter time.")
        }
        guard memory >= 0, memory.isFinite else {
            throw CausalError(
                .badArgument, "the memory of fatigue is a time of 0 or more", value: "\(memory)")
        }
        guard (2...100_000).contains(batches) else {
            throw CausalError(.badArgument, "stretches are a number from 2 to 100,000", value: "\(batches)")
        }
        guard start >= 0, start <= min(queue.capacity ?? .max, Queue.mostPlaces) else {
            throw CausalError(
                .badArgument, "the number at the start lies from 0 to the capacity", value: "\(start)")
        }
        guard fatigue == nil || queue.isMarkovian else {
            throw CausalError(
                .badArgument, "fatigue is simulated with Poisson arrivals and exponential services alone")
        }
    }
}

/// What a simulated queue did.
public struct SimulatedQueue: Sendable, Hashable {
    /// A mean over the stretches with its standard error.
    public struct Mean: Sendable, Hashable {
        /// The mean.
        public let value: Double
        /// SD over stretches / √stretches; NaN when no stretch had a value.
        public let standardError: Double

        init(_ values: [Double]) {
            let finite = values.filter(\.isFinite)
            let count = Double(finite.count)
            let mean = finite.reduce(0, +) / count
            value = finite.isEmpty ? .nan : mean
            let squares = finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            standardError = finite.count > 1 ? (squares / (count - 1) / count).squareRoot() : .nan
        }
    }

    /// The share of the servers' time that was worked.
    public let utilisation: Mean
    /// The share of those admitted who waited.
    public let waitProbability: Mean
    /// Their mean wait.
    public let meanWait: Mean
    /// The mean number in line.
    public let meanQueue: Mean
    /// The share of arrivals that found no place.
    public let blockingProbability: Mean
    /// The share of those admitted who gave up.
    public let abandonmentProbability: Mean
    /// The number in line at the end of each stretch.
    public let backlogs: [Double]
    /// Arrivals that were measured.
    public let arrivals: Int
    /// When all servers were busy and the line first reached ``FatigueChain/tippingState``; nil when it never did.
    public let tippedAt: Double?

    /// The rows of theory with what was simulated beside: labels `simulated`, `simulated.error`, `simulated.low` and
    /// `simulated.high`, the interval by Student's t over the stretches, where there is such.
    public func beside(_ rows: [Estimate], level: Double = 0.95) -> [Estimate] {
        let width = StudentT(df: Double(backlogs.count - 1)).upperQuantile((1 - level) / 2)
        let means: [String: Mean] = [
            "utilisation": utilisation, "wait.probability": waitProbability, "wait.mean": meanWait,
            "queue.mean": meanQueue, "blocking.probability": blockingProbability,
            "abandonment.probability": abandonmentProbability,
        ]
        return rows.map { row in
            guard let mean = means[row.term] else { return row }
            return row.renamed(
                row.term,
                labels: row.labels + [
                    .init("simulated", .number(mean.value)),
                    .init("simulated.error", .number(mean.standardError)),
                    .init("simulated.low", .number(mean.value - width * mean.standardError)),
                    .init("simulated.high", .number(mean.value + width * mean.standardError)),
                ])
        }
    }
}
