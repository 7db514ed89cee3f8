import Groundwork
import Inference
import Tables

/// The estimates of a table's rows: results' rows where the columns `result` and `term` name them, else the table's own
/// `estimate`, `std.error` and `df`.
struct GivenEstimates {
    private let results: EstimatedEffects?
    private let estimates: [Double]
    private let errors: [Double]
    private let degreesOfFreedom: [Double]

    init(_ table: DataTable) throws(CausalError) {
        results = try EstimatedEffects(table)
        estimates = try results == nil ? table.numbers("estimate") : table.optional("estimate", .nan)
        errors = try results == nil ? table.numbers("std.error") : table.optional("std.error", .nan)
        degreesOfFreedom = try table.optional("df", .nan)
    }

    /// What a row's estimate measures: a difference where the table itself holds it.
    func measure(_ row: Int) -> RiskMeasure { results?.measure(row) ?? .difference }

    /// A row's estimate; nil where there is none.
    func row(_ row: Int) throws(CausalError) -> Estimate? {
        if let estimate = try results?.estimate(row) { return estimate }
        guard !estimates[row].isNaN else { return nil }
        let df = degreesOfFreedom[row]
        return Estimate(
            term: "estimate", estimate: estimates[row], standardError: errors[row],
            degreesOfFreedom: df.isNaN ? nil : df)
    }
}
