import InterruptedTimeSeries
import OracleSupport
import Testing

/// Odd settings end in words, and remarks say what a reader should know.
@Suite("Interrupted time series: refusals and remarks")
struct SeriesRefusalTests {
    private func series(_ count: Int = 40, last: Double? = nil) throws -> DataTable {
        var time = (1...count).map(Double.init)
        if let last { time.append(last) }
        let y = time.indices.map { Double(($0 * 7) % 11) + ($0 >= 20 ? 3 : 0) }
        return try DataTable([Column("time", time), Column("y", y)])
    }

    private func model(_ intervention: Intervention, season: Season? = nil) -> SegmentedRegression {
        SegmentedRegression(outcome: "y", time: "time", interventions: [intervention], season: season)
    }

    @Test(arguments: [
        Intervention.level(at: 21, onset: .ramp(.max)), .level(at: 21, onset: .ramp(0)),
        .level(at: 21, transition: .max), .level(at: 21, transition: 20),
        Intervention(at: 21, change: .slope, onset: .ramp(3)),
    ])
    func lengths(_ intervention: Intervention) throws {
        #expect(throws: CausalError.self) { try model(intervention).fit(try series()) }
    }

    @Test(arguments: [
        Season.dummies(period: 2_000_000_000), .dummies(period: 60),
        .harmonics(100_000_000, period: 400_000_000), .splines(45, period: 90),
    ])
    func seasons(_ season: Season) throws {
        #expect(throws: CausalError.self) { try model(.level(at: 21), season: season).fit(try series()) }
    }

    /// A time far away is neither a trap nor an endless sum.
    @Test(arguments: [1e9, 1e300]) func farTimes(_ last: Double) throws {
        let table = try series(last: last)
        // Beyond 1e150 the trend's square is no number, which is said.
        let answer = try? model(.levelAndSlope(at: 21)).fit(table).estimates(effectsAt: [30])
        #expect(answer?.notes.contains { $0.contains("added up") } ?? (last > 1e150))
        _ = try? model(.level(at: 21), season: .dummies(period: 4)).fit(table)
    }

    @Test func remarks() throws {
        let table = try series()
        let beyond = try model(.level(at: 21)).fit(table).estimates(effectsAt: [60])
        #expect(beyond.notes.contains { $0.contains("beyond the data") })
        var counts = model(.level(at: 21))
        counts.family = .poisson
        let noisy = try DataTable([
            Column("time", (1...40).map(Double.init)), Column("y", (1...40).map { Double($0 * 37 % 91) }),
        ])
        #expect(try counts.fit(noisy).estimates().notes.contains { $0.contains("dispersion") })
        let newey = try model(.level(at: 21)).fit(table).estimates(.neweyWest(lag: 1))
        #expect(newey.notes.contains { $0.contains("kenward-roger") })
    }

    /// Levels of units change no estimate of a balanced panel, and what is left is smaller.
    @Test func unitLevels() throws {
        var simulated = SimulatedSeries()
        simulated.treatedUnits = 2
        simulated.controlUnits = 4
        let drawn = try simulated.table()
        let unit = try drawn.numbers("unit")
        let shifted = zip(try drawn.numbers("y"), unit).map { $0 + 50 * Double((Int($1) * 5) % 7) }
        let table = try DataTable([
            Column("unit", unit), Column("time", try drawn.numbers("time")), Column("y", shifted),
        ])
        var model = SegmentedRegression(
            outcome: "y", time: "time", interventions: [.levelAndSlope(at: 25)],
            groups: .init(unit: "unit", treated: ["1", "2"]))
        let pooled = try model.fit(table).estimates()
        model.groups?.unitLevels = true
        let own = try model.fit(table).estimates()
        for row in pooled.rows {
            #expect(agree(own[row.term].estimate, row.estimate, relative: 1e-8))
        }
        #expect(own["difference.level"].standardError < pooled["difference.level"].standardError / 2)
        #expect(own.rows.count == pooled.rows.count + 4)
        #expect(pooled.notes.contains { $0.contains("--unit-levels") })
        #expect(!own.notes.contains { $0.contains("--unit-levels") })
    }

    /// A repeated unit and time is refused with synthetic weights as it is with equal ones.
    @Test(arguments: SegmentedRegression.Groups.Weights.allCases)
    func repeatedRows(_ weights: SegmentedRegression.Groups.Weights) throws {
        var text = "unit,time,y\n"
        for name in ["a", "b", "t"] { for t in 1...20 { text += "\(name),\(t),\(t * 7 % 5 + name.count)\n" } }
        let model = SegmentedRegression(
            outcome: "y", time: "time", interventions: [.level(at: 11)],
            groups: .init(unit: "unit", treated: ["t"], weights: weights))
        _ = try? model.fit(try DataTable(csvText: text))
        #expect(throws: CausalError.self) { try model.fit(try DataTable(csvText: text + "t,12,500\n")) }
    }
}
