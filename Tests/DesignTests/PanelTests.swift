import Groundwork
import Tables
import Testing

@testable import Design

@Suite struct PanelTests {
    /// An unbalanced panel in random order, some rows without unit or period.
    static func table(_ seed: UInt64) throws -> DataTable {
        var noise = Noise(seed)
        var rows: [(unit: Int, period: Double)] = []
        for unit in 0..<30 {
            for period in 0..<12 where noise.below(4, 1)[0] > 0 { rows.append((unit, Double(2 * period))) }
        }
        rows.shuffle(using: &noise)
        var units = rows.map { Optional("u\($0.unit)") }
        var periods = rows.map(\.period)
        units[4] = nil
        periods[9] = .nan
        return try DataTable([
            Column("unit", units), Column("period", periods),
            Column("x", rows.indices.map { Double($0) + 0.5 }),
            Column("y", rows.indices.map { Double($0 % 7) }),
        ])
    }

    /// The value of x in the row of the same unit whose period is t − k, found by looking at every row.
    static func naive(_ table: DataTable, _ name: String, _ lag: Double) throws -> [Double] {
        let (unit, period) = (try table.column("unit"), try table.numbers("period"))
        let x = try table.numbers(name)
        return (0..<table.rowCount).map { row in
            guard let label = unit.label(row) else { return .nan }
            return (0..<table.rowCount).first { unit.label($0) == label && period[$0] == period[row] - lag }
                .map { x[$0] } ?? .nan
        }
    }

    @Test(arguments: [
        ("l(x, 2)", 2.0), ("l(x)", 1), ("f(x, 4)", -4), ("l(x, -2)", -2), ("l(x, 0)", 0), ("l(x, 22)", 22),
    ])
    func lagsAreThoseOfASearch(_ text: String, _ lag: Double) throws {
        let table = try PanelTests.table(5)
        let expected = try PanelTests.naive(table, "x", lag)
        let used = (0..<table.rowCount).filter { !expected[$0].isNaN }
        let index = PanelIndex(unit: "unit", period: "period")
        guard !used.isEmpty else {
            let error = #expect(throws: CausalError.self) {
                try ModelFrame(Formula("y ~ \(text)"), table: table, panel: index)
            }
            #expect(error?.code == .noRows)
            return
        }
        let frame = try ModelFrame(Formula("y ~ \(text)"), table: table, panel: index)
        #expect(frame.columns[0].values == used.map { expected[$0] })
        #expect((0..<used.count).map { frame.sample.tableRow($0) - 1 } == used)
        #expect(frame.sample.droppedMissing == table.rowCount - used.count)
        #expect(frame.sample.missing.map(\.column) == [frame.columns[0].name])
    }

    @Test func differencesAndNestedShiftsFollow() throws {
        let table = try PanelTests.table(8)
        let index = PanelIndex(unit: "unit", period: "period")
        let x = try table.numbers("x")
        let lag = try PanelTests.naive(table, "x", 2)
        let frame = try ModelFrame(
            Formula("d(x, 2) ~ log(l(x, 2)) + l(d(x, 2), 2)"), table: table, panel: index)
        let difference = zip(x, lag).map { $0 - $1 }
        let shifted = try PanelTests.naive(
            DataTable(table.columns + [Column("dx", difference)]), "dx", 2)
        let used = (0..<table.rowCount).filter { !difference[$0].isNaN && !shifted[$0].isNaN }
        #expect(frame.response == used.map { difference[$0] })
        #expect(frame.columns[1].values == used.map { shifted[$0] })
        #expect(frame.columns[1].name == "l(d(x, 2), 2)")
    }

    @Test func aLagWithoutPanelAsksForIt() throws {
        let error = #expect(throws: CausalError.self) {
            try ModelFrame(Formula("y ~ l(x)"), table: PanelTests.table(1))
        }
        #expect(error?.code == .badArgument)
        #expect(error?.remedy?.contains("--unit and --time") == true)
    }

    @Test func twoRowsOfAUnitInAPeriodAreNamed() throws {
        let table = try DataTable([
            Column("unit", ["a", "b", "a", "b"]), Column("period", [1, 1, 2, 1]), Column("x", [1, 2, 3, 4]),
            Column("y", [1, 2, 3, 4]),
        ])
        let index = PanelIndex(unit: "unit", period: "period")
        for attempt in [
            { _ = try Panel(Sample(table), index) },
            { _ = try ModelFrame(Formula("y ~ l(x)"), table: table, panel: index) },
        ] {
            let error = #expect(throws: CausalError.self, performing: attempt)
            #expect(error?.code == .badPanel)
            #expect(error?.message == "unit 'b' has two rows in period 1: rows 2 and 4")
        }
    }

    @Test func aPanelKnowsItsShape() throws {
        func panel(_ units: [String], _ periods: [Int]) throws -> Panel {
            try Panel(
                Sample(DataTable([Column("u", units.map(Optional.init)), Column("t", periods)])),
                PanelIndex(unit: "u", period: "t"))
        }
        let balanced = try panel(["b", "a", "b", "a"], [2, 1, 1, 2])
        #expect(balanced.isBalanced && !balanced.hasGaps)
        #expect(balanced.order == [1, 3, 2, 0])
        #expect(balanced.unitStarts == [0, 2, 4])
        #expect(balanced.periods == [1, 2])
        let late = try panel(["a", "a", "b", "b"], [1, 2, 2, 3])
        #expect(!late.isBalanced && !late.hasGaps)
        let gap = try panel(["a", "a", "b", "b", "b"], [1, 3, 1, 2, 3])
        #expect(!gap.isBalanced && gap.hasGaps)
    }

    @Test func periodsHaveToBeFiniteNumbers() throws {
        let index = PanelIndex(unit: "u", period: "t")
        let text = try DataTable([Column("u", [1, 2]), Column("t", ["May", "June"])])
        let error = #expect(throws: CausalError.self) { try Panel(Sample(text), index) }
        #expect(error?.code == .badPanel)
        #expect(error?.value == "May")
        let infinite = try DataTable([Column("u", [1, 2]), Column("t", [1, .infinity])])
        #expect(#expect(throws: CausalError.self) { try Panel(Sample(infinite), index) }?.row == 2)
        let empty = try DataTable([Column("u", [String?]()), Column("t", [String?]())])
        #expect(throws: CausalError.self) { try Panel(Sample(empty), index) }
    }
}
