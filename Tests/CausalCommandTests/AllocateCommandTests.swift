import Foundation
import Testing

@Suite struct AllocateCommandTests {
    private let options = """
        name,cost,effect,std.error,group,need
        scribes,120,9.5,2,physicians,1
        inbox,70,6,1.5,physicians,1
        peers,35,2.5,1.5,nurses,2
        pool,90,5.5,2.5,nurses,2

        """

    private func run(_ more: String..., options: String? = nil) throws -> CommandRun {
        let file = try TemporaryFile(options ?? self.options)
        return try CommandRun(["allocate", file.path, "--format", "json"] + more)
    }

    @Test func aRowForEachInterventionAndTheTotal() throws {
        let run = try run("--budget", "200")
        #expect(run.status == 0, "\(run.error)")
        let rows = try run.rows()
        #expect(
            rows.map { $0["term"] as? String } == [
                "scribes", "inbox", "peers", "pool", "total", "group", "group",
            ])
        #expect(rows.prefix(5).map { $0["estimate"] as? Double } == [1, 1, 0, 0, 15.5])
        #expect(rows[4]["cost"] as? Double == 190 && rows[4]["std.error"] as? Double == 2.5)
        let model = try #require(try run.json()["model"] as? [String: Any])
        #expect(model["proven"] as? Bool == true && model["spent"] as? Double == 190)
        #expect((model["expected.regret"] as? Double ?? -1) >= 0)
    }

    @Test func interactionsEquityFrontierAndPicture() throws {
        let pairs = try TemporaryFile("first,second,effect\nscribes,inbox,-4\n")
        let picture = try TemporaryFile(name: "frontier.svg")
        let run = try run(
            "--budget", "200", "--interactions", pairs.path, "--equity", "need", "--frontier", "5", "--draws",
            "0",
            "--plot", picture.path)
        #expect(run.status == 0, "\(run.error)")
        let rows = try run.rows()
        let frontier = rows.filter { $0["term"] as? String == "frontier" }.compactMap {
            $0["estimate"] as? Double
        }
        #expect(frontier.count == 5 && frontier == frontier.sorted())
        #expect(try String(contentsOf: picture.url, encoding: .utf8).contains("<svg"))
        let fair = try self.run("--budget", "200", "--equity", "group", "--draws", "0")
        #expect(try (fair.json()["model"] as? [String: Any])?["objective"] as? String == "worst-off")
        let file = try TemporaryFile(options)
        let text = try CommandRun(["allocate", file.path, "--budget", "200", "--objective", "lower-bound"])
        #expect(text.status == 0 && text.output.contains("Allocation under a budget"))
    }

    @Test func whatCannotBeHasItsStatus() throws {
        #expect(try run("--budget", "-5").status == 64)
        #expect(try run("--budget", "200", "--equity", "needs").status == 64)
        #expect(try run("--budget", "200", "--deviations", "1").status == 64)
        #expect(try run("--budget", "200", options: "name,cost,effect\na,1,x\n").status == 65)
        #expect(try run("--budget", "200", options: "name,cost,effect\na,1,\n").status == 65)
        #expect(try run("--budget", "200", options: "name,cost,effect\na,1,2\na,1,2\n").status == 65)
        let required = try run("--budget", "1", options: "name,cost,effect,minimum\na,2,2,1\n")
        #expect(required.status == 64 && required.error.contains("cost 2"))
        #expect(try CommandRun(["allocate", "/nowhere.csv", "--budget", "3"]).status == 66)
    }
}
