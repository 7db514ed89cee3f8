@testable import Aggregates
import Foundation
import Testing

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
    func load(_ table: DataTable, _ name: String, _ client: DatabaseClient, hasNaN: Bool = false) throws {
        let path = folder.path + "/copy.csv"
        try table.csv().replacingOccurrences(of: "NA", with: "")
            .write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        let name = try SQLDialect.postgres.quoted(name)
        let columns = try table.columns.map { column in
            "\(try SQLDialect.postgres.quoted(column.name)) \(column.numbers == nil ? "text" : "float8")"
        }
        let numbers = try table.columns.filter { hasNaN && $0.numbers != nil }.map { column in
            let own = try SQLDialect.postgres.quoted(column.name)
            return "UPDATE \(name) SET \(own) = 'NaN' WHERE \(own) IS NULL; "
        }
        _ = try client.answer(
            "CREATE TABLE \(name) (\(columns.joined(separator: ", "))); COPY \(name) FROM '\(path)' "
                + "WITH (FORMAT csv, HEADER); \(numbers.joined()) SELECT 1 AS a")
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
        _ = try client.answer("CREATE TABLE victim AS SELECT 1 AS a; SELECT 1 AS a")
        var checks = EngineChecks(.postgres)
        for seed in 21...23 as ClosedRange<UInt64> { try checks.addEveryModel(seed, hasNaN: seed == 22) }
        try checks.addNastyNames(21)
        try checks.run(client) { try server.load($0, $1, client, hasNaN: $2) }
        #expect(try client.answer("SELECT a FROM victim").rowCount == 1)
        // A reader who is sent away gets the server's own words.
        do {
            _ = try client.answer("SELECT * FROM s.nowhere")
        } catch {
            #expect(error.code == .noSuchInput && error.message.contains("nowhere"))
        }
    }
}
