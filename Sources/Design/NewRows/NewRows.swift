import Groundwork
import Tables

/// Rows of another table, read as the rows of a design were: for predictions.
public struct NewRows: Sendable {
    /// The positions in the table of the rows that can be read.
    public let rows: [Int32]
    /// The design's columns at these rows, in the order of the frame's.
    public let columns: [[Double]]
    /// For each absorbed factor the level of each of these rows; −1 for one that the fit has not seen.
    public let levels: [[Int32]]
    /// For each absorbed slope the level and the variable.
    public let slopes: [(levels: [Int32], values: [Double])]
    /// How many rows cannot be read because a value is missing, or is a category that the fit has not seen.
    public let missing: Int
    /// How many of the others have a category that the fit has not seen.
    public let unseen: Int
}

extension ModelFrame {
    /// Reads the rows of another table; its outcome is not needed.
    ///
    /// Categories are coded as they were: one row of the sample for each level of each categorical column is put
    /// before the new rows, so that the same columns come out.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`, `CausalError.Code.notNumeric`; `CausalError.Code.badValue` with the
    ///   row where a term does not exist; `CausalError.Code.badArgument` for a formula with lags.
    public func reading(_ table: DataTable) throws(CausalError) -> NewRows {
        guard !formula.usesPanel else {
            throw CausalError(
                .badArgument, "rows of another table cannot be predicted from lags, leads or differences",
                value: formula.text, remedy: "Write them into the table as columns.")
        }
        let reader = try NewRowReader(self, table)
        let rows = reader.readable
        let kept = table.rows(rows)
        let columns = try reader.columns(kept)
        func levels(_ factor: Factor, _ names: [String]) throws(CausalError) -> [Int32] {
            var parts: [Column] = []
            for name in names { parts.append(try kept.column(name)) }
            return factor.codes(of: parts)
        }
        var absorbedLevels: [[Int32]] = []
        for (factor, names) in zip(absorbed, formula.absorbed) {
            absorbedLevels.append(try levels(factor, names))
        }
        var slopeRows: [(levels: [Int32], values: [Double])] = []
        for (slope, term) in zip(slopes, formula.slopes) {
            slopeRows.append(
                (try levels(slope.factor, term.factor), try term.variable.existingValues(kept)))
        }
        return NewRows(
            rows: rows, columns: columns, levels: absorbedLevels, slopes: slopeRows, missing: reader.missing,
            unseen: reader.unseen)
    }
}
