import Groundwork
import Inference
import LinearAlgebra
import Tables

/// Effects that stand in results of estimations: the columns `result` (a file that `--format json` wrote), `term` (its row),
/// `people` (by how much the estimate is multiplied, 1 without the column) and `baseline.risk` (the share or amount without
/// treatment, which turns the logarithm of a ratio into a difference).
struct EstimatedEffects {
    /// Where each row's effect stands; nil where the table itself holds it.
    private let places: [Place?]
    private let results: [Estimates]

    private struct Place {
        let result: Int
        let row: Int
        let people: Double
        let measure: RiskMeasure
        let baseline: Double?
    }

    /// Reads each file once; nil when the table has no column `result`.
    ///
    /// - Throws: `CausalError.Code.missingValue` and `CausalError.Code.badValue` with the row; as
    ///   `Estimates.init(saved:)`.
    init?(_ table: DataTable) throws(CausalError) {
        guard let files = table["result"] else { return nil }
        let terms = try table.column("term")
        let people = try table.optional("people", 1)
        let baselines = try table.optional("baseline.risk", .nan)
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
            let place = Place(
                result: result, row: term, people: people[row],
                measure: try RiskMeasure(of: results[result].rows[term], in: results[result]),
                baseline: baselines[row].isNaN ? nil : baselines[row])
            places.append(place)
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

    /// The result's row that a row names, turned into a difference where there is a baseline; nil where the table itself
    /// holds the effect.
    ///
    /// - Throws: as ``amount(_:)``.
    func estimate(_ row: Int) throws(CausalError) -> Estimate? {
        guard let place = places[row] else { return nil }
        let found = results[place.result].rows[place.row]
        guard place.measure != .difference, place.baseline != nil else { return found }
        let change = try change(place, row)
        return Estimate(
            term: found.term, estimate: change.amount, standardError: change.standardError,
            degreesOfFreedom: found.degreesOfFreedom, level: found.level)
    }

    /// What a row's estimate measures; a difference where the table itself holds it, or a baseline makes one of it.
    func measure(_ row: Int) -> RiskMeasure {
        places[row].map { $0.baseline == nil ? $0.measure : .difference } ?? .difference
    }

    /// A row's effect; nil where the table itself holds it.
    ///
    /// - Throws: `CausalError.Code.badArgument` with the row for the logarithm of a ratio without a baseline, or with one that
    ///   cannot be.
    func amount(_ row: Int) throws(CausalError) -> Uncertain? {
        guard let place = places[row] else { return nil }
        let change = try change(place, row)
        return Uncertain(
            place.people * change.amount, standardError: place.people.magnitude * change.standardError)
    }

    private func change(_ place: Place, _ row: Int) throws(CausalError) -> Uncertain {
        do throws(CausalError) {
            return try Uncertain(
                results[place.result].rows[place.row], place.measure, baseline: place.baseline)
        } catch {
            var placed = error
            (placed.row, placed.column) = (row + 1, "baseline.risk")
            throw placed
        }
    }

    /// The derivative of a row's effect by its estimate.
    private func slope(_ place: Place) -> Double {
        let estimate = results[place.result].rows[place.row].estimate
        return place.people * place.measure.treated(estimate, baseline: place.baseline ?? 0).slope
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
                matrix[i, j] = slope(one) * slope(other) * shared
                isJoint = true
            }
        }
        return isJoint ? matrix : nil
    }
}
