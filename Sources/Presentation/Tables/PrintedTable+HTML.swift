extension PrintedTable {
    /// A page of its own with the table and nothing from elsewhere.
    var html: String { PrintedTable.page([self]) }

    /// A page with tables, titled as the first.
    static func page(_ tables: [PrintedTable]) -> String {
        let title = tables.first?.title ?? ""
        let name = SVGText.escaped(title.isEmpty ? "Table" : title)
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <meta name="color-scheme" content="light dark">
            <title>\(name)</title>
            <style>body{margin:2em auto;max-width:60em;padding:0 1em}
            @media (prefers-color-scheme:dark){body{color:#E6E8EB;background:#14171A}}</style></head><body>
            \(tables.map { $0.htmlFragment() }.joined())</body></html>

            """
    }

    /// The table as a part of a page, with its style; `below` is HTML that stands between table and remarks.
    func htmlFragment(below: String = "") -> String {
        var parts = ["<div class=\"causal-table\">", "<style>\(PrintedTable.style)</style>", "<table>"]
        if !title.isEmpty { parts.append("<caption>\(SVGText.escaped(title))</caption>") }
        if isHeaded { parts.append("<thead>" + htmlRow(header, isHead: true) + "</thead>") }
        for group in groups where !group.isEmpty {
            parts += ["<tbody>"] + group.map { htmlRow($0, isHead: false) } + ["</tbody>"]
        }
        parts.append("</table>")
        if !below.isEmpty { parts.append(below) }
        if !remarks.isEmpty {
            parts += ["<ul>"] + remarks.map { "<li>\(PrintedTable.prose($0))</li>" } + ["</ul>"]
        }
        parts += notes.map { "<p><em>Note:</em> \(PrintedTable.prose($0))</p>" }
        return (parts + ["</div>"]).joined(separator: "\n") + "\n"
    }

    /// A sentence with true minus signs before its numbers.
    static func prose(_ text: String) -> String {
        MinusSign.replaced(in: SVGText.escaped(text), by: "−") { String($0) }
    }

    private func htmlRow(_ cells: [String], isHead: Bool) -> String {
        let fields = cells.enumerated().map { column, cell in
            let plain = SVGText.escaped(cell)
            let text =
                leftAligned.contains(column) ? plain : MinusSign.replaced(in: plain, by: "−") { String($0) }
            if isHead { return "<th scope=\"col\"\(place(column))>\(text)</th>" }
            return column == 0
                ? "<th scope=\"row\">\(text)</th>" : "<td\(place(column))>\(text)</td>"
        }
        return "<tr>" + fields.joined() + "</tr>"
    }

    private func place(_ column: Int) -> String {
        guard !leftAligned.contains(column) else { return "" }
        return alignment == .hanging ? " class=\"middle\"" : " class=\"number\""
    }

    private static let style = """
        .causal-table{font:14px/1.5 Helvetica Neue,Helvetica,Arial,Liberation Sans,sans-serif}
        .causal-table table{border-collapse:collapse;border-top:2px solid;border-bottom:2px solid;margin:.5em 0;
        font-variant-numeric:tabular-nums}
        .causal-table table caption{font-weight:bold;text-align:left;white-space:nowrap;padding-bottom:.4em}
        .causal-table table th,.causal-table table td{padding:2px 10px;text-align:left;font-weight:normal;border:0;
        white-space:nowrap}
        .causal-table table thead th{border-bottom:1px solid;font-weight:bold}
        .causal-table tbody+tbody tr:first-child>*{border-top:1px solid}
        .causal-table table .number{text-align:right}.causal-table table .middle{text-align:center}
        .causal-table ul,.causal-table p{font-size:12px;margin:.3em 0;max-width:60em}
        .causal-table ul{padding-left:1.2em}.causal-table svg{max-width:100%;height:auto;display:block}
        """
}
