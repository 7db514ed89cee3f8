import Testing
import WorkSystems

/// Funnel limits against scipy's exact quantiles.
@Suite struct FunnelTests {
    struct File: Decodable { let funnel: Numbers }
    struct Numbers: Decodable {
        let events, sizes: [Double]
        let theta: Double
        let rows: [[Double]]
        let phi, tau2, heterogeneity: Double
        let zAdditive, exposure, counts: [Double]
        let rates: [[Double]]
        let large: [Double]
    }

    static func table(_ events: [Double], _ sizes: [Double]) throws -> DataTable {
        try DataTable([
            Column("unit", events.indices.map { "u\($0 + 100)" }), Column("events", events),
            Column("size", sizes),
        ])
    }

    static let proportions = FunnelPlot(unit: "unit", input: .proportions(events: "events", size: "size"))

    @Test func exactLimits() throws {
        let numbers = try oracle("audit/audit.json", as: File.self).funnel
        let funnel = try Self.proportions.fit(try Self.table(numbers.events, numbers.sizes))
        #expect(near(funnel.benchmark, numbers.theta, 1e-14))
        for (unit, expected) in numbers.rows.enumerated() {
            let inner = funnel.limits(at: numbers.sizes[unit], level: 0.95)
            let outer = funnel.limits(at: numbers.sizes[unit], level: 0.998)
            #expect(near(inner.low, expected[0], 1e-9) && near(inner.high, expected[1], 1e-9))
            #expect(near(outer.low, expected[2], 1e-9) && near(outer.high, expected[3], 1e-9))
            #expect(near(funnel.pValues[unit], expected[4], 1e-9))
        }
        #expect(near(funnel.dispersion.ratio, numbers.phi, 1e-10))
        #expect(near(funnel.dispersion.betweenVariance, numbers.tau2, 1e-10))
        #expect(near(funnel.dispersion.heterogeneity, numbers.heterogeneity, 1e-10))
        var additive = Self.proportions
        additive.overdispersion = .additive
        let scores = try additive.fit(try Self.table(numbers.events, numbers.sizes)).scores
        for (unit, z) in numbers.zAdditive.enumerated() { #expect(near(scores[unit], z, 1e-9)) }
    }

    @Test func rates() throws {
        let numbers = try oracle("audit/audit.json", as: File.self).funnel
        let plot = FunnelPlot(
            unit: "unit", input: .rates(events: "events", exposure: "size"), benchmark: 1)
        let funnel = try plot.fit(try Self.table(numbers.counts, numbers.exposure))
        for (unit, expected) in numbers.rates.enumerated() {
            let inner = funnel.limits(at: numbers.exposure[unit], level: 0.95)
            let outer = funnel.limits(at: numbers.exposure[unit], level: 0.998)
            #expect(near(inner.low, expected[0], 1e-9) && near(inner.high, expected[1], 1e-9))
            #expect(near(outer.low, expected[2], 1e-9) && near(outer.high, expected[3], 1e-9))
        }
        var large = Self.proportions
        large.benchmark = 0.03
        let limits = try large.fit(try Self.table([30_000, 1], [1_000_000, 10])).limits(at: 1e6, level: 0.998)
        #expect(near(limits.low, numbers.large[0], 1e-9) && near(limits.high, numbers.large[1], 1e-9))
    }

    /// Rows that are cases, and their sums, give one answer; the order of rows none other.
    @Test func rowsAndSums() throws {
        let outcomes = (0..<60).map { Double($0 * 7 % 11 < 3 ? 1 : 0) }
        let units = (0..<60).map { Optional("u\($0 % 4)") }
        let rows = try DataTable([Column("unit", units), Column("y", outcomes)])
        let byRow = try FunnelPlot(unit: "unit", input: .rows(outcome: "y")).fit(rows)
        let sums = (0..<4).map { unit in (0..<60).filter { $0 % 4 == unit }.reduce(0.0) { $0 + outcomes[$1] }
        }
        let bySum = try Self.proportions.fit(try Self.table(sums, [15, 15, 15, 15]))
        #expect(byRow.values == bySum.values && byRow.scores == bySum.scores)
        #expect(byRow.measure == .proportion)
        let means = try FunnelPlot(unit: "unit", input: .rows(outcome: "y")).fit(
            try DataTable([Column("unit", units), Column("y", (0..<60).map { Double($0 % 13) })]))
        #expect(means.measure == .mean)
        let outer = means.limits(at: 15, level: 0.998)
        #expect(near(outer.high - means.benchmark, means.benchmark - outer.low, 1e-10))
    }

    @Test func values() throws {
        let table = try DataTable([
            Column("unit", ["a", "b", "c"]), Column("y", [1.0, 2, 9]), Column("se", [0.5, 1, 0.5]),
        ])
        let plot = FunnelPlot(unit: "unit", input: .values(value: "y", standardError: "se"))
        let funnel = try plot.fit(table)
        // Weights 4, 1, 4.
        #expect(near(funnel.benchmark, 42.0 / 9, 1e-13))
        #expect(funnel.places == [.belowOuter, .belowInner, .aboveOuter])
        let answer = funnel.estimates
        #expect(answer.rows.count == 3 && answer.diagnostic("heterogeneity") != nil)
    }

    @Test func faults() throws {
        for (events, sizes) in [
            ([1.5, 2], [10.0, 10]), ([11, 2], [10, 10]), ([1, 2], [0, 10]), ([-1, 2], [5, 10]),
        ] {
            let error = #expect(throws: CausalError.self) {
                try Self.proportions.fit(try Self.table(events, sizes))
            }
            #expect(error?.code == .badValue && error?.row == 1)
        }
        #expect(throws: CausalError.self) { try Self.proportions.fit(try Self.table([0, 0], [10, 10])) }
        #expect(throws: CausalError.self) { try Self.proportions.fit(try Self.table([1], [10])) }
        var odd = Self.proportions
        odd.benchmark = 1.2
        #expect(throws: CausalError.self) { try odd.fit(try Self.table([1, 2], [10, 10])) }
    }
}
