@testable import Aggregates
import Foundation
import Testing

/// A client that is on the path, or in the folder of a private installation.
func installed(_ name: String, _ folders: [String] = []) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let all = path.split(separator: ":").map(String.init) + folders
    return all.map { $0 + "/" + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
}

let duckdb = installed(
    "duckdb", [ProcessInfo.processInfo.environment["CAUSAL_DUCKDB_FOLDER"] ?? "/opt/duckdb"])

/// A folder that goes away with the value that owns it.
final class TestFolder {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The model's answer from an engine against the rows' own.
func expectEngineAnswer(
    _ client: DatabaseClient, _ name: String, _ table: DataTable, _ formula: String, _ clusters: [String]
) throws {
    let model = try AggregateLeastSquares(formula, clusters: clusters)
    let query = try model.query(table: name, dialect: client.dialect)
    let fit = try model.fit(model.statistics(answer: client.answer(query)))
    let rows = try LeastSquares(formula).fit(table)
    let covariance = clusters.isEmpty ? LinearCovariance.iid : .clustered(by: clusters)
    expectEqual(
        try fit.estimates(covariance), try rows.estimates(covariance), "\(client.command[0]) \(formula)")
    // Advice on few clusters names the wild bootstrap where there are rows.
    let notes = { (all: [String]) in all.filter { !$0.contains("clusters") } }
    #expect(try notes(fit.estimates(covariance).notes) == notes(rows.estimates(covariance).notes))
}

@Suite struct QueryTests {
    @Test func namesCannotLeaveTheirQuotes() throws {
        let name = "x\"; DROP TABLE t; --"
        let model = try AggregateLeastSquares("y ~ `\(name)`", clusters: ["g\"h`"])
        let query = try model.query(table: "s.t\"u", dialect: .postgres)
        #expect(query.contains("CAST(\"x\"\"; DROP TABLE t; --\" AS DOUBLE PRECISION)"))
        #expect(query.contains("\"g\"\"h`\" AS k0") && query.contains("FROM \"s\".\"t\"\"u\""))
        #expect(try model.query(table: "t", dialect: .spark).contains("`g\"h``` AS k0"))
        #expect(try SQLDialect.duckdb.table("data/*.parquet") == "\"data/*.parquet\"")
        #expect(throws: CausalError.self) { try model.query(table: "a..b", dialect: .duckdb) }
        #expect(throws: CausalError.self) { try model.query(table: "", dialect: .duckdb) }
    }

    @Test func clientsAreCommandsWithoutAShell() throws {
        #expect(try DatabaseClient("duckdb 'my file.db'").command == ["duckdb", "my file.db"])
        #expect(try DatabaseClient("/usr/bin/psql service=a").dialect == .postgres)
        for text in ["", "rm -rf x", "duckdb 'open", "mysql"] {
            #expect(throws: CausalError.self) { try DatabaseClient(text) }
        }
        #expect(throws: CausalError.self) { try DatabaseClient("/no/such/duckdb x").answer("SELECT 1 AS a") }
    }
}

@Suite struct AnswerTests {
    private func statistics(_ sum: String) throws -> CrossProducts {
        let header = "lost,k0,n,filled,c0,s0,p0_0\n"
        return try AggregateLeastSquares("y ~ 1", clusters: ["g"]).statistics(
            answer: DataTable(csvText: header + "0,a,2,2,1.5,\(sum),4\n0,b,3,3,1.5,1,2\n1,,5,5,,,\n"))
    }

    @Test func sumsAreReadAsDatabasesWriteThem() throws {
        let read = try statistics("12345678901234568000")
        #expect(read.cells[0].sums == [0x1.56a95319d63e1p+63] && read.missing == ["y": 5])
        for text in ["inf", "-Infinity", "nan", "", "NaN"] {
            do {
                _ = try statistics(text)
                Issue.record("\(text) is no sum")
            } catch {
                #expect((error as? CausalError)?.code == .badValue, "\(text) \(error)")
            }
        }
        #expect(throws: CausalError.self) { try statistics("x") }
    }
}

@Suite(.enabled(if: duckdb != nil, "no duckdb on the path")) struct DuckDBTests {
    private func database(_ table: DataTable, _ folder: TestFolder) throws -> DatabaseClient {
        let client = try #require(duckdb)
        try table.csv().write(toFile: folder.path + "/t.csv", atomically: true, encoding: .utf8)
        let load = try DatabaseClient("\(client) -cmd \"ATTACH '\(folder.path)/t.duckdb' AS d\"")
        _ = try load.answer(
            "CREATE TABLE d.\"my \"\"t\" AS SELECT * FROM read_csv('\(folder.path)/t.csv', nullstr=['NA',''], "
                + "sample_size=-1); SELECT 1 AS a")
        return try DatabaseClient("\(client) \(folder.path)/t.duckdb")
    }

    @Test func answersAreThoseOfTheRows() throws {
        for seed in 1...2 as ClosedRange<UInt64> {
            let (folder, table) = (try TestFolder(), try randomTable(seed, rows: 300, clusters: 20))
            let client = try database(table, folder)
            for (place, formula) in AggregateLeastSquaresTests.formulas.enumerated() {
                let clusters = [["g"], ["g", "h"], []][place % 3]
                try expectEngineAnswer(client, "my \"t", table, formula, clusters)
            }
        }
    }

    @Test func everyModelOfSumsIsThatOfTheRows() throws {
        let folder = try TestFolder()
        let program = try #require(duckdb)
        try expectEveryModel(DatabaseClient("\(program) \(folder.path)/t.duckdb")) { table, name in
            try table.csv().write(toFile: folder.path + "/t.csv", atomically: true, encoding: .utf8)
            let load = try DatabaseClient("\(program) -cmd \"ATTACH '\(folder.path)/t.duckdb' AS d\"")
            _ = try load.answer(
                "CREATE TABLE d.\"\(name)\" AS SELECT * FROM read_csv('\(folder.path)/t.csv', "
                    + "nullstr=['NA',''], sample_size=-1); SELECT 1 AS a")
        }
    }

    @Test func partitionedParquetFilesAreATable() throws {
        let (folder, program) = (try TestFolder(), try #require(duckdb))
        let table = try randomTable(8, rows: 300, clusters: 20)
        try table.csv().write(toFile: folder.path + "/t.csv", atomically: true, encoding: .utf8)
        _ = try DatabaseClient(program).answer(
            "COPY (SELECT * FROM read_csv('\(folder.path)/t.csv', nullstr=['NA',''], sample_size=-1)) TO "
                + "'\(folder.path)/parts' (FORMAT parquet, PARTITION_BY (year)); SELECT 1 AS a")
        try expectEngineAnswer(
            DatabaseClient(program), "\(folder.path)/parts/*/*.parquet", table,
            "`the outcome` ~ x1 + factor(year)", ["g"])
    }

    @Test func anEngineThatIsKilledIsOneClearError() throws {
        let (folder, program) = (try TestFolder(), try #require(duckdb))
        let script = folder.path + "/duckdb"
        // A group of its own, since pip's duckdb starts the engine as another process.
        let killer = "& P=$!; sleep 0.5; kill -9 -- -$P; wait $P\n"
        try "#!/bin/bash\nset -m\nexec 3<&0\n'\(program)' \"$@\" <&3 \(killer)"
            .write(toFile: script, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script)
        do {
            _ = try DatabaseClient(script).answer(
                "SELECT sum(a.range * b.range) AS s FROM range(1000000) a, range(1000000) b")
            Issue.record("a killed engine has no answer")
        } catch {
            #expect(error.code == .engineFailed && error.message.contains("signal 9"), "\(error)")
        }
    }

    @Test func nullAndNotANumberAreMissingAndErrorsArePassedOn() throws {
        let client = try DatabaseClient(try #require(duckdb))
        let model = try AggregateLeastSquares("y ~ x", clusters: ["g"])
        let rows =
            "(SELECT * FROM (VALUES (1.0, 2.0, 'a'), (2, 3.5, 'a'), (NULL, 1, 'b'), (CAST('NaN' AS DOUBLE), 1, 'b'), (3, 1, 'b'), "
            + "(4, NULL, 'b'), (4, 4, 'b'), (7, 5, 'c'), (7, 6, 'c')) v(y, x, g)) t"
        let query = try model.query(table: "t", dialect: .duckdb)
        let statistics = try model.statistics(
            answer: client.answer("CREATE TABLE t AS SELECT CAST(y AS DOUBLE) y, x, g FROM \(rows); " + query)
        )
        #expect(statistics.count == 6 && statistics.missing == ["y": 2, "x": 1])
        #expect(throws: CausalError.self) { try client.answer(query) }
        do {
            _ = try client.answer("SELECT nothing FROM nowhere")
        } catch {
            #expect(error.code == .engineFailed && error.message.contains("nowhere"))
        }
    }
}

/// A PostgreSQL server of the test's own, on a socket in its folder.
final class PostgresServer {
    let folder: TestFolder
    private let bin: String

    static let bin: String? = {
        let base = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
        let folders = versions.sorted().reversed().map { "\(base)/\($0)/bin" }
        let all = folders + [installed("initdb").map { ($0 as NSString).deletingLastPathComponent } ?? base]
        return all.first { folder in
            ["initdb", "pg_ctl", "psql"].allSatisfy {
                FileManager.default.isExecutableFile(atPath: folder + "/" + $0)
            }
        }
    }()

    /// The server may not be run by root; then it is run by the user that Debian makes for it.
    private func run(_ words: [String]) throws -> Int32 {
        let isRoot = getuid() == 0
        let user = isRoot ? ["/usr/sbin/runuser", "-u", "postgres", "--"] : ["/usr/bin/env"]
        return try ChildProcess(user + words, input: "").status
    }

    init() throws {
        folder = try TestFolder()
        bin = try #require(PostgresServer.bin)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder.path)
        let data = folder.path + "/data"
        try #require(
            run(["\(bin)/initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"])
                == 0)
        let options = "-c listen_addresses='' -c unix_socket_directories=\(folder.path) -c fsync=off"
        try #require(
            run(["\(bin)/pg_ctl", "-D", data, "-l", data + "/log", "-w", "-o", options, "start"]) == 0)
    }

    deinit {
        _ = try? run(["\(bin)/pg_ctl", "-D", folder.path + "/data", "-m", "immediate", "-w", "stop"])
        _ = try? run(["rm", "-rf", folder.path + "/data"])
    }

    /// Copies a table in, numbers as `float8` and the rest as text.
    func load(_ table: DataTable, _ name: String, _ client: DatabaseClient) throws {
        let path = folder.path + "/copy.csv"
        try table.csv().replacingOccurrences(of: "NA", with: "")
            .write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let columns = table.columns.map { "\"\($0.name)\" \($0.numbers == nil ? "text" : "float8")" }
        _ = try client.answer(
            "CREATE TABLE \"\(name)\" (\(columns.joined(separator: ", "))); COPY \"\(name)\" FROM '\(path)' "
                + "WITH (FORMAT csv, HEADER); SELECT 1 AS a")
    }

    func client() throws -> DatabaseClient {
        try DatabaseClient("\(bin)/psql -h \(folder.path) -U postgres postgres")
    }
}

@Suite(.enabled(if: PostgresServer.bin != nil, "no PostgreSQL server programs")) struct PostgresTests {
    @Test func answersAreThoseOfTheRows() throws {
        let server = try PostgresServer()
        let client = try server.client()
        let table = try randomTable(4, rows: 300, clusters: 20)
        let csv = table.csv().replacingOccurrences(of: "NA", with: "")
        try csv.write(toFile: server.folder.path + "/t.csv", atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: server.folder.path + "/t.csv")
        _ = try client.answer(
            "CREATE SCHEMA s; CREATE TABLE s.\"my \"\"t\" (\"the outcome\" float8, x1 float8, x2 float8, treated int, "
                + "year int, kind text, g int, h int); COPY s.\"my \"\"t\" FROM '\(server.folder.path)/t.csv' "
                + "WITH (FORMAT csv, HEADER); SELECT 1 AS a")
        for (place, formula) in AggregateLeastSquaresTests.formulas.enumerated() {
            let clusters = [["g"], ["g", "h"], []][place % 3]
            try expectEngineAnswer(client, "s.my \"t", table, formula, clusters)
        }
        try expectEveryModel(client) { table, name in
            try server.load(table, name, client)
        }
        // A reader who is sent away gets the server's own words.
        do {
            _ = try client.answer("SELECT * FROM s.nowhere")
        } catch {
            #expect(error.code == .engineFailed && error.message.contains("nowhere"))
        }
    }
}
