import InterruptedTimeSeries
import Testing

/// Placebo dates and permuted controls against fits made one by one.
@Suite("Interrupted time series: replications")
struct ReplicationTests {
    private let model = SegmentedRegression(
        outcome: "y", time: "time", interventions: [.levelAndSlope(at: 25)])

    private func judged(_ design: SegmentedDesign) throws(CausalError) -> Estimates {
        try design.fit().estimates()
    }

    @Test func placeboDates() throws {
        let table = try SimulatedSeries().table()
        let actual = try model.fit(table).estimates()
        let lists = try model.placeboDates(table, actual, judged)
        #expect(lists.map(\.term) == ["level", "slope"])
        let level = try #require(lists.first)
        #expect(level.others.map(\.label) == (4...22).map { "\($0)" } && level.failures == 0)
        let before = try table.filtered(where: "time < 25")
        for other in level.others {
            var moved = model
            moved.interventions = [.levelAndSlope(at: TimePoint(other.label))]
            let row = try moved.fit(before).estimates()["level"]
            #expect(row.estimate == other.estimate && row.standardError == other.standardError)
        }
        let share = Double(level.others.filter { abs($0.estimate) >= abs(level.estimate) }.count) / 19
        #expect(level.share == share)
    }

    @Test func permutedControls() throws {
        var series = SimulatedSeries()
        series.controlUnits = 9
        series.levelChange = -30
        let table = try series.table()
        var controlled = model
        controlled.groups = .init(unit: "unit", treated: ["1"])
        let actual = try controlled.fit(table).estimates()
        let lists = try controlled.permutedControls(table, actual, judged)
        let level = try #require(lists.first)
        #expect(level.term == "difference.level" && level.others.count == 9)
        #expect(level.asLarge == 0 && level.pValue == 0.1)
        controlled.groups = .init(unit: "unit", treated: ["4"])
        let fourth = try controlled.fit(table).estimates()["difference.level"]
        #expect(level.others.first { $0.label == "4" }?.estimate == fourth.estimate)
    }

    @Test func refusals() throws {
        let table = try SimulatedSeries().table()
        let actual = try model.fit(table).estimates()
        #expect(throws: CausalError.self) { try model.permutedControls(table, actual, judged) }
        var two = model
        two.interventions.append(.level(at: 30))
        let both = try two.fit(table).estimates()
        #expect(throws: CausalError.self) { try two.placeboDates(table, both, judged) }
        var early = model
        early.interventions = [.levelAndSlope(at: 4)]
        let first = try early.fit(table).estimates()
        #expect(throws: CausalError.self) { try early.placeboDates(table, first, judged) }
    }
}
