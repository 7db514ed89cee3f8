import Testing
import WorkSystems

@Suite struct FatigueTests {
    struct File: Decodable {
        let fatigue: [Slow]
        let chains: [Chain]
    }
    struct Slow: Decodable {
        let arrival, service, floor, halfway, steepness: Double
        let roots: [Double]
        let turns: [Turn]
    }
    struct Turn: Decodable { let backlog, demand: Double }
    struct Chain: Decodable {
        let arrival, service: Double
        let servers, capacity: Int
        let floor, halfway, steepness: Double
        let patience: Double?
        let meanQueue, empty, full, timeToTip: Double
        let tip: Int?
    }

    /// M/M/1 with fatigue has λ(z) in closed form.
    @Test func fixedPointsAndFolds() throws {
        for row in try oracle("queues.json", as: File.self).fatigue {
            let system = FatiguedQueue(
                Queue(arrivalRate: row.arrival, serviceRate: row.service),
                fatigue: Fatigue(floor: row.floor, halfway: row.halfway, steepness: row.steepness))
            let found = try system.analyse()
            #expect(found.fixedPoints.count == row.roots.count, "\(row) \(found.fixedPoints)")
            for (point, root) in zip(found.fixedPoints, row.roots) {
                #expect(near(point.backlog, root, 1e-9))
            }
            #expect(found.fixedPoints.map(\.isStable) == row.roots.indices.map { $0 % 2 == 0 })
            // A demand at an extreme is flat in the backlog: half of its digits suffice there.
            if let turn = row.turns.first {
                let tipping = try #require(found.tipping)
                #expect(near(tipping.demand, turn.demand, 1e-12) && near(tipping.backlog, turn.backlog, 1e-5))
            } else {
                #expect(found.tipping == nil)
            }
            if row.turns.count > 1 {
                #expect(near(try #require(found.recovery).demand, row.turns[1].demand, 1e-12))
            }
        }
    }

    @Test func fatigueAtOnce() throws {
        for row in try oracle("queues.json", as: File.self).chains {
            let chain = try FatigueChain(
                FatiguedQueue(
                    Queue(
                        arrivalRate: row.arrival, serviceRate: row.service, servers: row.servers,
                        capacity: row.capacity, patience: row.patience),
                    fatigue: Fatigue(floor: row.floor, halfway: row.halfway, steepness: row.steepness)))
            let p = try #require(try chain.stationary())
            #expect(
                near(
                    p.enumerated().reduce(0) { $0 + Double(max(0, $1.offset - row.servers)) * $1.element },
                    row.meanQueue))
            #expect(abs(p[0] - row.empty) <= 1e-10 * row.empty)
            #expect(abs(p[row.capacity] - row.full) <= 1e-10 * row.full)
            #expect(chain.tippingState == row.tip)
            if row.tip != nil { #expect(near(try #require(chain.timeToTip), row.timeToTip, 1e-12)) }
        }
    }

    /// Without fatigue worth the name the fixed point is the queue's own mean.
    @Test func noFatigueNoTipping() throws {
        let queue = Queue(arrivalRate: 7, serviceRate: 2, servers: 4)
        let found = try FatiguedQueue(queue, fatigue: Fatigue(floor: 0.999999, halfway: 1)).analyse()
        let mean = try queue.performance().meanQueue
        #expect(found.fixedPoints.count == 1 && near(found.fixedPoints[0].backlog, mean, 1e-3))
        #expect(found.tipping == nil)
    }

    /// A hair above the tipping point the low backlog is gone, a hair below it stays.
    @Test func theTippingPointIsSharp() throws {
        var system = FatiguedQueue(
            Queue(arrivalRate: 30, serviceRate: 5, servers: 8, patience: 5),
            fatigue: Fatigue(floor: 0.5, halfway: 12))
        let tipping = try #require(try system.analyse().tipping)
        system.queue.arrivalRate = tipping.demand * 0.999
        let below = try system.analyse()
        system.queue.arrivalRate = tipping.demand * 1.001
        let above = try system.analyse()
        #expect(below.fixedPoints.map(\.isStable) == [true, false, true])
        #expect(above.fixedPoints.map(\.isStable) == [true])
        #expect(try #require(above.restingBacklog) > 10 * (try #require(below.restingBacklog)))
        let told = try above.estimates(QueueReport(unit: "day"))
        #expect(told.notes.contains { $0.contains("above the tipping point") })
    }

    @Test func runawayIsAnAnswer() throws {
        let system = FatiguedQueue(
            Queue(arrivalRate: 9.5, serviceRate: 10), fatigue: Fatigue(floor: 0.5, halfway: 5))
        let told = try system.analyse().estimates(QueueReport(increase: 0.04, unit: "day"))
        #expect(told["backlog.growth"].estimate == 4.5)
        #expect(told.notes[0].contains("4.5 per day"))
        let gone = try FatiguedQueue(
            Queue(arrivalRate: 9.5, serviceRate: 10), fatigue: Fatigue(perItem: 0.2)
        ).analyse().estimates()
        #expect(gone.notes[0].contains("next to nothing"))
        #expect(throws: CausalError.self) {
            try FatiguedQueue(Queue(arrivalRate: 1, serviceRate: 2), fatigue: Fatigue(floor: 1, halfway: 1))
                .analyse()
        }
    }
}
