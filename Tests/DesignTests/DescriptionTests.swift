import Design
import Groundwork
import Tables
import Testing

@Suite struct DescriptionTests {
    /// Kinds, missing values, distinct values and ranges.
    @Test func columns() throws {
        let table = try DataTable([
            Column("binary", [0, 1, 1, .nan]), Column("whole", [3.0, -2, 3, 7]),
            Column("number", [0.5, .infinity, .nan, -0.5]), Column("empty", [Double.nan, .nan, .nan, .nan]),
            Column("month", ["2021-02", "2021-01", nil, "2021-11"]), Column("text", ["b", "a", "a", ""]),
            Column("id", .text(["x", nil, "y", "x"])), Column("constant", [1.0, 1, 1, 1]),
            Column("zeros", [0.0, -0.0, 0.5, 0.5]),
        ])
        let columns = try TableDescription(table).columns
        #expect(
            columns.map(\.kind) == [.binary, .whole, .number, .empty, .month, .text, .text, .whole, .number])
        #expect(columns.map(\.missing) == [1, 0, 1, 4, 1, 0, 1, 0, 0])
        #expect(columns.map(\.distinct) == [2, 3, 3, 0, 3, 3, 2, 1, 2])
        #expect(columns[1].numbers?.mean == 2.75 && columns[1].numbers?.least == -2)
        #expect(columns[2].numbers?.infinite == 1 && columns[2].numbers?.count == 2)
        #expect(columns[4].span?.first == "2021-01" && columns[4].span?.last == "2021-11")
        #expect(columns[5].frequent.first?.text == "a" && columns[5].frequent.first?.count == 2)
        #expect(columns[7].numbers?.standardDeviation == 0)
    }

    /// Distinct values and moments as a naive count finds them, on any number of threads.
    @Test(arguments: [0, 1, 17, 1000, 300_000]) func distinctAndMoments(count: Int) throws {
        var noise = Noise(7)
        let values = noise.below(max(count, 1), count).enumerated().map { row, draw in
            row % 11 == 3 ? Double.nan : Double(draw) / 3
        }
        let known = values.filter { !$0.isNaN }
        defer { Parallel.threads = 0 }
        var summaries: [ColumnSummary] = []
        for threads in [1, 3] {
            Parallel.threads = threads
            summaries.append(ColumnSummary(Column("x", values)))
        }
        #expect(summaries[0] == summaries[1])
        #expect(summaries[0].distinct == Set(known).count && summaries[0].missing == count - known.count)
        guard let found = summaries[0].numbers, known.count > 1 else { return }
        let mean = known.reduce(0, +) / Double(known.count)
        let variance = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count - 1)
        #expect(abs(found.mean - mean) < 1e-10 * abs(mean))
        #expect(abs((found.standardDeviation ?? 0) - variance.squareRoot()) < 1e-10 * variance.squareRoot())
        #expect(found.least == known.min() && found.greatest == known.max())
    }

    /// Balance, holes, duplicates.
    @Test func panels() throws {
        let full = try panel([(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3)])
        #expect(full.isBalanced && full.units == 2 && full.periods == 3 && full.unitsWithGaps == 0)
        let holes = try panel([(1, 1), (1, 3), (2, 2), (2, 1), (3, 3)])
        #expect(!holes.isBalanced && holes.completeUnits == 0 && holes.unitsWithGaps == 1)
        #expect(holes.rowsPerUnit?.least == 1 && holes.rowsPerUnit?.median == 2)
        let twice = try panel([(1, 1), (2, 1), (1, 1), (1, 2), (2, 2)])
        #expect(twice.duplicates == 1 && !twice.isBalanced && twice.completeUnits == 2)
        #expect(twice.firstDuplicate == "rows 1 and 3 are both of unit '1' in period 1")
    }

    private func panel(_ rows: [(Int, Int)]) throws -> PanelSummary {
        let table = try DataTable([Column("u", rows.map(\.0)), Column("t", rows.map(\.1))])
        return try #require(TableDescription(table, .init(unit: "u", time: "t")).panel)
    }

    /// Cohorts from starts and from a status agree; what contradicts itself is counted.
    @Test func adoption() throws {
        let units = (0..<12).map { $0 / 3 }
        let times = (0..<12).map { Double($0 % 3 + 1) }
        let starts = units.map { [2.0, 0, 1, 9][$0] }
        let status = zip(times, starts).map { $1 > 0 && $0 >= $1 ? 1.0 : 0 }
        let table = try DataTable([
            Column("u", units), Column("t", times), Column("g", starts), Column("d", status),
            Column("c", units.map { $0 % 2 }),
        ])
        let byStart = try TableDescription(
            table, .init(unit: "u", time: "t", cohort: "g", clusters: ["c"]))
        let byStatus = try TableDescription(table, .init(unit: "u", time: "t", treatment: "d"))
        for adoption in [byStart.adoption, byStatus.adoption] {
            #expect(adoption?.never == 2 && adoption?.always == 1 && adoption?.inconsistent == 0)
            #expect(adoption?.cohorts.map(\.start) == ["1", "2"] && adoption?.cohorts.map(\.rows) == [3, 3])
            #expect(adoption?.treatedShare == 5.0 / 12)
        }
        let clusters = try #require(byStart.clusters.first)
        #expect(clusters.rows.count == 2 && clusters.holdsUnits == true && clusters.sharesStart == false)
        #expect(clusters.treated == 1 && clusters.variation == 0)
        let odd = try DataTable([
            Column("u", [1, 1, 1]), Column("t", [1, 2, 3]), Column("d", [0, 1, 0]), Column("g", [2, 2, 3]),
        ])
        #expect(
            try TableDescription(odd, .init(unit: "u", time: "t", treatment: "d")).adoption?.inconsistent == 1
        )
        #expect(
            try TableDescription(odd, .init(unit: "u", time: "t", cohort: "g")).adoption?.inconsistent == 1)
    }

    @Test func faults() throws {
        let table = try DataTable([Column("u", [1, 1]), Column("t", [1, 2]), Column("d", ["a", "b"])])
        #expect(throws: CausalError.self) { try TableDescription(table, .init(time: "nowhere")) }
        #expect(throws: CausalError.self) { try TableDescription(table, .init(unit: "u")) }
        #expect(throws: CausalError.self) { try TableDescription(table, .init(treatment: "d")) }
        #expect(throws: CausalError.self) {
            try TableDescription(table, .init(time: "t", cohort: "u", treatment: "d"))
        }
        let error = #expect(throws: CausalError.self) {
            try TableDescription(table, .init(unit: "u", time: "t", treatment: "d"))
        }
        #expect(error?.code == .notNumeric)
        #expect(try TableDescription(DataTable([])).columns.isEmpty)
    }
}
