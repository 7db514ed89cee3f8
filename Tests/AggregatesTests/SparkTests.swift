import Aggregates
import Foundation
import Testing

/// Spark's client looks for its own folder and finds it by this variable alone where it came with pip.
private let spark =
    ProcessInfo.processInfo.environment["SPARK_HOME"] == nil ? nil : installed("spark-sql")

@Suite(.enabled(if: spark != nil, "no SPARK_HOME, or no spark-sql on the path")) struct SparkTests {
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
        let path = folder.path + "/panel.csv"
        try panel.csv().write(toFile: path, atomically: true, encoding: .utf8)
        let moments = PanelMoments(
            outcome: "y", panel: PanelIndex(unit: "id", period: "year"),
            treatment: .firstTreated("first treated"))
        let view =
            "CREATE TEMPORARY VIEW panel USING csv OPTIONS (path '\(path)', header 'true', inferSchema 'true', "
            + "nullValue 'NA', escape '\"'); "
        let answer = try client.answer(view + moments.query(table: "panel", dialect: .spark))
        let rows = try moments.table(moments.sums(answer: answer))
        for question in PolicyQuestion.all(moments.treatment, unit: "id", cluster: nil) {
            expectSame(
                try question.answer(rows.table, PanelMoments.unitCounts).restated(for: rows, unit: "id"),
                try question.answer(panel, nil), "spark \(question.name)")
        }
        let model = try AggregateLeastSquares("y ~ d + factor(year)", clusters: ["clinic"])
        let sums = try client.answer(view + model.query(table: "panel", dialect: .spark))
        expectEqual(
            try model.fit(model.statistics(answer: sums)).estimates(.clustered(by: "clinic")),
            try LeastSquares("y ~ d + factor(year)").fit(panel).estimates(.clustered(by: "clinic")), "spark")
    }
}
