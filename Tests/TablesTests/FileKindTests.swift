import Foundation
import Groundwork
import Testing

@testable import Tables

/// JSON lines, Zstandard, Parquet and which file is of which kind.
@Suite struct FileKindTests {
    private func lines(_ text: String) throws(CausalError) -> DataTable {
        var reader = JSONLinesReader(ByteSource(text.utf8), CSVOptions(), file: "lines")
        return try DataTable(reader.read())
    }

    @Test func objectsBecomeColumns() throws {
        let table = try lines(
            """
            {"unit": 1, "score": 1.5, "name": "a \\"b\\"", "on": true, "id": 12345678901234567890}
            {"score": null, "unit": 2, "on": false, "name": "\\ud83d\\ude00\\n", "more": -2e-3}

            {"unit": 3, "name": 7, "score": NaN}
            """)
        #expect(table.columns.map(\.name) == ["unit", "score", "name", "on", "id", "more"])
        #expect(try table.numbers("unit") == [1, 2, 3] && table.rowCount == 3)
        #expect(try table.numbers("score")[0] == 1.5 && table.column("score").isMissing(2))
        let name = try table.column("name")
        #expect((0..<3).map(name.label) == ["a \"b\"", "😀\n", "7"])
        #expect(try table.numbers("on").prefix(2) == [1, 0] && table.column("on").isMissing(2))
        #expect(try table.column("id").label(0) == "12345678901234567890")
        #expect(try table.column("more").isMissing(0) && table.numbers("more")[1] == -0.002)
        #expect(try lines("[{\"a\": 1}, {\"a\": \"x\"}]") == lines("{\"a\": 1}\n{\"a\": \"x\"}\n"))
    }

    @Test(arguments: [
        "{\"a\": 1", "{\"a\": [1]}", "{\"a\": 1, \"a\": 2}", "", "[]", "{}", "{\"a\": tru}",
        "[{\"a\": 1} {\"a\": 2}]",
        "{\"a\": 1} x", "[{\"a\": 1}", "{\"a\": \"\\ud83d\"}", "{\"a\": \"\\q\"}", "{\"a\" 1}", "{a: 1}",
        "[{\"a\": 1},]",
        "{\"\": 1}", "{\"a\": +}", "{\"a\": \"x", "\\", "{\"a\": 1}}", "{\"a\": --1}",
    ]) func faults(text: String) { #expect(throws: CausalError.self) { try lines(text) } }

    /// Rows are what a simple reader of JSON makes of them, also when written by ourselves.
    @Test func writtenAndReadAgain() throws {
        let table = try DataTable([
            Column("x", [1, .nan, -0.1, 1e300]), Column("Ort \"ä\"", ["a\tb", nil, "007", "\\"]),
        ])
        let file = try ScratchFile("table.jsonl")
        try table.write(to: file.path)
        let again = try DataTable(file: file.path)
        #expect(again.columns.map(\.name) == table.columns.map(\.name))
        for (old, new) in zip(table.columns, again.columns) {
            for row in 0..<4 { #expect(old.label(row) == new.label(row)) }
        }
        try table.write(to: file.path.replacing("table.jsonl", with: "table.tsv"))
        let tabs = try DataTable(file: file.path.replacing("table.jsonl", with: "table.tsv"))
        #expect(tabs.columns[1].label(0) == "a\tb" && tabs.columns[0].numbers?[3] == 1e300)
    }

    @Test func endings() {
        let kinds: [(String, FileKind?)] = [
            ("a.csv", .csv), ("a.CSV.GZ", .csv), ("a.tsv.zst", .tsv), ("b/a.dta", .stata), ("a.zsav", .spss),
            ("a.sas7bdat", .sas), ("a.xpt", .transport), ("a.parquet", .parquet), ("a.feather", .arrow),
            ("a.jsonl.zstd", .jsonLines), ("a", nil), ("a.gz", nil), ("dta", nil),
        ]
        for (path, kind) in kinds { #expect(FileKind(path: path) == kind, "\(path)") }
        for kind in FileKind.allCases { #expect(FileKind(named: kind.rawValue) == kind) }
        #expect(throws: CausalError.self) { try DataTable(file: "table.xlsx") }
        #expect(throws: CausalError.self) { try DataTable(csvText: "a\n1\n").write(to: "/tmp/a.parquet") }
    }

    @Test(.enabled(if: Program.path(of: "zstd") != nil)) func zstandard() throws {
        // "a,b\n1,x\n", by `zstd -c`.
        let frame: [UInt8] = [
            0x28, 0xB5, 0x2F, 0xFD, 0x04, 0x58, 0x41, 0x00, 0x00, 0x61, 0x2C, 0x62, 0x0A, 0x31, 0x2C, 0x78,
            0x0A, 0x66,
            0x03, 0x30, 0x1F,
        ]
        let file = try ScratchFile("a.csv.zst", frame)
        let table = try DataTable(file: file.path)
        #expect(try table.numbers("a") == [1] && table.column("b").label(0) == "x")
        #expect(try DataTable(csvBytes: frame).rowCount == 1)
        let damaged = try ScratchFile("b.csv.zst", Array(frame.dropLast(3)))
        #expect(throws: CausalError.self) { try DataTable(file: damaged.path) }
    }

    /// Values of every type arrive as they are in the file; see Oracles/parquet.py.
    @Test(.enabled(if: Program.path(of: "duckdb") != nil)) func parquet() throws {
        let table = try DataTable(file: StatisticsFileTests.folder + "/pandas.parquet")
        #expect(try table.numbers("single")[0] == Double(Float(0.1)) && table.column("single").isMissing(1))
        #expect(try table.numbers("double") == [0.1, 1.0 / 3, .infinity])
        #expect(try table.numbers("whole") == [1, 2, 9_007_199_254_740_992])
        #expect(try table.numbers("yes").prefix(2) == [1, 0] && table.column("yes").isMissing(2))
        let (text, city) = (try table.column("text"), try table.column("city"))
        #expect((0..<3).map(text.label) == ["007", "NA", "a,\"b"] && city.label(1) == "y")
        #expect(try table.column("day").label(2) == "2020-01-01")
    }

    @Test func datesOfAllCalendars() {
        for number in stride(from: -700_000, to: 2_900_000, by: 997) {
            let date = CalendarDate(dayNumber: number)
            #expect(date.dayNumber == number)
        }
        #expect(DateUnit.days(since: 715_815).text(0) == "1960-01-01")
        #expect(DateUnit.parts(1, since: 578_040).text(0) == "1582-10-14 00:00:00")
        #expect(DateUnit.ofYear(12, "-", width: 2).text(-1) == "1959-12")
        #expect(DateUnit.ofYear(4, "-Q", width: 1).text(245) == "2021-Q2")
        #expect(DateUnit.parts(1000, since: 715_815).text(-1) == "1959-12-31 23:59:59.999")
        #expect(DateUnit.parts(1000, since: 715_815).number("1959-12-31 23:59:59.999") == -1)
        #expect(DateUnit.days(since: 715_815).text(10_000_000) == nil)
    }
}
