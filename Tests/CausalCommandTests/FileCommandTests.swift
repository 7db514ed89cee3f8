import Foundation
import Testing

/// Files of other programs in the command.
@Suite struct FileCommandTests {
    static let data = "y,x,name\n1,1,a\n2,2,\"b, c\"\n2,3,\n4,5,d\n3,4,e\n"

    static let endings = [
        "dta", "sav", "zsav", "xpt", "jsonl", "tsv", "csv.gz", "zsav.gz", "jsonl.gz",
    ]

    /// The answer from every kind of file is that from CSV.
    @Test(arguments: endings) func sameAnswer(ending: String) throws {
        let file = try TemporaryFile("", name: "data.\(ending)")
        let written = try CommandRun("convert", "-", "--output", file.path, input: Self.data)
        #expect(written.status == 0 && written.error.isEmpty && written.output.isEmpty)
        let rows = try CommandRun("ols", "-", "y ~ x", "--format", "json", input: Self.data).rows()
        let again = try CommandRun("ols", file.path, "y ~ x", "--format", "json").rows()
        #expect(rows.count == 2 && NSArray(array: rows).isEqual(to: again))
        let described = try CommandRun("describe", file.path, "--format", "json").json()
        #expect((described["columns"] as? [[String: Any]])?.last?["missing"] as? Int == 1)
    }

    /// Zstandard is written where its program is there, and refused in words where it is not.
    @Test func zstandard() throws {
        let file = try TemporaryFile("", name: "data.csv.zst")
        let written = try CommandRun("convert", "-", "--output", file.path, input: Self.data)
        guard written.status == 0 else {
            #expect(written.error.contains("zstd"))
            return
        }
        #expect(try Data(contentsOf: file.url).prefix(4) == Data([0x28, 0xB5, 0x2F, 0xFD]))
        #expect(try CommandRun("ols", file.path, "y ~ x").status == 0)
    }

    /// What is not written is refused with the better choice.
    @Test(arguments: [("sas7bdat", ".xpt"), ("parquet", "duckdb"), ("arrow", "duckdb"), ("xlsx", ".csv")])
    func refusals(ending: String, choice: String) throws {
        let run = try CommandRun("convert", "-", "--output", "/tmp/a." + ending, input: Self.data)
        #expect(run.status == 64 && run.error.contains(choice), "\(run.error)")
    }

    @Test func labelsAndMissingLetters() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.appendingPathComponent("TablesTests/Oracles/haven118.dta").path
        let columns =
            try CommandRun("describe", file, "--format", "json").json()["columns"] as? [[String: Any]] ?? []
        let why = columns.first { $0["name"] as? String == "why" }
        #expect(why?["label"] as? String == "Reasons" && (why?["missing.codes"] as? [Any])?.count == 2)
        let run = try CommandRun("ols", file, "half ~ site", "--labels", "--format", "json")
        #expect(try run.rows().contains { ($0["term"] as? String)?.contains("South") == true })
        #expect(try CommandRun("describe", file).output.contains("3 (.a 1, .z 1)"))
    }

    static let faultCases: [([String], Int)] = [
        (["describe", "a.xlsx"], 64), (["describe", "-", "--input-format", "dta"], 65),
        (["describe", "-", "--input-format", "jsonl"], 65),
        (["describe", "-", "--input-format", "excel"], 64),
        (["convert", "-", "--output", "/tmp/a.parquet"], 64),
        (["convert", "-", "--output", "/tmp/a.sas7bdat"], 64),
        (["convert", "-", "--output", "/nowhere/a.dta"], 64), (["describe", "/no/such.sav"], 66),
        (["describe", "/no/such.parquet"], 66),
    ]

    @Test(arguments: faultCases) func faults(arguments: [String], status: Int) throws {
        let run = try CommandRun(arguments, input: Self.data)
        #expect(
            Int(run.status) == status && run.output.isEmpty && !run.endedBySignal, "\(arguments) \(run.error)"
        )
        #expect(run.error.split(separator: "\n").count == 1 || status == 64)
    }
}
