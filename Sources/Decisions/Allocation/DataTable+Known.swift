import Groundwork
import Tables

extension DataTable {
    /// The numbers of a column in which none may be missing or infinite.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`, `CausalError.Code.notNumeric`, `CausalError.Code.missingValue` and
    ///   `CausalError.Code.badValue` with the row.
    func known(_ name: String) throws(CausalError) -> [Double] {
        let values = try numbers(name)
        guard let row = values.firstIndex(where: { !$0.isFinite }) else { return values }
        throw CausalError(
            values[row].isNaN ? .missingValue : .badValue,
            values[row].isNaN ? "a number is missing" : "a finite number is needed", file: source,
            column: name,
            row: row + 1, remedy: "Fill it in, or leave the row out with --where.")
    }

    /// The same where the column exists; a missing number, or a missing column, is `otherwise`.
    func optional(_ name: String, _ otherwise: Double) throws(CausalError) -> [Double] {
        guard self[name] != nil else { return Array(repeating: otherwise, count: rowCount) }
        return try numbers(name).map { $0.isNaN ? otherwise : $0 }
    }

    /// Whether a row says yes; a missing column or value is no.
    ///
    /// - Throws: `CausalError.Code.badValue` for what is neither yes nor no.
    func flag(_ name: String, _ row: Int) throws(CausalError) -> Bool {
        guard let text = self[name]?.label(row)?.lowercased() else { return false }
        if ["1", "true", "yes", "t", "y"].contains(text) { return true }
        if ["0", "false", "no", "f", "n"].contains(text) { return false }
        throw CausalError(
            .badValue, "yes or no is needed", file: source, column: name, row: row + 1, value: text,
            remedy: "Write 1 or 0, true or false, yes or no.")
    }
}
