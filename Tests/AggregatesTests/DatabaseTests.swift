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
