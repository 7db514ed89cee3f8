import Foundation
import Testing

/// Files of other programs in the command.
@Suite struct FileCommandTests {
    static let data = "y,x,name\n1,1,a\n2,2,\"b, c\"\n2,3,\n4,5,d\n3,4,e\n"

    /// The answer from every kind of file is that from CSV.
    @Test(arguments: ["dta", "sav", "zsav", "xpt", "jsonl", "tsv"]) func sameAnswer(ending: String) throws {
        let file = try TemporaryFile("", name: "data.\(ending)")
        let written = try CommandRun("convert", "-", "--output", file.path, input: Self.data)
        #expect(written.status == 0 && written.error.isEmpty && written.output.isEmpty)
        let rows = try CommandRun("ols", "-", "y ~ x", "--format", "json", input: Self.data).rows()
        let again = try CommandRun("ols", file.path, "y ~ x", "--format", "json").rows()
        #expect(rows.count == 2 && NSArray(array: rows).isEqual(to: again))
        let described = try CommandRun("describe", file.path, "--format", "json").json()
        #expect((described["columns"] as? [[String: Any]])?.last?["missing"] as? Int == 1)
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
        (["convert", "-", "--output", "/tmp/a.csv.gz"], 64),
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
