@testable import Aggregates
import Foundation
import Testing

/// A query of a table's rows, which are written to a file in a folder.
func duckdbRows(_ table: DataTable, _ folder: TestFolder, hasNaN: Bool = false) throws -> String {
    let path = folder.path + "/\(UUID().uuidString).csv"
    try table.csv().write(toFile: path, atomically: true, encoding: .utf8)
    let columns = try table.columns.map { column in
        let name = try SQLDialect.duckdb.quoted(column.name)
        return hasNaN && column.numbers != nil
            ? "coalesce(CAST(\(name) AS DOUBLE), CAST('NaN' AS DOUBLE)) AS \(name)" : name
    }
    return
        "SELECT \(columns.joined(separator: ", ")) FROM read_csv('\(path)', nullstr=['NA',''], sample_size=-1, "
        + "header=true, delim=',', quote='\"', escape='\"')"
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

    @Test(arguments: 11...13 as ClosedRange<UInt64>)
    func everyModelOfSumsIsThatOfTheRows(_ seed: UInt64) throws {
        let (folder, program) = (try TestFolder(), try #require(duckdb))
        var checks = EngineChecks(.duckdb)
        try checks.addEveryModel(seed, hasNaN: seed == 12)
        if seed == 13 { try checks.addNastyNames(seed) }
        let load = try DatabaseClient("\(program) -cmd \"ATTACH '\(folder.path)/t.duckdb' AS d\"")
        _ = try load.answer("CREATE TABLE d.victim AS SELECT 1 AS a; SELECT 1 AS a")
        let client = try DatabaseClient("\(program) \(folder.path)/t.duckdb")
        try checks.run(client) { table, name, hasNaN in
            _ = try load.answer(
                "CREATE TABLE d.\(client.dialect.quoted(name)) AS "
                    + duckdbRows(table, folder, hasNaN: hasNaN) + "; SELECT 1 AS a")
        }
        #expect(try client.answer("SELECT a FROM victim").rowCount == 1)
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
            #expect(error.code == .noSuchInput && error.message.contains("nowhere"))
        }
    }
}
