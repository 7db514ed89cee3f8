extension PrintedTable {
    /// A table of GitHub's Markdown, its title before it, remarks as a list and notes in italics below.
    var markdown: String {
        var blocks: [String] = []
        if !title.isEmpty { blocks.append("**\(PrintedTable.markdown(title))**") }
        let rule = header.indices.map { column in
            leftAligned.contains(column) ? ":--" : alignment == .hanging ? ":-:" : "--:"
        }
        let rows = ([header] + lines).map { PrintedTable.row($0.map(PrintedTable.markdown)) }
        blocks.append(([rows[0], PrintedTable.row(rule)] + rows.dropFirst()).joined(separator: "\n"))
        if !remarks.isEmpty {
            blocks.append(remarks.map { "- " + PrintedTable.markdown($0) }.joined(separator: "\n"))
        }
        blocks += notes.map { "*Note:* " + PrintedTable.markdown($0) }
        return blocks.joined(separator: "\n\n") + "\n"
    }

    private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

    /// Text with what Markdown or a cell's end would take for a sign escaped, on one line.
    static func markdown(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", "|", "*", "_", "`", "<", ">", "[", "]", "~", "$", "#": result += "\\" + String(scalar)
            case "&": result += "&amp;"
            case _ where scalar.value < 32 || scalar.value == 127: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
