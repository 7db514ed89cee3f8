@testable import Aggregates
import Foundation
import Testing

/// Spark's client looks for its own folder and finds it by this variable alone where it came with pip.
let spark = ProcessInfo.processInfo.environment["SPARK_HOME"] == nil ? nil : installed("spark-sql")

/// A client with separate worker processes, of which one may be lost.
func sparkClient(_ folder: TestFolder, _ more: String = "") throws -> DatabaseClient {
    try DatabaseClient(
        "\(#require(spark)) --master local-cluster[2,1,1024] --conf spark.sql.shuffle.partitions=4 "
            + "--conf spark.sql.warehouse.dir=\(folder.path)/w --conf spark.hadoop.javax.jdo.option."
            + "ConnectionURL=jdbc:derby:memory:m;create=true \(more)")
}

extension EngineChecks {
    /// Asks all questions of one Spark session, since starting it takes longer than they do.
    func run(inOneSession client: DatabaseClient, _ folder: TestFolder) throws {
        for (name, table, hasNaN) in tables {
            _ = try DatabaseClient(#require(duckdb)).answer(
                "COPY (\(duckdbRows(table, folder, hasNaN: hasNaN))) TO '\(place(name).replacingOccurrences(of: "'", with: "''"))' "
                    + "(FORMAT parquet); SELECT 1 AS a")
        }
        let script = folder.path + "/queries.sql"
        try checks.enumerated().map { "\($0.element.query);\nSELECT '⟦\($0.offset)⟧' AS marker;\n" }.joined()
            .write(toFile: script, atomically: true, encoding: .utf8)
        let run = try ChildProcess(client.arguments("").dropLast(2) + ["-f", script], input: "")
        let remarks = run.error.split(separator: "\n").filter {
            !$0.contains("WARN") && !$0.contains("Time taken")
        }
        try #require(run.status == 0, "\(remarks.joined(separator: "\n").suffix(3000))")
        var output = String(decoding: run.output, as: UTF8.self)[...]
        for (number, check) in checks.enumerated() {
            let end = try #require(output.range(of: "marker\n⟦\(number)⟧\n"))
            try check.check(client.table(Array(output[..<end.lowerBound].utf8)))
            output = output[end.upperBound...]
        }
    }
}

@Suite(
    .serialized,
    .enabled(if: spark != nil && duckdb != nil, "no SPARK_HOME, or no spark-sql or duckdb on the path"))
struct SparkTests {
    @Test func everyModelOfSumsIsThatOfTheRows() throws {
        let folder = try TestFolder()
        // A backslash in a file's path is the sign of a pattern to Spark.
        var checks = EngineChecks(.spark) { "\(folder.path)/\($0.filter { $0 != "\\" }).parquet" }
        try checks.addEveryModel(31)
        try checks.addEveryModel(32, hasNaN: true)
        try checks.addNastyNames(31)
        try checks.run(inOneSession: sparkClient(folder), folder)
    }

    /// A view of 12 million rows in 24 parts, which are 400 different ones repeated.
    private func largeView(_ folder: TestFolder) throws -> String {
        let path = folder.path + "/view.sql"
        try """
        CREATE TEMPORARY VIEW large AS SELECT CAST(id % 20 AS INT) AS g, CAST(id * 7919 % 400 % 11 AS DOUBLE) AS x,
          CAST(id * 104729 % 400 % 17 + id % 20 AS DOUBLE) AS y FROM range(0, 12000000, 1, 24);
        """.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// The rows of the view, each standing for 30,000.
    private func expectLargeAnswer(_ answer: DataTable, _ model: AggregateLeastSquares) throws {
        let id = 0..<400
        let table = try DataTable([
            Column("g", id.map { $0 % 20 }), Column("x", id.map { $0 * 7919 % 400 % 11 }),
            Column("y", id.map { $0 * 104729 % 400 % 17 + $0 % 20 }), Column("w", id.map { _ in 30_000 }),
        ])
        let rows = try LeastSquares("y ~ x", weights: "w", kind: .frequency).fit(table)
        let short = try model.fit(model.statistics(answer: answer)).estimates(.clustered(by: "g"))
        expectSame(short, try rows.estimates(.clustered(by: "g")), "a worker was killed")
    }

    @Test func aWorkerThatIsKilledIsReplaced() async throws {
        let folder = try TestFolder()
        let log = folder.path + "/events"
        try FileManager.default.createDirectory(atPath: log, withIntermediateDirectories: true)
        let client = try sparkClient(
            folder,
            "--conf spark.eventLog.enabled=true --conf spark.eventLog.dir=file:\(log) --conf spark.eventLog.compress=false "
                + "-i \(largeView(folder))")
        let model = try AggregateLeastSquares("y ~ x", clusters: ["g"])
        let query = try model.query(table: "large", dialect: .spark)
        async let answer = Task.detached { try client.answer(query) }.value
        let victim = try await Descendants.victim { Descendants.text(log).contains("SparkListenerJobStart") }
        kill(victim, SIGKILL)
        try expectLargeAnswer(await answer, model)
        let events = Descendants.text(log)
        #expect(events.contains("SparkListenerExecutorRemoved") && events.contains("ExecutorLostFailure"))
    }

    @Test func aSessionThatIsKilledIsOneClearError() async throws {
        let folder = try TestFolder()
        let client = try sparkClient(folder, "-i \(largeView(folder))")
        let query = try AggregateLeastSquares("y ~ x", clusters: ["g"]).query(table: "large", dialect: .spark)
        async let answer = Task.detached { () throws(CausalError) -> DataTable in
            try client.answer(query)
        }.result
        _ = try await Descendants.victim { true }
        for session in Descendants.all(containing: "SparkSQLCLIDriver") { kill(session, SIGKILL) }
        switch await answer {
        case .success: Issue.record("a killed session has no answer")
        case .failure(let error):
            let error = try #require(error as? CausalError)
            #expect(error.code == .engineFailed && error.message.contains("ended with"), "\(error)")
            #expect(!error.message.contains("\n") && error.message.utf8.count < 1300)
        }
    }
}

/// Processes that this one has started, directly or not.
private enum Descendants {
    /// The executor to be killed, once Spark has both and something holds.
    static func victim(_ holds: () -> Bool) async throws -> pid_t {
        for _ in 0..<1200 {
            let executors = all(containing: "CoarseGrainedExecutorBackend")
            if executors.count >= 2, holds() {
                try await Task.sleep(for: .milliseconds(700))
                return executors[0]
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw CausalError(.programFailed, "Spark started no executor")
    }

    /// Those whose command holds a word, the latest first.
    static func all(containing word: String) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        var parents: [pid_t: pid_t] = [:]
        for process in names.compactMap({ pid_t($0) }) {
            let fields = file("/proc/\(process)/stat").split(separator: ")").last?.split(separator: " ") ?? []
            if fields.count > 1 { parents[process] = pid_t(fields[1]) }
        }
        return parents.keys.sorted(by: >).filter { process in
            var above = parents[process]
            while let next = above, next > 1, next != getpid() { above = parents[next] }
            return above == getpid() && file("/proc/\(process)/cmdline").contains(word)
        }
    }

    /// The texts of a folder's files.
    static func text(_ folder: String) -> String {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return names.map { file(folder + "/" + $0) }.joined()
    }

    private static func file(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
