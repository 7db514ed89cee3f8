import Testing
import WorkSystems

/// Simulated queues lie within four standard errors of theory, at fixed seeds.
@Suite struct SimulationTests {
    private func expectNear(_ mean: SimulatedQueue.Mean, _ theory: Double, _ what: String = "") {
        #expect(abs(mean.value - theory) < 4 * mean.standardError + 1e-12, "\(what) \(mean) \(theory)")
        #expect(mean.standardError < 0.15 * max(theory, 0.05), "\(what) \(mean)")
    }

    @Test(arguments: [
        Queue(arrivalRate: 7, serviceRate: 10), Queue(arrivalRate: 8, serviceRate: 2, servers: 5),
        Queue(arrivalRate: 12, serviceRate: 2, servers: 5, capacity: 12),
        Queue(arrivalRate: 12, serviceRate: 2, servers: 5, patience: 0.5),
    ])
    func theory(queue: Queue) throws {
        let theory = try queue.performance()
        let run = try QueueSimulation(queue, duration: 4000, seed: 7).run()
        expectNear(run.utilisation, theory.utilisation)
        expectNear(run.waitProbability, theory.waitProbability)
        expectNear(run.meanWait, theory.meanWait)
        expectNear(run.meanQueue, theory.meanQueue)
        expectNear(run.blockingProbability, theory.blockingProbability)
        expectNear(run.abandonmentProbability, theory.abandonmentProbability)
        #expect(try QueueSimulation(queue, duration: 4000, seed: 7).run() == run)
    }

    @Test func generalServices() throws {
        for variation in [0, 0.5, 2] {
            let queue = Queue(arrivalRate: 7, serviceRate: 10, serviceVariation: variation)
            let run = try QueueSimulation(queue, duration: 4000, seed: 3).run()
            expectNear(run.meanWait, try queue.performance().meanWait, "c_s = \(variation)")
            expectNear(run.waitProbability, 0.7)
        }
        // The approximations are within some per cent where they are meant to be.
        let clinic = Queue(arrivalRate: 8, serviceRate: 2, servers: 5, serviceVariation: 0.5)
        let run = try QueueSimulation(clinic, duration: 8000, seed: 3).run()
        for approximation in Queue.Approximation.allCases {
            var queue = clinic
            queue.approximation = approximation
            #expect(abs(try queue.performance().meanWait / run.meanWait.value - 1) < 0.08)
        }
    }

    @Test func fatigueAtOnce() throws {
        let queue = Queue(arrivalRate: 6, serviceRate: 10, capacity: 25)
        let fatigue = Fatigue(floor: 0.4, halfway: 6)
        let p = try #require(try FatigueChain(FatiguedQueue(queue, fatigue: fatigue)).stationary())
        let line = p.enumerated().reduce(0) { $0 + Double(max(0, $1.offset - 1)) * $1.element }
        let run = try QueueSimulation(queue, fatigue: fatigue, duration: 20_000, seed: 11).run()
        expectNear(run.meanQueue, line)
        expectNear(run.utilisation, 1 - p[0])
    }

    /// How long chance takes to tip the system, against the mean first passage.
    @Test func timeToTip() throws {
        let queue = Queue(arrivalRate: 7, serviceRate: 10)
        let fatigue = Fatigue(floor: 0.5, halfway: 6)
        let mean = try #require(try FatigueChain(FatiguedQueue(queue, fatigue: fatigue)).timeToTip)
        let times = try (0..<200).map { seed in
            try QueueSimulation(
                queue, fatigue: fatigue, duration: 20 * mean, warmUp: 0, seed: UInt64(seed), batches: 2
            )
            .run().tippedAt ?? .infinity
        }
        let average = times.reduce(0, +) / 200
        let deviation = (times.reduce(0) { $0 + ($1 - average) * ($1 - average) } / 199 / 200).squareRoot()
        #expect(abs(average - mean) < 4 * deviation, "\(average) \(mean) \(deviation)")
    }

    /// Slow fatigue settles at the lowest fixed point, and tips above the tipping point.
    @Test func slowFatigue() throws {
        let fatigue = Fatigue(floor: 0.5, halfway: 5)
        let system = FatiguedQueue(Queue(arrivalRate: 6, serviceRate: 10), fatigue: fatigue)
        let analysis = try system.analyse()
        let run = try QueueSimulation(system.queue, fatigue: fatigue, memory: 300, duration: 30_000, seed: 5)
            .run()
        let resting = try #require(analysis.restingBacklog)
        // Fatigue wanders a little around its fixed point, which costs some per cent.
        #expect(abs(run.meanQueue.value / resting - 1) < 0.06, "\(run.meanQueue) \(resting)")
        let over = system.queue.with(arrivalRate: try #require(analysis.tipping).demand * 1.1)
        let lost = try QueueSimulation(over, fatigue: fatigue, memory: 300, duration: 10_000, seed: 5).run()
        #expect(try #require(lost.backlogs.last) > 5000)
    }

    @Test func lengthsAreChecked() {
        let queue = Queue(arrivalRate: 7, serviceRate: 10)
        for simulation in [
            QueueSimulation(queue, duration: 0), QueueSimulation(queue, duration: 1e9),
            QueueSimulation(queue, duration: .nan), QueueSimulation(queue, memory: -1, duration: 10),
            QueueSimulation(queue, duration: 10, start: -1), QueueSimulation(queue, duration: 10, batches: 1),
        ] {
            #expect(throws: CausalError.self) { try simulation.run() }
        }
    }
}
