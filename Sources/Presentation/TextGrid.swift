/// Cells in aligned columns.
struct TextGrid {
    private var rows: [[String]]
    private let leftAligned: Set<Int>
    private let hangs: Bool

    /// Makes a grid of one line; with `hangs` brackets and stars behind a number stand right of the column's digits.
    init(header: [String], leftAligned: Set<Int> = [0], hangs: Bool = false) {
        rows = [header.map(TextGrid.visible)]
        self.leftAligned = leftAligned
        self.hangs = hangs
    }

    /// The number of columns.
    var width: Int { rows[0].count }

    /// All rows, the header first.
    var cells: [[String]] { rows }

    mutating func add(_ row: [String]) { rows.append(row.map(TextGrid.visible)) }

    /// A cell without control characters, which could speak to a terminal.
    private static func visible(_ cell: String) -> String { visible(cell, keepingLines: false) }

    /// Text without control characters, but for the ends of its lines where they are kept.
    static func visible(_ text: String, keepingLines: Bool) -> String {
        func isControl(_ value: UInt32) -> Bool {
            (value < 32 && !(keepingLines && value == 10)) || (127...159).contains(value)
        }
        guard text.unicodeScalars.contains(where: { isControl($0.value) }) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { isControl($0.value) ? "\u{FFFD}" : $0 }))
    }

    /// The lines, without blanks at their ends; the first is the header.
    var lines: [String] {
        let rows = hangs ? padded : rows
        let widths = rows[0].indices.map { column in rows.map { TextGrid.width($0[column]) }.max() ?? 0 }
        return rows.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - TextGrid.width(cell))
                line +=
                    (column == 0 ? "" : "  ")
                    + (leftAligned.contains(column) ? cell + padding : padding + cell)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// Grids that are at most `width` wide each (nil: this one): the first column, and as many others as fit beside it.
    func blocks(_ width: Int?) -> [TextGrid] {
        guard let width, self.width > 2 else { return [self] }
        let padded = hangs ? padded : rows
        let widths = rows[0].indices.map { column in padded.map { TextGrid.width($0[column]) }.max() ?? 0 }
        var blocks: [[Int]] = []
        var used = Int.max
        for column in 1..<self.width {
            if used > width - 2 - widths[column] {
                blocks.append([0])
                used = widths[0]
            }
            blocks[blocks.count - 1].append(column)
            used += widths[column] + 2
        }
        return blocks.map(picking)
    }

    private func picking(_ columns: [Int]) -> TextGrid {
        let left = Set(columns.indices.filter { leftAligned.contains(columns[$0]) })
        var grid = TextGrid(header: columns.map { rows[0][$0] }, leftAligned: left, hangs: hangs)
        for row in rows.dropFirst() { grid.add(columns.map { row[$0] }) }
        return grid
    }

    /// The rows with blanks behind numbers, as many as other cells of the column have brackets and stars.
    private var padded: [[String]] {
        let tails = rows.map { $0.map { cell in cell.reversed().prefix { ")]*".contains($0) }.count } }
        let greatest = rows[0].indices.map { column in tails.map { $0[column] }.max() ?? 0 }
        return rows.enumerated().map { number, row in
            row.enumerated().map { column, cell in
                let isLeft = leftAligned.contains(column) || cell.isEmpty
                let missing = isLeft ? 0 : greatest[column] - tails[number][column]
                return cell + String(repeating: " ", count: missing)
            }
        }
    }

    /// How many places of a terminal a text takes: two for each East Asian wide character and pictogram.
    static func width(_ text: String) -> Int {
        text.utf8.count == text.unicodeScalars.count
            ? text.count : text.reduce(0) { $0 + (isWide($1) ? 2 : 1) }
    }

    private static func isWide(_ character: Character) -> Bool {
        guard let code = character.unicodeScalars.first?.value, code >= 0x1100 else { return false }
        let ranges: [ClosedRange<UInt32>] = [
            0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD,
        ]
        return ranges.contains { $0.contains(code) }
    }

    /// A line broken at blanks when it is longer than `width` (nil: never).
    static func fitted(_ text: String, width: Int?) -> String {
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).map { visible(String($0)) }
            .joined(separator: "\n")
        guard let width, line.count > width, !line.contains("\n") else { return line }
        return wrapped(line, width: width, indent: 2)
    }

    /// Text broken at blanks so that no line is longer than `width`, later lines indented.
    static func wrapped(_ text: String, width: Int, indent: Int) -> String {
        var lines = [""]
        for word in visible(text).split(separator: " ") {
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
