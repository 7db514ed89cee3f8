extension PrintedTable {
    /// A table of LaTeX with booktabs' rules; beyond 45 lines a longtable that runs over pages.
    var latex: String {
        let setting = LaTeXWidths(self)
        let places = header.indices.map { column in
            setting.widths[column].map(LaTeXWidths.paragraph)
                ?? (leftAligned.contains(column) ? "l" : alignment == .hanging ? "c" : "r")
        }
        let body = latexBody
        let head = isHeaded ? latexRow(header, isHead: true) + "\n\\midrule\n" : ""
        let caption = title.isEmpty ? "" : "\\caption{\(LaTeXText.escaped(title))}"
        if lines.count > PrintedTable.pageLines {
            return """
                % needs \\usepackage{booktabs,longtable\(setting.packages)}
                \(setting.opening)\\begin{longtable}{\(places.joined())}
                \(caption.isEmpty ? "" : caption + "\\\\\n")\\toprule
                \(head)\\endhead
                \(body)
                \\bottomrule
                \\end{longtable}\(setting.closing)
                \(latexNotes)
                """
        }
        return """
            % needs \\usepackage{booktabs\(setting.packages)}
            \\begin{table}
            \\centering
            \(caption.isEmpty ? "" : caption + "\n")\(setting.opening)\\begin{tabular}{\(places.joined())}
            \\toprule
            \(head)\(body)
            \\bottomrule
            \\end{tabular}\(setting.closing)
            \(latexNotes)\\end{table}

            """
    }

    private static let pageLines = 45

    private var latexBody: String {
        groups.filter { !$0.isEmpty }
            .map { $0.map { latexRow($0, isHead: false) }.joined(separator: "\n") }
            .joined(separator: "\n\\midrule\n")
    }

    private func latexRow(_ cells: [String], isHead: Bool) -> String {
        let fields = cells.enumerated().map { column, cell in
            isHead || leftAligned.contains(column) ? LaTeXText.escaped(cell) : LaTeXText.number(cell)
        }
        // A bracket at the start of a line would be taken for an argument of the line's end before it.
        let start = fields.first?.first == "[" ? "{}" : ""
        return start + fields.joined(separator: " & ") + " \\\\"
    }

    private var latexNotes: String {
        let texts = remarks.map(LaTeXText.prose) + notes.map { "\\emph{Note:} " + LaTeXText.prose($0) }
        guard !texts.isEmpty else { return "" }
        return """

            \\medskip
            \\begin{minipage}{\\linewidth}\\footnotesize
            \(texts.joined(separator: "\n\n"))
            \\end{minipage}

            """
    }
}

/// Text as LaTeX sets it.
enum LaTeXText {
    private static let signs: [Unicode.Scalar: String] = [
        "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#", "_": "\\_",
        "%": "\\%", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}", "<": "\\textless{}",
        ">": "\\textgreater{}", "|": "\\textbar{}", "\"": "''", "`": "\\textasciigrave{}",
        "²": "$^{2}$", "χ": "$\\chi$", "θ": "$\\theta$", "φ": "$\\varphi$", "ρ": "$\\rho$", "τ": "$\\tau$",
        "σ": "$\\sigma$", "λ": "$\\lambda$", "ω": "$\\omega$", "α": "$\\alpha$", "β": "$\\beta$",
        "γ": "$\\gamma$", "ψ": "$\\psi$", "×": "$\\times$", "·": "$\\cdot$", "±": "$\\pm$", "−": "$-$",
        "≤": "$\\leq$", "≥": "$\\geq$", "≈": "$\\approx$", "≠": "$\\neq$", "∞": "$\\infty$",
        "√": "$\\sqrt{\\ }$", "–": "--", "—": "---", "…": "\\ldots{}", "“": "``", "”": "''", "‘": "`",
        "’": "'", "\u{A0}": "~", "\u{2009}": "\\,", "→": "$\\to$",
    ]

    /// Text with LaTeX's own signs escaped and mathematical ones as formulas.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if let sign = signs[scalar] {
                result += sign
            } else if scalar.value < 32 || scalar.value == 127 {
                result += " "
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// A sentence with true minus signs before its numbers.
    static func prose(_ text: String) -> String {
        MinusSign.replaced(in: text, by: "$-$") { escaped(String($0)) }
    }

    /// A number with a true minus; stars raised.
    static func number(_ cell: String) -> String {
        let stars = cell.reversed().prefix { $0 == "*" }.count
        let result = MinusSign.replaced(in: String(cell.dropLast(stars)), by: "$-$") { escaped(String($0)) }
        return result + (stars > 0 ? "$^{" + String(repeating: "*", count: stars) + "}$" : "")
    }
}
