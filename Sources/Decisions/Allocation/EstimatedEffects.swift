import Groundwork
import Inference
import LinearAlgebra
import Tables

/// Effects that stand in results of estimations: the columns `result` (a file that `--format json` wrote), `term` (its row) and
/// `people` (by how much the estimate is multiplied, 1 without the column).
struct EstimatedEffects {
    /// Where each row's effect stands; nil where the table itself holds it.
    private let places: [Place?]
    private let results: [Estimates]

    private struct Place {
        let result: Int
        let row: Int
        let people: Double
    }

    /// Reads each file once; nil when the table has no column `result`.
    ///
    /// - Throws: `CausalError.Code.missingValue` and `CausalError.Code.badValue` with the row; as
    ///   `Estimates.init(jsonFile:)`.
    init?(_ table: DataTable) throws(CausalError) {
        guard let files = table["result"] else { return nil }
        let terms = try table.column("term")
        let people = try table.optional("people", 1)
        var known: [String: Int] = [:]
        var results: [Estimates] = []
        var places: [Place?] = []
        for row in 0..<table.rowCount {
            guard let file = files.label(row), !file.isEmpty else {
                places.append(nil)
                continue
            }
            if known[file] == nil {
                results.append(try Estimates(saved: file))
                known[file] = results.count - 1
            }
            let result = known[file] ?? 0
            let term = try EstimatedEffects.term(terms.label(row), results[result], table, row)
            places.append(Place(result: result, row: term, people: people[row]))
        }
        self.places = places
        self.results = results
    }

    private static func term(
        _ name: String?, _ result: Estimates, _ table: DataTable, _ row: Int
    ) throws(CausalError) -> Int {
        guard let name, let place = result.rows.firstIndex(where: { $0.term == name }) else {
            throw CausalError(
                .badValue, "the result has no row of that term", file: table.source, column: "term",
                row: row + 1,
                value: name ?? "",
                remedy: "Its rows are: \(result.rows.prefix(20).map(\.term).joined(separator: ", ")).")
        }
        guard result.rows[place].isEstimated else {
            throw CausalError(
                .badValue, "the result's row has no estimate", file: table.source, column: "term",
                row: row + 1,
                value: name)
        }
        return place
    }

    /// The result's row that a row names; nil where the table itself holds the effect.
    func estimate(_ row: Int) -> Estimate? { places[row].map { results[$0.result].rows[$0.row] } }

    /// A row's effect; nil where the table itself holds it.
    func amount(_ row: Int) -> Uncertain? {
        guard let place = places[row] else { return nil }
        let estimate = results[place.result].rows[place.row]
        let error = estimate.standardError.isFinite ? estimate.standardError : 0
        return Uncertain(place.people * estimate.estimate, standardError: place.people.magnitude * error)
    }

    /// The covariance of all effects where several come from one result; nil where errors are independent.
    ///
    /// - Parameter errors: the effects' standard errors.
    func covariance(_ errors: [Double]) -> Matrix? {
        var matrix = Matrix(errors.count, errors.count)
        var isJoint = false
        for i in errors.indices {
            matrix[i, i] = errors[i] * errors[i]
            guard let one = places[i] else { continue }
            for j in errors.indices where j != i {
                guard let other = places[j], other.result == one.result else { continue }
                let shared = results[one.result].covariance[one.row, other.row]
                guard shared.isFinite else { continue }
                matrix[i, j] = one.people * other.people * shared
                isJoint = true
            }
        }
        return isJoint ? matrix : nil
    }
}
