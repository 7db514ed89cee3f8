/// Cells in aligned columns.
struct TextGrid {
    private var rows: [[String]]
    private let leftAligned: Set<Int>

    init(header: [String], leftAligned: Set<Int> = [0]) {
        rows = [header]
        self.leftAligned = leftAligned
    }

    /// The number of columns.
    var width: Int { rows[0].count }

    mutating func add(_ row: [String]) { rows.append(row) }

    /// The lines, without blanks at their ends; the first is the header.
    var lines: [String] {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                line +=
                    (column == 0 ? "" : "  ")
                    + (leftAligned.contains(column) ? cell + padding : padding + cell)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// Text broken at blanks so that no line is longer than `width`, later lines indented.
    static func wrapped(_ text: String, width: Int, indent: Int) -> String {
        var lines = [""]
        for word in text.split(separator: " ") {
            let last = lines[lines.count - 1]
            if !last.isEmpty, last.count + 1 + word.count > width {
                lines.append(String(repeating: " ", count: indent) + word)
            } else {
                lines[lines.count - 1] = last.isEmpty ? String(word) : last + " " + word
            }
        }
        return lines.joined(separator: "\n")
    }
}
