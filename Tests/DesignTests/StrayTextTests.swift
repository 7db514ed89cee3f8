import Design
import Groundwork
import Tables
import Testing

/// Texts among numbers, categories in an order that somebody chose, and a response among the regressors.
@Suite struct StrayTextTests {
    private static let stray = Column("x", ["1", "2", "3", nil, "n.a.", "4"])

    @Test func aTextAmongNumbersIsNamed() throws {
        let found = try #require(StrayText(Self.stray))
        #expect(found.value == "n.a." && found.row == 5 && found.distinct == 5)
        #expect(StrayText(Column("x", ["a", "b", "1"])) == nil && StrayText(Column("x", [1.0, 2])) == nil)
        // Codes kept as text because of their zeros are numbers throughout.
        #expect(StrayText(Column("x", ["01", "02", "03"])) == nil)
        #expect(StrayText(Column("x", ["1", "2", "1e400"]))?.value == "1e400")
        let table = try DataTable([Column("y", [1.0, 2, 3, 4, 5, 6]), Self.stray])
        let frame = try ModelFrame(Formula("y ~ x"), table: table)
        #expect(frame.notes.contains { $0.contains("'n.a.' in row 5") })
    }

    /// Where categories are too many to hold, the text that made them is told.
    @Test func tooManyCategoriesNameIt() throws {
        let count = 60_000
        let texts: [String?] = (0..<count).map { $0 == count - 1 ? "oops" : "\($0 % 55_000)" }
        let table = try DataTable([Column("y", (0..<count).map { Double($0 % 7) }), Column("x", texts)])
        let error = #expect(throws: CausalError.self) { try ModelFrame(Formula("y ~ x"), table: table) }
        #expect(error?.remedy?.contains("Row 60000 of 'x' holds 'oops'") == true)
        #expect(error?.remedy?.contains("--missing \"oops\"") == true)
    }

    @Test func theResponseExplainsItself() throws {
        let table = try DataTable([Column("y", [1.0, 2, 4]), Column("x", [1.0, 0, 1])])
        let notes = try ModelFrame(Formula("y ~ y + x"), table: table).notes
        #expect(notes.contains { $0.hasPrefix("'y' stands on both sides") })
        #expect(try ModelFrame(Formula("y ~ x"), table: table).notes.isEmpty)
    }

    /// Labels keep the order of their codes, so that the reference is that of the codes; also among some of the rows.
    @Test func labelsKeepTheOrderOfCodes() throws {
        let labels = ColumnLabels(values: [
            .init(.number(1), "New"), .init(.number(0), "Old"), .init(.number(2), "Middle"),
        ])
        let codes = Column("arm", .numbers([1, 0, 1, 2, 0, .nan]), labels: labels)
        let table = try DataTable([Column("y", [1.0, 2, 4, 3, 2, 2]), codes]).labelled()
        for part in [table, table.rows([4, 3, 2, 1, 0])] {
            let frame = try ModelFrame(Formula("y ~ arm"), table: part)
            #expect(frame.columns.map(\.name) == ["armNew", "armMiddle"])
        }
        // Texts from a file have no such order.
        let plain = try DataTable([Column("y", [1.0, 2, 4]), Column("arm", ["Old", "New", "Old"])])
        #expect(try ModelFrame(Formula("y ~ arm"), table: plain).columns.map(\.name) == ["armOld"])
    }

    /// Infinite values and sums beyond a number's range are told.
    @Test func describedNumbersTellTheirFaults() throws {
        let table = try DataTable([
            Column("y", [1.0, .infinity, 5]), Column("big", [1e308, 1e308, 1e308]), Self.short,
        ])
        let notes = try TableDescription(table).notes
        #expect(notes.contains { $0.contains("'y' holds 1 infinite value") })
        #expect(notes.contains { $0.contains("of 'big' is beyond") })
        #expect(notes.contains { $0.contains("'x' is text because of values such as '12?' in row 2") })
    }

    private static let short = Column("x", ["1", "12?", "3"])
}
