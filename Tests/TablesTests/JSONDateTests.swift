import Tables
import Testing

/// Dates as pandas writes them into JSON, and headers that pandas and spreadsheets leave.
@Suite struct JSONDateTests {
    private func column(_ values: [String]) throws -> Column {
        let text = values.map { "{\"d\": \($0)}" }.joined(separator: "\n")
        return try DataTable(bytes: Array(text.utf8), kind: .jsonLines).column("d")
    }

    @Test func midnightsAreDays() throws {
        let days = try column(["\"2020-03-02T00:00:00.000\"", "null", "\"2020-03-03T00:00:00.000Z\""])
        #expect(days.label(0) == "2020-03-02" && days.label(1) == nil && days.label(2) == "2020-03-03")
        let clock = try column(["\"2020-03-02T00:00:00.000\"", "\"2020-03-02T08:30:00.000\""])
        #expect(clock.label(0) == "2020-03-02T00:00:00.000")
        #expect(try column(["\"2020-13-02T00:00:00\""]).label(0) == "2020-13-02T00:00:00")
    }

    @Test func headersSayWhatIsMissing() {
        func remedy(_ text: String) -> String {
            do {
                _ = try DataTable(bytes: Array(text.utf8), kind: .csv)
                return ""
            } catch { return error.description }
        }
        #expect(remedy(",a,b\n0,1,2\n").contains("index=False"))
        #expect(remedy("\na,b\n1,2\n").contains("the first line is blank"))
        #expect(!remedy("a,,b\n0,1,2\n").contains("pandas"))
    }
}
