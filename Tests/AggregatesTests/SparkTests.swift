import Aggregates
import Foundation
import Testing

/// Spark's client looks for its own folder and finds it by this variable alone where it came with pip.
private let spark =
    ProcessInfo.processInfo.environment["SPARK_HOME"] == nil ? nil : installed("spark-sql")

@Suite(.enabled(if: spark != nil && duckdb != nil, "no SPARK_HOME, or no spark-sql or duckdb on the path"))
struct SparkTests {
    /// Separate worker processes, of which one may be lost.
    private func client(_ folder: TestFolder) throws -> DatabaseClient {
        let program = try #require(spark)
        return try DatabaseClient(
            "\(program) --master local-cluster[2,1,1024] --conf spark.sql.shuffle.partitions=4 "
                + "--conf spark.sql.warehouse.dir=\(folder.path)/w --conf spark.hadoop.javax.jdo.option."
                + "ConnectionURL=jdbc:derby:memory:m;create=true")
    }

    @Test func answersAreThoseOfTheRows() throws {
        let folder = try TestFolder()
        let client = try client(folder)
        let panel = try randomPanel(11, units: 90)
        try panel.csv().write(toFile: folder.path + "/panel.csv", atomically: true, encoding: .utf8)
        let table = folder.path + "/panel.parquet"
        _ = try DatabaseClient(#require(duckdb)).answer(
            "COPY (SELECT * FROM read_csv('\(folder.path)/panel.csv', nullstr=['NA',''], sample_size=-1)) TO "
                + "'\(table)' (FORMAT parquet); SELECT 1 AS a")
        let moments = PanelMoments(
            outcome: "y", panel: PanelIndex(unit: "id", period: "year"),
            treatment: .firstTreated("first treated"))
        let answer = try client.answer(moments.query(table: table, dialect: .spark))
        let rows = try moments.table(moments.sums(answer: answer))
        for question in PolicyQuestion.all(moments.treatment, unit: "id", cluster: nil) {
            expectSame(
                try question.answer(rows.table, PanelMoments.unitCounts).restated(for: rows, unit: "id"),
                try question.answer(panel, nil), "spark \(question.name)")
        }
        let model = try AggregateLeastSquares("y ~ d + factor(year)", clusters: ["clinic"])
        let sums = try client.answer(model.query(table: table, dialect: .spark))
        expectEqual(
            try model.fit(model.statistics(answer: sums)).estimates(.clustered(by: "clinic")),
            try LeastSquares("y ~ d + factor(year)").fit(panel).estimates(.clustered(by: "clinic")), "spark")
    }
}
