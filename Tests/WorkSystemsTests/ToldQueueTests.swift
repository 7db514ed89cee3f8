import Testing
import WorkSystems

/// What queues say in words.
@Suite struct ToldQueueTests {
    /// Where chance alone tips a system, the note says how soon, in the unit that is named.
    @Test func chanceIsTold() throws {
        let queue = Queue(arrivalRate: 6, serviceRate: 10)
        let system = FatiguedQueue(queue, fatigue: Fatigue(floor: 0.5, halfway: 5))
        let told = try system.analyse().estimates(QueueReport(unit: "hour"))
        #expect(
            told.notes.contains { $0.hasPrefix("Chance alone carries it there after 45.86 hours on average") }
        )
        let meanings = told.rows.compactMap { row in row.labels.first { $0.name == "meaning" }?.value.text }
        #expect(meanings.contains("growth of the backlog per hour") && meanings.contains("finished per hour"))
        #expect(!meanings.contains { $0.contains("unit of time") })
        let plain = try system.analyse().estimates()
        #expect(plain.notes.contains { $0.contains("45.86 units of time") })
    }

    /// Times that differ by next to nothing are equal ones, and end.
    @Test func tinyVariationEnds() throws {
        func waits(_ variation: Double) throws -> Double {
            let queue = Queue(arrivalRate: 6, serviceRate: 10, arrivalVariation: variation)
            return try QueueSimulation(queue, duration: 50).run().meanWait.value
        }
        #expect(try waits(1e-308) == waits(0) && waits(1e-9) == waits(0))
    }

    /// τ of overlapping windows has p-values from surrogates, and neither a standard error nor an interval.
    @Test func signalsHaveNoStandardErrors() throws {
        var random = Generator(seed: 3)
        var value = 0.0
        let values = (0..<80).map { _ -> Double in
            value = 0.5 * value + random.normal()
            return value
        }
        let table = try DataTable([Column("t", (0..<80).map(Double.init)), Column("v", values)])
        let analysis = EarlyWarning(time: "t", value: "v", surrogates: 20)
        let found = try analysis.signals(table).estimates()
        for row in found.rows where row.isEstimated {
            #expect(row.standardError.isNaN && row.bounds == nil)
            #expect(row.pValue == row.labels.first { $0.name == "p.ar1" }?.value.double)
        }
    }
}
