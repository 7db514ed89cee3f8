import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The state of a simulated queue with exponential times.
struct QueueRun {
    private let queue: Queue
    private let fatigue: Fatigue?
    private let memory: Double
    private let tippingState: Int?
    private var random: Generator
    private var now = 0.0
    private var busy = 0
    private var line = WaitingLine()
    /// z: how tired the servers are, in the backlog that tires as much.
    private var tiredness = 0.0
    private var tippedAt: Double?
    private var totals = Totals()

    /// What is added up within a stretch.
    private struct Totals {
        var busyTime = 0.0
        var lineTime = 0.0
        var waits = 0.0
        var waitsEnded = 0
        var waited = 0
        var arrivals = 0
        var blocked = 0
        var abandoned = 0
    }

    init(_ simulation: QueueSimulation) {
        queue = simulation.queue
        fatigue = simulation.fatigue
        memory = simulation.memory
        random = Generator(seed: simulation.seed)
        tippingState = fatigue.flatMap {
            (try? FatigueChain(FatiguedQueue(simulation.queue, fatigue: $0)))?.tippingState
        }
        busy = min(simulation.start, queue.servers)
        for _ in 0..<max(0, simulation.start - queue.servers) { line.append(0) }
        tiredness = Double(line.count)
    }

    /// Runs the warm-up and the stretches.
    mutating func result(_ simulation: QueueSimulation) -> SimulatedQueue {
        advance(to: simulation.warmUp)
        var stretches: [Totals] = []
        var backlogs: [Double] = []
        let length = simulation.duration / Double(simulation.batches)
        for batch in 1...simulation.batches {
            totals = Totals()
            advance(to: simulation.warmUp + length * Double(batch))
            stretches.append(totals)
            backlogs.append(Double(line.count))
        }
        let time = length * Double(queue.servers)
        return SimulatedQueue(
            utilisation: .init(stretches.map { $0.busyTime / time }),
            waitProbability: .init(stretches.map { Double($0.waited) / Double($0.arrivals - $0.blocked) }),
            meanWait: .init(stretches.map { $0.waits / Double($0.waitsEnded) }),
            meanQueue: .init(stretches.map { $0.lineTime / length }),
            blockingProbability: .init(stretches.map { Double($0.blocked) / Double($0.arrivals) }),
            abandonmentProbability: .init(
                stretches.map { Double($0.abandoned) / Double($0.arrivals - $0.blocked) }),
            backlogs: backlogs, arrivals: stretches.reduce(0) { $0 + $1.arrivals }, tippedAt: tippedAt)
    }

    /// s(z) and s(q), the ends between which the service rate moves until the next event.
    private var shares: (now: Double, later: Double) {
        guard let fatigue else { return (1, 1) }
        let later = fatigue.share(backlog: Double(line.count))
        return memory > 0 ? (fatigue.share(backlog: tiredness), later) : (later, later)
    }

    private mutating func advance(to end: Double) {
        while true {
            let shares = shares
            let bound = max(shares.now, shares.later)
            let service = Double(busy) * queue.serviceRate * bound
            let leaving = Double(line.count) * queue.abandonmentRate
            let total = queue.arrivalRate + service + leaving
            let next = now + random.exponential(mean: 1 / total)
            guard next < end else {
                pass(to: end)
                return
            }
            pass(to: next)
            let place = random.uniform() * total
            if place < queue.arrivalRate {
                arrive()
            } else if place < queue.arrivalRate + service {
                // `shares` reads the tiredness as it is now.
                if bound == self.shares.now || random.uniform() * bound < self.shares.now { finish() }
            } else if line.count > 0 {
                leave()
            }
        }
    }

    private mutating func pass(to time: Double) {
        let step = time - now
        totals.busyTime += step * Double(busy)
        totals.lineTime += step * Double(line.count)
        if memory > 0 {
            let backlog = Double(line.count)
            tiredness = backlog + (tiredness - backlog) * exp(-step / memory)
        }
        now = time
    }

    private mutating func arrive() {
        totals.arrivals += 1
        guard busy + line.count < queue.capacity ?? .max else {
            totals.blocked += 1
            return
        }
        if busy < queue.servers {
            busy += 1
            totals.waitsEnded += 1
        } else {
            totals.waited += 1
            line.append(now)
        }
        if tippedAt == nil, let tippingState, busy + line.count >= tippingState { tippedAt = now }
    }

    private mutating func finish() {
        guard line.count > 0 else {
            busy -= 1
            return
        }
        totals.waits += now - line.removeFirst()
        totals.waitsEnded += 1
    }

    private mutating func leave() {
        totals.waits += now - line.removeAny(&random)
        totals.waitsEnded += 1
        totals.abandoned += 1
    }
}
