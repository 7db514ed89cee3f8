import Inference

extension Report {
    /// The report as a page that holds everything: no scripts, nothing from elsewhere, light and dark.
    public var html: String {
        let name = SVGText.escaped(title.isEmpty ? question : title)
        var parts = [
            "<!DOCTYPE html>", "<html lang=\"en\"><head><meta charset=\"utf-8\">",
            "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">",
            "<meta name=\"color-scheme\" content=\"light dark\">", "<title>\(name)</title>",
            "<style>\(Report.style)</style></head><body>", "<header><h1>\(name)</h1>",
        ]
        if !title.isEmpty { parts.append("<p class=\"question\">\(SVGText.escaped(question))</p>") }
        parts.append("<p class=\"answer\">\(SVGText.escaped(sentence))</p></header>")
        parts += [section("Design", design), section("Diagnosis", diagnosis), section("Estimate", answer)]
        if !sensitivity.isEmpty { parts.append(section("Sensitivity", sensitivity)) }
        parts.append(section("To publish", "<blockquote>\(SVGText.escaped(sentence))</blockquote>" + methods))
        parts.append(section("To do it again", "<pre><code>\(SVGText.escaped(command))</code></pre>"))
        return (parts + ["</body></html>"]).joined(separator: "\n") + "\n"
    }

    private func section(_ heading: String, _ body: String) -> String {
        let anchor = heading.lowercased().split(separator: " ").joined(separator: "-")
        return "<section id=\"\(anchor)\"><h2>\(heading)</h2>\n\(body)\n</section>"
    }

    /// The estimator in words, and what the data hold.
    private var design: String {
        var parts: [String] = []
        if let explanation {
            parts.append(
                "<p><strong>\(SVGText.escaped(explanation.title)).</strong> \(SVGText.escaped(explanation.quantity))</p>"
            )
        }
        let tables = data.printedTables
        parts += tables.dropFirst().map { $0.htmlFragment() }
        let columns = tables.first?.htmlFragment() ?? ""
        parts.append(
            "<details><summary>The columns of the data</summary><div class=\"wide\">\(columns)</div></details>"
        )
        return parts.joined(separator: "\n")
    }

    /// What has to hold, and what the data say about it.
    private var diagnosis: String {
        var parts: [String] = []
        if let explanation {
            parts.append("<p>For this to be the effect, the following has to hold:</p>")
            parts.append(list(explanation.assumptions))
        }
        let tests = estimates.diagnosticLines
        parts.append(
            tests.isEmpty
                ? "<p>The data give no test of it.</p>" : "<p>What the data say about it:</p>" + list(tests))
        if !estimates.notes.isEmpty { parts.append("<p>To be known:</p>" + list(estimates.notes)) }
        return parts.joined(separator: "\n")
    }

    private var answer: String {
        var table = estimates.printed
        table.notes = []
        var told = summary?.printed
        told?.remarks = []
        told?.notes = []
        let above = told.map { "<div class=\"wide\">\($0.htmlFragment())</div>" } ?? ""
        let figure = picture.map { "<figure>\($0.svg)</figure>" } ?? ""
        return above + figure + "<div class=\"wide\">" + table.htmlFragment() + "</div>"
    }

    /// The other answers in a table, then the further checks.
    private var sensitivity: String {
        var parts: [String] = []
        let answered = alternatives.filter { !$0.rows.isEmpty }
        if !answered.isEmpty {
            parts.append("<p>The same question, answered otherwise:</p>")
            parts.append("<div class=\"wide\">" + Report.table(answered).htmlFragment() + "</div>")
        }
        let reasons = alternatives.filter { $0.rows.isEmpty }.map { "\($0.name): \($0.reason)" }
        if !reasons.isEmpty { parts.append(list(reasons)) }
        for check in checks {
            parts.append("<h3>\(SVGText.escaped(check.heading))</h3><p>\(SVGText.escaped(check.words))</p>")
            if let picture = check.picture { parts.append("<figure>\(picture.svg)</figure>") }
            if let estimates = check.estimates {
                parts.append("<div class=\"wide\">" + estimates.printed.htmlFragment() + "</div>")
            }
        }
        return parts.joined(separator: "\n")
    }

    static func table(_ alternatives: [Alternative]) -> PrintedTable {
        let lines = alternatives.flatMap { alternative in
            alternative.rows.enumerated().map { place, row in
                [
                    place == 0 ? alternative.name : "", row.term, NumberText.significant(row.estimate),
                    row.isTestable ? NumberText.significant(row.standardError) : "",
                    NumberText.significant(row.interval.low), NumberText.significant(row.interval.high),
                ]
            }
        }
        let level = NumberText.percent(alternatives.first?.rows.first?.level ?? 0.95)
        return PrintedTable(
            header: ["choice", "row", "estimate", "std.error", "low \(level)", "high \(level)"],
            groups: [lines],
            leftAligned: [0, 1])
    }

    /// How it was done, for the section on methods.
    private var methods: String {
        guard let explanation else { return "" }
        let references =
            explanation.references.isEmpty ? "" : "<p>References</p>" + list(explanation.references)
        return "<p>\(SVGText.escaped(methodSentence))</p>" + references
    }

    private func list(_ texts: [String]) -> String {
        "<ul>" + texts.map { "<li>\(PrintedTable.prose($0))</li>" }.joined(separator: "\n") + "</ul>"
    }

    private static let style = """
        body{font:16px/1.55 Georgia,Charter,Liberation Serif,serif;max-width:48em;margin:2.5em auto;padding:0 1.2em;
        color:#1F2328;background:#fff}
        h1{font-size:1.7em;line-height:1.25;margin:0 0 .5em}h2{font-size:1.2em;margin:2em 0 .5em;padding-top:.6em;
        border-top:1px solid #C9CED6}h3{font-size:1em;margin:1.6em 0 .3em}
        .question{font-style:italic}.answer{font-size:1.12em;padding:.8em 1em;border-left:4px solid #0072B2;
        background:#F3F6FA;margin:1em 0}
        blockquote{margin:0;padding:.3em 1em;border-left:4px solid #C9CED6}
        figure{margin:1em 0}svg{max-width:100%;height:auto;display:block}.wide{overflow-x:auto}
        pre{background:#F3F6FA;padding:.8em 1em;overflow-x:auto;font-size:13px;line-height:1.45}
        details summary{cursor:pointer}ul{padding-left:1.3em}li{margin:.2em 0}
        @media (prefers-color-scheme:dark){body{color:#E6E8EB;background:#14171A}h2{border-color:#3A4149}
        .answer,pre{background:#1D2226}.answer{border-color:#56B4E9}blockquote{border-color:#3A4149}}
        @media print{body{margin:0;max-width:none}pre{white-space:pre-wrap}}
        """
}
