import Groundwork
import Inference

extension Guardrail {
    /// Reads guardrails from the columns `measure`, `estimate`, `std.error`, `threshold` and `direction`, and `role`
    /// (`primary` or `balancing`) and `df` where they are there.
    ///
    /// `direction` names the side on which harm lies; see `HarmSide`. An empty standard error is one that is not known. The
    /// columns `result` and `term`, a file that `--format json` wrote and its row, stand in place of the estimate, its error
    /// and `df`.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`, `CausalError.Code.notNumeric`; `CausalError.Code.missingValue` and
    ///   `CausalError.Code.badValue` with column and row; as `Estimates.init(jsonFile:)`.
    public static func read(_ table: DataTable) throws(CausalError) -> [Guardrail] {
        let names = try table.column("measure")
        let directions = try table.column("direction")
        let thresholds = try table.numbers("threshold")
        let given = try GivenEstimates(table)
        guard table.rowCount > 0 else {
            throw CausalError(.noRows, "there is no guardrail", file: table.source)
        }
        var found: [Guardrail] = []
        for row in 0..<table.rowCount {
            for column in ["measure", "threshold", "direction"] where table[column]?.isMissing(row) ?? true {
                throw missing(column, row, table)
            }
            guard let (estimate, error, df) = given.row(row) else { throw missing("estimate", row, table) }
            let guardrail = try place(row, in: table) { () throws(CausalError) in
                try Guardrail(
                    names.label(row) ?? "", estimate: estimate, standardError: error,
                    threshold: thresholds[row], harm: try side(directions, row),
                    role: try role(table["role"], row), degreesOfFreedom: df)
            }
            found.append(guardrail)
        }
        return found
    }

    private static func missing(_ column: String, _ row: Int, _ table: DataTable) -> CausalError {
        CausalError(
            .missingValue, "a guardrail needs a \(column)", file: table.source, column: column, row: row + 1)
    }

    private static func place(
        _ row: Int, in table: DataTable, _ body: () throws(CausalError) -> Guardrail
    ) throws(CausalError) -> Guardrail {
        do throws(CausalError) { return try body() } catch {
            var placed = error
            placed.file = table.source
            placed.row = row + 1
            throw placed
        }
    }

    private static func side(_ column: Column, _ row: Int) throws(CausalError) -> HarmSide {
        let word = column.label(row) ?? ""
        if let side = HarmSide(word) { return side }
        throw CausalError(
            .badValue, "the direction says on which side of the threshold harm lies", column: "direction",
            value: word,
            remedy: "Write above (harm when the measure is larger) or below (harm when it is smaller).")
    }

    private static func role(_ column: Column?, _ row: Int) throws(CausalError) -> Role {
        guard let word = column?.label(row)?.lowercased() else { return .balancing }
        if let role = Role(rawValue: word) { return role }
        throw CausalError(
            .badValue, "the role of a measure is primary or balancing", column: "role", value: word)
    }
}

/// The estimates of a table's rows: results' rows where they are named, else the table's own numbers.
private struct GivenEstimates {
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

    func row(_ row: Int) -> (estimate: Double, error: Double?, degreesOfFreedom: Double?)? {
        if let estimate = results?.estimate(row) {
            let error = estimate.standardError
            return (estimate.estimate, error.isFinite ? error : nil, estimate.degreesOfFreedom)
        }
        func known(_ number: Double) -> Double? { number.isNaN ? nil : number }
        return known(estimates[row]).map { ($0, known(errors[row]), known(degreesOfFreedom[row])) }
    }
}
