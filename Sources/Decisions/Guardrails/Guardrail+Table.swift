import Groundwork
import Inference

extension Guardrail {
    /// Reads guardrails from the columns `measure`, `estimate`, `std.error`, `threshold` and `direction`, and `role`
    /// (`primary` or `balancing`) and `df` where they are there.
    ///
    /// `direction` names the side on which harm lies; see `HarmSide`. An empty standard error is one that is not known. The
    /// columns `result` and `term`, a file that `--format json` wrote and its row, stand in place of the estimate, its error
    /// and `df`. The logarithm of a ratio stays one, with a threshold that is written as a ratio where the column `scale` says
    /// `ratio`, and as its logarithm where it says `estimate`; with a number in `baseline.risk` it becomes a difference.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`, `CausalError.Code.notNumeric`; `CausalError.Code.missingValue` and
    ///   `CausalError.Code.badValue` with column and row; as `Estimates.init(saved:)`.
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
            guard let own = try given.row(row) else { throw missing("estimate", row, table) }
            let guardrail = try place(row, in: table) { () throws(CausalError) in
                try Guardrail(
                    names.label(row) ?? "", estimate: own.estimate,
                    standardError: own.standardError.isFinite ? own.standardError : nil,
                    threshold: try threshold(
                        thresholds[row], table["scale"], row, isRatio: given.measure(row) != .difference),
                    harm: try side(directions, row), role: try role(table["role"], row),
                    degreesOfFreedom: own.degreesOfFreedom)
            }
            found.append(guardrail)
        }
        return found
    }

    private static func missing(_ column: String, _ row: Int, _ table: DataTable) -> CausalError {
        CausalError(
            .missingValue, "a guardrail needs \(column == "estimate" ? "an" : "a") \(column)",
            file: table.source, column: column, row: row + 1)
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

    /// The threshold on the scale of the estimate: its logarithm where `scale` says that it is a ratio.
    private static func threshold(
        _ value: Double, _ scale: Column?, _ row: Int, isRatio: Bool
    ) throws(CausalError) -> Double {
        switch scale?.label(row)?.lowercased() {
        case nil where isRatio:
            throw CausalError(
                .badArgument,
                "the result's row is the logarithm of a ratio, and the threshold's scale is not said",
                column: "threshold", value: value.shortestDecimal,
                remedy:
                    "Add a column scale: ratio for a threshold such as 1.1, estimate for its logarithm; or "
                    + "baseline.risk, which makes a difference of the ratio.")
        case nil, "estimate": return value
        case "ratio" where value > 0: return Elementary.naturalLog(value)
        case "ratio":
            throw CausalError(
                .badValue, "a ratio that is a threshold is above zero", column: "threshold", value: "\(value)"
            )
        case let word?:
            throw CausalError(
                .badValue, "the scale of a threshold is estimate or ratio", column: "scale", value: word)
        }
    }

    private static func role(_ column: Column?, _ row: Int) throws(CausalError) -> Role {
        guard let word = column?.label(row)?.lowercased() else { return .balancing }
        if let role = Role(rawValue: word) { return role }
        throw CausalError(
            .badValue, "the role of a measure is primary or balancing", column: "role", value: word)
    }
}
