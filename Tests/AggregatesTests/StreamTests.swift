import Aggregates
import Foundation
import Testing

@Suite struct StreamTests {
    @Test func chunksOfAnySizeGiveTheSameAnswer() throws {
        let table = try randomTable(31, rows: 500, clusters: 20)
        let folder = try TestFolder()
        let path = folder.path + "/t.csv"
        try table.csv().write(toFile: path, atomically: true, encoding: .utf8)
        let formula = "`the outcome` ~ x1 + factor(year) + factor(kind)"
        let model = try AggregateLeastSquares(formula, clusters: ["g"])
        let rows = try LeastSquares(formula).fit(table).estimates(.clustered(by: "g"))
        for chunk in [40, 700, 5000, 1 << 20] {
            let sums = try model.sums.statistics(streaming: path, chunk: chunk)
            expectEqual(try model.fit(sums).estimates(.clustered(by: "g")), rows, "chunks of \(chunk)")
        }
    }

    @Test func quotedLinesAndMixedKeysStayWhole() throws {
        let folder = try TestFolder()
        let path = folder.path + "/t.csv"
        let text = "y,g\n1,7\n2,7\n4,8\n3,\"a\nb\"\n5,\"a\nb\"\n6,8\nNA,8\n"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let model = try AggregateLeastSquares("y ~ 1", clusters: ["g"])
        let whole = try model.statistics(DataTable(csv: path))
        for chunk in [1, 5, 9, 13] {
            let sums = try model.sums.statistics(streaming: path, chunk: chunk)
            #expect(sums.cells.map(\.key) == whole.cells.map(\.key) && sums.missing == ["y": 1], "\(chunk)")
            #expect(sums.cells.map(\.count) == whole.cells.map(\.count))
        }
        #expect(throws: CausalError.self) { try model.sums.statistics(streaming: folder.path + "/none") }
    }

    @Test func totalsOfAStreamAreThoseOfAnEngine() throws {
        let table = try randomEvents(14, sites: 2)
        try compareSeriesRows(table)
    }
}
