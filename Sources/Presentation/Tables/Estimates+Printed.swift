import Inference

extension Estimates {
    /// The rows with all their columns, facts and tests below.
    var printed: PrintedTable {
        let cells = shownGrid.cells
        let words = Set(
            cells[0].indices.filter { column in
                column == 0 || cells.dropFirst().contains { Estimates.isWord($0[column]) }
            })
        return PrintedTable(
            title: heading, header: cells[0], groups: [Array(cells.dropFirst())],
            leftAligned: words, remarks: factLines + meansSentences + diagnosticLines, notes: notes)
    }

    private static func isWord(_ cell: String) -> Bool {
        cell.contains(where: \.isLetter) && cell != "dropped" && Double(cell) == nil
    }
}
