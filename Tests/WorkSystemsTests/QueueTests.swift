import Testing
import WorkSystems

@Suite struct QueueTests {
    @Test func oneServer() throws {
        let answer = try Queue(arrivalRate: 9, serviceRate: 10).performance()
        #expect(near(answer.utilisation, 0.9, 1e-15) && near(answer.meanWait, 0.9, 1e-12))
        #expect(near(answer.meanQueue, 8.1, 1e-12) && near(answer.meanSystem, 9, 1e-12))
        #expect(near(answer.meanTime, 1, 1e-12) && answer.backlogGrowth == 0)
        // P(W > t) = 0.9e^{−t}.
        #expect(near(answer.waits.exceeds(2), 0.9 * 0.1353352832366127, 1e-12))
        #expect(near(answer.waits.exceeds(answer.waits.quantile(0.9)), 0.1, 1e-12))
        #expect(answer.waits.quantile(0.05) == 0)
    }

    /// Four per cent more demand at ρ = .9 and .95: waits grow by 62.5 % and to 4.3 times.
    @Test func aLittleMoreDemand() throws {
        let busy = try Queue(arrivalRate: 9, serviceRate: 10).performance().response(toMoreDemand: 0.04)
        #expect(near(busy.wait, (0.936 / 0.64) / 0.9 - 1, 1e-12))
        let busier = try Queue(arrivalRate: 9.5, serviceRate: 10).performance().response(toMoreDemand: 0.04)
        #expect(near(busier.wait, (0.988 / 0.12) / (0.95 / 0.5) - 1, 1e-12))
    }

    @Test func generalServices() throws {
        // Equal service times halve the wait of M/M/1; c_s = 2 makes it 2.5 times as long.
        for (variation, factor) in [(0.0, 0.5), (2, 2.5), (0.5, 0.625)] {
            let answer = try Queue(arrivalRate: 8, serviceRate: 10, serviceVariation: variation).performance()
            #expect(near(answer.meanWait, 0.4 * factor, 1e-12))
            #expect(near(answer.meanQueue, 0.64 * (1 + variation * variation) / (2 * 0.2), 1e-12))
        }
        // Both formulas are exact for one server.
        let kimura = try Queue(
            arrivalRate: 8, serviceRate: 10, serviceVariation: 0.5, approximation: .kimura
        ).performance()
        #expect(near(kimura.meanWait, 0.25, 1e-12))
        let several = try Queue(arrivalRate: 8, serviceRate: 1, servers: 10, serviceVariation: 0.5)
            .performance()
        #expect(near(several.meanWait, 0.625 * 0.40918015 / 2, 1e-6) && several.approximate != nil)
    }

    @Test func overloadIsAnAnswer() throws {
        let answer = try Queue(arrivalRate: 12, serviceRate: 5, servers: 2).performance()
        #expect(answer.backlogGrowth == 2 && answer.meanWait == .infinity && answer.utilisation == 1.2)
        let rows = try answer.estimates(QueueReport(unit: "day"))
        #expect(rows.notes[0].contains("the backlog grows by 2 per day"))
        #expect(rows["backlog.growth"].estimate == 2)
        let critical = try Queue(arrivalRate: 10, serviceRate: 5, servers: 2).performance().estimates()
        #expect(critical.notes[0].contains("square root of time"))
        #expect(!critical.json.description.contains("inf") && !rows.json.description.contains("nan"))
    }

    @Test func limitsMeet() throws {
        // Ample places are no limit; endless patience is none either; Erlang's loss formula without a line.
        let free = try Queue(arrivalRate: 8, serviceRate: 1, servers: 10).performance()
        let roomy = try Queue(arrivalRate: 8, serviceRate: 1, servers: 10, capacity: 400).performance()
        let patient = try Queue(arrivalRate: 8, serviceRate: 1, servers: 10, patience: 1e12).performance()
        for other in [roomy, patient] {
            #expect(near(other.meanWait, free.meanWait, 1e-9))
            #expect(near(other.waits.exceeds(0.7), free.waits.exceeds(0.7), 1e-9))
            #expect(near(other.waits.quantile(0.9), free.waits.quantile(0.9), 1e-8))
        }
        let loss = try Queue(arrivalRate: 12, serviceRate: 1, servers: 10, capacity: 10).performance()
        #expect(near(loss.blockingProbability, ErlangFormulas.blocking(servers: 10, load: 12), 1e-13))
        #expect(loss.waitProbability == 0 && loss.waits.quantile(0.99) == 0)
    }

    /// A change of the unit of time changes times and leaves shares; flows balance.
    @Test func propertiesHold() throws {
        let hours = try Queue(arrivalRate: 120, serviceRate: 1, servers: 100, capacity: 160, patience: 1)
            .performance()
        let minutes = try Queue(
            arrivalRate: 2, serviceRate: 1.0 / 60, servers: 100, capacity: 160, patience: 60
        ).performance()
        #expect(near(minutes.meanWait, 60 * hours.meanWait) && near(minutes.meanQueue, hours.meanQueue))
        #expect(near(minutes.waits.quantile(0.9), 60 * hours.waits.quantile(0.9), 1e-9))
        let admitted = 120 * (1 - hours.blockingProbability)
        #expect(near(admitted * (1 - hours.abandonmentProbability), hours.throughput, 1e-12))
        var last = 0.0
        for step in 1...19 {
            let wait = try Queue(arrivalRate: Double(step), serviceRate: 4, servers: 5).performance().meanWait
            #expect(wait > last)
            last = wait
        }
    }

    @Test func whatIsNoQueueIsRefused() {
        let bad = [
            Queue(arrivalRate: 0, serviceRate: 1), Queue(arrivalRate: 1, serviceRate: -1),
            Queue(arrivalRate: .nan, serviceRate: 1), Queue(arrivalRate: 1, serviceRate: .infinity),
            Queue(arrivalRate: 1, serviceRate: 1, servers: 0),
            Queue(arrivalRate: 1, serviceRate: 1, servers: 3, capacity: 2),
            Queue(arrivalRate: 1, serviceRate: 2, patience: 0),
            Queue(arrivalRate: 1, serviceRate: 2, serviceVariation: -1),
            Queue(arrivalRate: 1, serviceRate: 2, capacity: 4, serviceVariation: 0.5),
            Queue(arrivalRate: 1, serviceRate: 2, serviceVariation: 2, approximation: .kimura),
            Queue(arrivalRate: 1e90, serviceRate: 1e-90),
        ]
        for queue in bad { #expect(throws: CausalError.self) { try queue.performance() } }
        // Too long a line to sum is said, not tried for ever.
        #expect(throws: CausalError.self) {
            try Queue(arrivalRate: 2e8, serviceRate: 1, patience: 1e9).performance()
        }
    }
}
