import Groundwork
import Inference

extension Guardrail {
    /// Reads guardrails from the columns `measure`, `estimate`, `std.error`, `threshold` and `direction`, and `role`
    /// (`primary` or `balancing`) and `df` where they are there.
    ///
    /// `direction` names the side on which harm lies; see `HarmSide`. An empty standard error is one that is not known.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`, `CausalError.Code.notNumeric`; `CausalError.Code.missingValue` and
    ///   `CausalError.Code.badValue` with column and row.
    public static func read(_ table: DataTable) throws(CausalError) -> [Guardrail] {
        let names = try table.column("measure")
        let directions = try table.column("direction")
        let (estimates, thresholds) = (try table.numbers("estimate"), try table.numbers("threshold"))
        let errors = try table.numbers("std.error")
        let df = table["df"] == nil ? nil : try table.numbers("df")
        guard table.rowCount > 0 else {
            throw CausalError(.noRows, "there is no guardrail", file: table.source)
        }
        var found: [Guardrail] = []
        for row in 0..<table.rowCount {
            for column in ["measure", "estimate", "threshold", "direction"]
            where table[column]?.isMissing(row) ?? true {
                throw CausalError(
                    .missingValue, "a guardrail needs a \(column)", file: table.source, column: column,
                    row: row + 1)
            }
            let guardrail = try place(row, in: table) { () throws(CausalError) in
                try Guardrail(
                    names.label(row) ?? "", estimate: estimates[row],
                    standardError: errors[row].isNaN ? nil : errors[row], threshold: thresholds[row],
                    harm: try side(directions, row), role: try role(table["role"], row),
                    degreesOfFreedom: df.flatMap { $0[row].isNaN ? nil : $0[row] })
            }
            found.append(guardrail)
        }
        return found
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
