import Groundwork

/// How large a design grows while categories become columns, and when it is too large to fit.
package struct DesignSize: Sendable {
    private let rowCount: Int
    private var columnCount = 0

    /// The most columns that one term may become.
    static let columnLimit = 50_000

    /// Starts without columns.
    package init(rowCount: Int) { self.rowCount = rowCount }

    /// Counts the columns of one term.
    ///
    /// A design of k columns takes n·k numbers, its solution about 8·k² more; together they may fill a third of the
    /// machine's memory, because sweeping factors out of columns copies them.
    ///
    /// - Throws: `CausalError.Code.badValue` when they are too many to hold.
    package mutating func add(
        _ count: Int, of term: String, column: String?,
        remedy: @autoclosure () -> String = "Absorb the categories instead: write them after '|'."
    ) throws(CausalError) {
        columnCount += count
        let numbers = Double(columnCount) * (Double(rowCount) + 8 * Double(columnCount))
        guard count <= DesignSize.columnLimit, 8 * numbers <= Double(Memory.physical) / 3 else {
            throw CausalError(
                .badValue, "'\(term)' becomes \(count) columns of \(rowCount) rows, too many to hold",
                column: column, remedy: remedy())
        }
    }
}
