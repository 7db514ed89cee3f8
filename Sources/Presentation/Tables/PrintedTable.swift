/// A table ready to be written: cells of text in groups of lines, with what stands below; it knows no format.
struct PrintedTable: Sendable, Hashable {
    /// What the table shows, in a few words; empty for none.
    var title = ""
    /// The heads of the columns, as many as each line has cells.
    var header: [String]
    /// Lines of cells; a rule stands between groups.
    var groups: [[[String]]]
    /// Columns whose cells are words rather than numbers.
    var leftAligned: Set<Int> = [0]
    /// Facts and tests below the table.
    var remarks: [String] = []
    /// What a reader should know.
    var notes: [String] = []

    /// How cells of numbers stand in their column.
    var alignment: Alignment = .right

    enum Alignment: Sendable, Hashable {
        /// At the right.
        case right
        /// At the right by the last digit: brackets and stars hang over. (Centred where a format cannot do that.)
        case hanging
    }

    /// Whether the columns have heads.
    var isHeaded: Bool { header.contains { !$0.isEmpty } }

    /// All lines without the header.
    var lines: [[String]] { groups.flatMap { $0 } }
}

extension PrintedTable {
    /// Aligned text for a terminal or page of `width` characters (nil: as wide as it gets); a table that is
    /// wider is folded: its columns continue below under the first one.
    func text(_ style: TextStyle, width: Int?) -> String {
        var parts =
            title.isEmpty
            ? []
            : [style.bold(TextGrid.fitted(TextGrid.visible(title, keepingLines: false), width: width)), ""]
        for (number, block) in grid.blocks(width).enumerated() {
            if number > 0 { parts.append("") }
            parts += textLines(block, style)
        }
        let room = min(width ?? 100, 100)
        if !remarks.isEmpty { parts.append("") }
        parts += remarks.map { TextGrid.fitted($0, width: room) }
        if !notes.isEmpty { parts.append("") }
        parts += notes.map { style.faint(TextGrid.wrapped("Note: " + $0, width: room, indent: 6)) }
        return parts.joined(separator: "\n") + "\n"
    }

    private var grid: TextGrid {
        var grid = TextGrid(header: header, leftAligned: leftAligned, hangs: alignment == .hanging)
        for line in lines { grid.add(line) }
        return grid
    }

    private func textLines(_ grid: TextGrid, _ style: TextStyle) -> [String] {
        let all = grid.lines
        let rule = style.faint(String(repeating: "─", count: all.map(TextGrid.width).max() ?? 0))
        var result = isHeaded ? [style.bold(all[0]), rule] : [rule]
        var next = 1
        for group in groups where !group.isEmpty {
            if next > 1 { result.append(rule) }
            result += all[next..<next + group.count]
            next += group.count
        }
        return result
    }
}
