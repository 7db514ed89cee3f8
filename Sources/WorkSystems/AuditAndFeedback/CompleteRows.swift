import Design
import Groundwork

extension DataTable {
    /// The rows without a missing value in some columns, with the counts of what is left out.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`; `CausalError.Code.noRows` when no row is complete.
    func complete(in names: [String]) throws(CausalError) -> (sample: Sample, notes: [String]) {
        var columns: [Column] = []
        for name in names { columns.append(try column(name)) }
        let used = columns
        let kept = Parallel.positions(rowCount) { row in !used.contains { $0.isMissing(row) } }
        guard !kept.isEmpty else {
            throw CausalError(
                .noRows, "no row has a value in all of \(names.joined(separator: ", "))", file: source)
        }
        guard kept.count < rowCount else { return (Sample(self), []) }
        let left = rowCount - kept.count
        return (
            Sample(self).keeping(kept),
            ["\(left) of \(rowCount) rows were left out because a value is missing."]
        )
    }
}

extension Sample {
    /// A column's numbers, each of which passes a test.
    ///
    /// - Throws: as `numbers(_:)`; `CausalError.Code.badValue` with the row for the first that does not pass.
    func numbers(
        _ name: String, that rule: String, where test: (Double) -> Bool
    ) throws(CausalError) -> [Double] {
        let values = try numbers(name)
        guard let place = values.firstIndex(where: { !$0.isFinite || !test($0) }) else { return values }
        throw CausalError(
            .badValue, "\(name) must \(rule)", file: table.source, column: name, row: tableRow(place),
            value: values[place].shortestDecimal, remedy: "Mend the value, or leave the row out with --where."
        )
    }
}
