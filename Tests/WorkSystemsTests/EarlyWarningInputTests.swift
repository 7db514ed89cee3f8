import Testing
import WorkSystems

@Suite struct EarlyWarningInputTests {
    private let analysis = EarlyWarning(time: "t", value: "y", surrogates: 19)

    private func values(_ count: Int, _ seed: UInt64 = 4) -> [Double] {
        var random = Generator(seed: seed)
        return (0..<count).map { _ in random.normal() }
    }

    private func code(_ times: [Double], _ values: [Double], _ analysis: EarlyWarning? = nil) -> String? {
        do throws(CausalError) {
            _ = try (analysis ?? self.analysis).signals(
                DataTable([Column("t", times), Column("y", values)]))
            return nil
        } catch {
            return error.code.rawValue
        }
    }

    @Test func badSeriesAreSaid() {
        let times = (0..<60).map { Double($0) }
        let good = values(60)
        var (hole, gap, twice, far) = (good, times, times, good)
        hole[7] = .nan
        gap[59] = 70
        twice[59] = 58
        far[3] = .infinity
        #expect(code(times, good) == nil)
        #expect(code(times, hole) == "missing-value")
        #expect(code(gap, good) == "bad-panel")
        #expect(code(twice, good) == "bad-panel")
        #expect(code(times, far) == "bad-value")
        #expect(code(times, Array(repeating: 3, count: 60)) == "not-identified")
        #expect(code(Array(times[..<6]), Array(good[..<6])) == "too-few-rows")
        #expect(code([], []) == "no-rows")
        #expect(code([1], [1]) == "too-few-rows")
        var filling = analysis
        filling.interpolates = true
        #expect(code(times, hole, filling) == nil && code(gap, good, filling) == nil)
        #expect(code(times, Array(repeating: .nan, count: 60), filling) == "too-few-rows")
        for (window, bandwidth) in [
            (0.0, 0.2), (.nan, 0.2), (0.5, -1), (0.5, .infinity), (1, 0.2), (3, 0.2), (500, 0.2),
        ] {
            var odd = analysis
            (odd.window, odd.bandwidth) = (window, bandwidth)
            #expect(code(times, good, odd) != nil, "\(window) \(bandwidth)")
        }
    }

    /// The order of rows does not matter, nor how units are interleaved; each unit is read alone.
    @Test func rowsAndUnits() throws {
        let (first, second) = (values(60), values(60, 9))
        let times = (0..<60).map { Double($0) }
        let table = try DataTable([
            Column("t", times.reversed() + times), Column("y", first.reversed() + second),
            Column("clinic", Array(repeating: "a", count: 60) + Array(repeating: "b", count: 60)),
        ])
        var both = analysis
        both.unit = "clinic"
        let found = try both.signals(table)
        let alone = try analysis.signals(DataTable([Column("t", times), Column("y", first)])).series[0]
        #expect(found.series.map(\.unit) == ["a", "b"])
        #expect(found.series[0].signals == alone.signals)
        let estimates = try found.estimates()
        #expect(estimates.rows.count == 8)
        for row in estimates.rows where row.isEstimated {
            let (raw, adjusted) = (try #require(label(row, "p.ar1")), try #require(row.adjustedPValue))
            #expect(adjusted >= raw && adjusted <= 1)
        }
        #expect(!estimates.json.description.contains("nan"))
        #expect(throws: CausalError.self) { try analysis.signals(table) }
    }

    private func label(_ row: Estimate, _ name: String) -> Double? {
        row.labels.first { $0.name == name }?.value.double
    }

    @Test func datesAreTimes() throws {
        let months = (0..<60).map { "\(2015 + $0 / 12)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1)" }
        let table = try DataTable([Column("t", months.map { Optional($0) }), Column("y", values(60))])
        let series = try analysis.signals(table).series[0]
        #expect(series.shownLabels[0] == "2015-01" && series.shownLabels[59] == "2019-12")
    }
}
