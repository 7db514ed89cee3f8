import DifferenceInDifferences
import Testing

/// Panels that real files hold now and then: an error or an answer, never a trap.
@Suite struct PolicyPanelTests {
    /// Three units over three periods; unit 1 is treated from `start` on.
    private func table(_ periods: [Column.Values], start: Column.Values) throws -> DataTable {
        try DataTable([
            Column("id", [1, 1, 1, 2, 2, 2, 3, 3, 3]), Column("t", periods[0]), Column("g", start),
            Column("y", [1.0, 2, 5, 2, 3, 4.5, 0, 1, 2.25]),
        ])
    }

    private func eventStudy(_ table: DataTable) throws -> Estimates {
        let policy = PolicyRegression(
            outcome: "y", panel: PanelIndex(unit: "id", period: "t"), treatment: .firstTreated("g"))
        return try EventStudy(policy).fit(table).estimates(.hc1)
    }

    private let months = [1.0, 2, 3, 1, 2, 3, 1, 2, 3]

    @Test func anInfinitePeriodIsAnError() throws {
        var periods = months
        periods[5] = .infinity
        let table = try table([.numbers(periods)], start: .numbers([2, 2, 2, 0, 0, 0, 0, 0, 0]))
        let error = #expect(throws: CausalError.self) { try eventStudy(table) }
        #expect(error?.code == .badValue)
        #expect(error?.row == 6)
    }

    @Test func anInfinitelyEarlyCohortIsAnError() throws {
        let starts = [2, 2, 2, 0, 0, 0, .nan, .nan, -Double.infinity]
        let error = #expect(throws: CausalError.self) {
            try eventStudy(table([.numbers(months)], start: .numbers(starts)))
        }
        #expect(error?.code == .badValue)
        #expect(error?.row == 9)
    }

    /// `é` may be one character or two; both look the same, and no order in time can be told from them.
    @Test func periodsThatDifferInEncodingOnlyAreRefused() throws {
        let texts = ["\u{E9}1", "\u{E9}2", "\u{E9}3"]
        let starts = Column("g", [texts[1], texts[1], texts[1], nil, nil, nil, nil, nil, nil]).values
        let good = Column("t", (texts + texts + texts).map(Optional.init)).values
        #expect(try eventStudy(table([good], start: starts)).rows.contains { $0.term == "event::0" })
        // Categories made here join the two; a file's reader keeps them apart, as levels by their bytes.
        let apart = Column.Values.categories(
            Categories(codes: [0, 1, 2, 0, 1, 3, 0, 1, 2], levels: texts + ["e\u{301}3"]))
        let error = #expect(throws: CausalError.self) { try eventStudy(table([apart], start: starts)) }
        #expect(error?.code == .badPanel)
    }

    /// Numbers in a column of numbers and the same numbers kept as text say the same.
    @Test func cohortsMayBeNumbersOrTexts() throws {
        let numbers = try eventStudy(
            table([.numbers(months)], start: .numbers([2, 2, 2, 0, 0, 0, .nan, .infinity, .nan])))
        let texts: [String?] = ["2", "2", "2", "0", "0", "0", nil, "inf", nil]
        let kept = try eventStudy(table([.numbers(months)], start: Column("g", texts).values))
        #expect(numbers == kept)
    }
}
