import Aggregates
import Testing

/// The series that a table's rows add up to, made by a plain loop.
func summedByHand(_ table: DataTable, controlled: Bool) throws -> DataTable {
    let (month, deaths) = (try table.numbers("month"), try table.numbers("deaths"))
    let people = try table.numbers("people")
    let group = try #require(table["group"])
    var sums: [String: (Double, String, Double, Double)] = [:]
    for row in month.indices {
        let name = controlled ? group.label(row) ?? "" : ""
        let key = "\(month[row]) \(name)"
        let before = sums[key] ?? (month[row], name, 0, 0)
        sums[key] = (before.0, before.1, before.2 + deaths[row], before.3 + people[row])
    }
    let rows = sums.values.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    return try DataTable([
        Column("month", rows.map(\.0)), Column("group", rows.map { Optional($0.1) }),
        Column("deaths", rows.map(\.2)), Column("people", rows.map(\.3)),
    ])
}

/// A series' question, answered from totals and from the rows added by hand.
struct SeriesQuestion: Sendable {
    let name: String
    let model: SegmentedRegression

    static let all: [SeriesQuestion] = {
        let plain = SegmentedRegression(
            outcome: "deaths", time: "month", interventions: [Intervention(at: 20)],
            season: .harmonics(1, period: 12))
        var counted = plain
        counted.family = .quasipoisson
        counted.offset = "log(people)"
        var controlled = plain
        controlled.groups = .init(unit: "group", treated: ["treated"])
        return [
            .init(name: "plain", model: plain), .init(name: "counts", model: counted),
            .init(name: "controlled", model: controlled),
        ]
    }()

    func compare(_ table: DataTable, _ comment: String, _ answer: DataTable) throws {
        let rows = try SeriesTotals(model).table(answer: answer)
        let hand = try summedByHand(table, controlled: model.groups != nil)
        let covariance: LinearCovariance? = name == "plain" ? .neweyWest(lag: 2) : nil
        expectSame(
            try model.fit(rows.table).estimates(covariance).restated(for: rows),
            try model.fit(hand).estimates(covariance), "\(comment) \(name)",
            tolerance: name == "counts" ? 1e-8 : 1e-9)
    }
}

@Suite struct SeriesTotalsTests {
    @Test func theAnswerIsRead() throws {
        let model = SegmentedRegression(
            outcome: "y", time: "t", interventions: [Intervention(at: 3)], offset: "log(n)", weights: "w")
        let totals = try SeriesTotals(model)
        #expect(totals.totals == ["y", "n", "w"] && totals.keys == ["t"])
        let rows = try totals.table(
            answer: DataTable(csvText: "lost,k0,n,s0,s1,s2\n0,1,3,12.5,7,1\n0,2,1,1,2,3\n1,,4,,,\n"))
        #expect(rows.rowCount == 4 && rows.missingCount == 4)
        #expect(try rows.table.numbers("y") == [12.5, 1])
        #expect(try SeriesTotals(model, isMean: true).means == ["y"])
    }
}

/// The same from the rows' sums.
func compareSeriesRows(_ table: DataTable) throws {
    let model = SegmentedRegression(
        outcome: "deaths", time: "month", interventions: [Intervention(at: 20)],
        groups: .init(unit: "group", treated: ["treated"]))
    let totals = try SeriesTotals(model)
    let rows = try totals.table(totals.sums.statistics(table))
    expectSame(
        try model.fit(rows.table).estimates().restated(for: rows),
        try model.fit(summedByHand(table, controlled: true)).estimates(), "sums")
}
