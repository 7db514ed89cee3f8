import Foundation
import Groundwork
import Tables
import Testing

@testable import Design

/// Formulas whose columns R's model.matrix has computed (Oracles/model_matrix.R).
@Suite struct ModelMatrixOracleTests {
    static let oracle: JSONValue = {
        guard let file = Bundle.module.url(forResource: "Oracles/model_matrix", withExtension: "json"),
            let data = try? Data(contentsOf: file),
            let value = try? JSONDecoder().decode(JSONValue.self, from: data)
        else { return .null }
        return value
    }()

    static let cases = (oracle["cases"]?.elements ?? []).compactMap { $0["formula"]?.text }

    static func table() throws -> DataTable {
        try DataTable(
            (oracle["data"]?.elements ?? []).map { column in
                let name = column["name"]?.text ?? ""
                let values = column["values"]?.elements ?? []
                if values.contains(where: { $0.text != nil }) { return Column(name, values.map(\.text)) }
                return Column(name, values.map { $0.double ?? .nan })
            })
    }

    @Test func theOracleIsThere() { #expect(ModelMatrixOracleTests.cases.count == 42) }

    @Test(arguments: cases)
    func columnsAreThoseOfR(_ text: String) throws {
        let expected = try #require(
            ModelMatrixOracleTests.oracle["cases"]?.elements?.first { $0["formula"]?.text == text })
        let frame = try ModelFrame(Formula(text), table: ModelMatrixOracleTests.table())
        let rows = (expected["rows"]?.elements ?? []).compactMap(\.double)
        #expect((0..<frame.sample.count).map { Double(frame.sample.tableRow($0)) } == rows)
        #expect(frame.formula.termNames == expected["terms"]?.elements?.compactMap(\.text))
        try compare(frame.response, expected["response"])

        let names = (expected["names"]?.elements ?? []).compactMap(\.text)
        #expect((frame.hasIntercept ? ["(Intercept)"] : []) + frame.columns.map(\.name) == names)
        for (column, values) in zip(
            frame.columns, (expected["columns"]?.elements ?? []).dropFirst(frame.hasIntercept ? 1 : 0))
        {
            try compare(column.values, values)
        }
    }

    /// R wrote 15 significant digits, which is a relative error of at most 5e-15; functions of the two
    /// mathematical libraries may differ by a unit in the last place more.
    private func compare(_ values: [Double], _ expected: JSONValue?) throws {
        let numbers = try #require(expected?.elements).map { $0.double ?? .nan }
        try #require(values.count == numbers.count)
        for (value, number) in zip(values, numbers) {
            #expect(abs(value - number) <= 1e-14 * max(abs(number), 1e-300))
        }
    }
}
