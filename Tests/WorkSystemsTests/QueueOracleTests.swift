import Testing
import WorkSystems

/// Queues as mpmath computes them from their defining sums at 40 digits.
@Suite struct QueueOracleTests {
    struct File: Decodable {
        let erlangC: [Waiting]
        let limited: [Limited]
        let transients: [Transient]
    }
    struct Waiting: Decodable {
        let servers: Int
        let load: [Double]
        let value: Double
    }
    struct Limited: Decodable {
        let arrival, service: Double
        let servers: Int
        let capacity: Int?
        let patience: Double?
        let utilisation, waitProbability, meanQueue, meanWait, blocking, abandonment: Double
        let times, tails: [Double]
    }
    struct Transient: Decodable {
        let rates: [Double]
        let service: Double
        let servers: [Int]
        let patience: Double?
        let capacity: Int?
        let start: Int
        let period: Double
        let periods: [Means]
    }
    struct Means: Decodable {
        let queue, end, utilisation, blocking, waiting, wait: Double
    }

    @Test func erlangC() throws {
        for row in try oracle("queues.json", as: File.self).erlangC {
            let value = ErlangFormulas.waiting(servers: row.servers, load: row.load[0] / row.load[1])
            // 1 − ρ(1 − B) loses as many digits as 1 − ρ: two at most here.
            #expect(near(value, row.value, 1e-12), "\(row)")
        }
        #expect(near(ErlangFormulas.waiting(servers: 2, load: 5.0 / 7), 0.1879699, 5e-7))
        #expect(near(ErlangFormulas.waiting(servers: 3, load: 2), 4.0 / 9, 1e-15))
        #expect(near(ErlangFormulas.waiting(servers: 10, load: 8), 0.4091802, 5e-7))
    }

    @Test func placesAndPatience() throws {
        for row in try oracle("queues.json", as: File.self).limited {
            let answer = try Queue(
                arrivalRate: row.arrival, serviceRate: row.service, servers: row.servers,
                capacity: row.capacity, patience: row.patience
            ).performance()
            #expect(near(answer.utilisation, row.utilisation, 1e-12), "\(row)")
            #expect(near(answer.waitProbability, row.waitProbability, 1e-12), "\(row)")
            #expect(near(answer.meanQueue, row.meanQueue, 1e-12), "\(row)")
            #expect(near(answer.meanWait, row.meanWait, 1e-12), "\(row)")
            #expect(near(answer.blockingProbability, row.blocking, 1e-12), "\(row)")
            #expect(near(answer.abandonmentProbability, row.abandonment, 1e-12), "\(row)")
            for (time, tail) in zip(row.times, row.tails) {
                #expect(near(answer.waits.exceeds(time), tail, 1e-9), "\(row) \(time)")
            }
        }
    }

    /// Matrix exponentials of scipy are good to some 1e-11 here.
    @Test func demandThatVaries() throws {
        for row in try oracle("queues.json", as: File.self).transients {
            let queue = Queue(
                arrivalRate: row.rates[0], serviceRate: row.service, servers: row.servers[0],
                capacity: row.capacity, patience: row.patience)
            let periods = try TimeVaryingQueue(
                queue, arrivalRates: row.rates, servers: row.servers, period: row.period, start: row.start
            ).solve()
            for (found, expected) in zip(periods, row.periods) {
                #expect(near(found.meanQueue, expected.queue, 1e-9), "\(found) \(expected)")
                #expect(near(found.finalQueue, expected.end, 1e-9))
                #expect(near(found.utilisation, expected.utilisation, 1e-9))
                #expect(near(found.blockingProbability, expected.blocking, 1e-9))
                #expect(near(found.waitProbability, expected.waiting, 1e-9))
                #expect(near(found.meanWait, expected.wait, 1e-9))
            }
        }
    }
}
