import Testing
import WorkSystems

@Suite struct ReservoirTests {
    /// Without spiral or bounds the level is C − (D(1 − β) − r)/κ, and the path is geometric.
    @Test func settles() throws {
        let reservoir = try Reservoir(demands: [1], buffering: 0.2, resources: 0.3, recovery: 0.1)
        let points = reservoir.fixedPoints
        #expect(points.count == 1 && points[0].isStable && near(points[0].level, 5, 1e-12))
        let path = reservoir.levels(days: 200, start: 9)
        #expect(near(path[30], 5 + 4 * (0...29).reduce(1.0) { value, _ in value * 0.9 }, 1e-10))
        #expect(near(path[200], 5, 1e-6))
        // (r + κC)/(1 − β)
        #expect(near(reservoir.sustainableDemand(), 1.3 / 0.8, 1e-9))
        // At half capacity only κC/2 flows in.
        #expect(near(reservoir.sustainableDemand(level: 5), 0.8 / 0.8, 1e-9))
    }

    @Test func runsDry() throws {
        let reservoir = try Reservoir(demands: [3], recovery: 0.1)
        let points = reservoir.fixedPoints
        #expect(points.count == 1 && points[0].level == 0 && points[0].isStable)
        let answer = try reservoir.estimates(days: 30)
        #expect(answer["days.to.exhaustion"].estimate == 4)
        #expect(answer.json.text(indent: nil).contains("nan") == false)
    }

    /// A loss spiral stronger than recovery makes a tipping point: either side of it paths part.
    @Test func tips() throws {
        let reservoir = try Reservoir(demands: [1], resources: 1.2, recovery: 0.02, spiral: 0.8)
        let points = reservoir.fixedPoints
        #expect(points.count == 3 && points.map(\.isStable) == [true, false, true])
        let edge = points[1].level
        #expect(near(reservoir.levels(days: 1, start: edge)[1], edge, 1e-10))
        #expect(reservoir.levels(days: 500, start: edge + 0.1).last == 10)
        #expect(reservoir.levels(days: 500, start: edge - 0.1).last == 0)
    }

    /// The map of a week is the week's days one after another, wherever it starts.
    @Test func weeks() throws {
        let reservoir = try Reservoir(demands: [3, 3, 3, 3, 3, 0, 0], buffering: 0.1, recovery: 0.2)
        let point = try #require(reservoir.fixedPoints.first)
        let path = reservoir.levels(days: 700, start: 1)
        #expect(near(path[700], point.level, 1e-9))
        #expect(near(reservoir.levels(days: 7, start: point.level)[7], point.level, 1e-10))
        let most = reservoir.sustainableDemand(level: 2)
        let scale = most / (15.0 / 7)
        let full = try Reservoir(
            demands: reservoir.demands.map { $0 * scale }, buffering: 0.1, recovery: 0.2)
        #expect(near(full.levels(days: 700).suffix(7).min() ?? 0, 2, 1e-6))
    }

    @Test func faults() {
        #expect(throws: CausalError.self) { try Reservoir(demands: [], recovery: 0.1) }
        #expect(throws: CausalError.self) { try Reservoir(demands: [.nan], recovery: 0.1) }
        #expect(throws: CausalError.self) { try Reservoir(demands: [1], recovery: 2) }
        #expect(throws: CausalError.self) {
            try Reservoir(demands: [1], recovery: 0.1).estimates(days: 0)
        }
    }
}
