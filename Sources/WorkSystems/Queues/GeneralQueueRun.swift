import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A queue with gamma-distributed times between arrivals and of service, simulated arrival by arrival.
///
/// The servers' remaining work is kept in ascending order; an arrival waits for the least, adds its service there, and
/// all fall by the time to the next arrival (Kiefer & Wolfowitz 1955, Transactions of the AMS 78).
struct GeneralQueueRun {
    private let simulation: QueueSimulation

    init(_ simulation: QueueSimulation) { self.simulation = simulation }

    func result() -> SimulatedQueue {
        let queue = simulation.queue
        var random = Generator(seed: simulation.seed)
        let between = GammaTimes(mean: 1 / queue.arrivalRate, variation: queue.arrivalVariation)
        let service = GammaTimes(mean: 1 / queue.serviceRate, variation: queue.serviceVariation)
        var work = [Double](repeating: 0, count: queue.servers)
        var stretches = [Stretch](repeating: Stretch(), count: simulation.batches)
        let length = simulation.duration / Double(simulation.batches)
        var now = between.draw(&random)
        while now < simulation.warmUp + simulation.duration {
            let wait = work[0]
            let time = service.draw(&random)
            let batch = Int((now - simulation.warmUp) / length)
            if now >= simulation.warmUp, batch < stretches.count {
                stretches[batch].add(wait: wait, service: time)
            }
            GeneralQueueRun.add(time, to: &work)
            let gap = between.draw(&random)
            for server in work.indices { work[server] = max(0, work[server] - gap) }
            now += gap
        }
        let servers = Double(queue.servers)
        return SimulatedQueue(
            utilisation: .init(stretches.map { $0.work / length / servers }),
            waitProbability: .init(stretches.map { $0.waited / $0.count }),
            meanWait: .init(stretches.map { $0.waits / $0.count }),
            meanQueue: .init(stretches.map { $0.waits / length }),
            blockingProbability: .init(stretches.map { _ in 0 }),
            abandonmentProbability: .init(stretches.map { _ in 0 }),
            backlogs: stretches.map { $0.waits / length },
            arrivals: Int(stretches.reduce(0) { $0 + $1.count }),
            tippedAt: nil)
    }

    private struct Stretch {
        var count = 0.0
        var waited = 0.0
        var waits = 0.0
        var work = 0.0

        mutating func add(wait: Double, service: Double) {
            count += 1
            waited += wait > 0 ? 1 : 0
            waits += wait
            work += service
        }
    }

    /// Gives a service to the server with the least work and puts it in its place.
    private static func add(_ time: Double, to work: inout [Double]) {
        let total = work[0] + time
        var place = 0
        while place + 1 < work.count, work[place + 1] < total {
            work[place] = work[place + 1]
            place += 1
        }
        work[place] = total
    }
}

/// Gamma-distributed times of a mean and a coefficient of variation; 0, or next to it, gives equal times.
struct GammaTimes: Sendable {
    let mean: Double
    let variation: Double

    func draw(_ random: inout Generator) -> Double {
        // Below a millionth the times differ by less than a simulation shows, and the shape leaves the range of numbers.
        if variation < 1e-6 { return mean }
        if variation == 1 { return random.exponential(mean: mean) }
        let shape = 1 / (variation * variation)
        return GammaTimes.unit(shape, &random) * mean / shape
    }

    /// A gamma number of scale 1 (Marsaglia & Tsang 2000, ACM TOMS 26; shapes below 1 by their section 6).
    private static func unit(_ shape: Double, _ random: inout Generator) -> Double {
        if shape < 1 { return unit(shape + 1, &random) * pow(random.openUniform(), 1 / shape) }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = random.normal()
            let root = 1 + c * x
            guard root > 0 else { continue }
            let v = root * root * root
            if log(random.openUniform()) < x * x / 2 + d - d * v + d * log(v) { return d * v }
        }
    }
}
