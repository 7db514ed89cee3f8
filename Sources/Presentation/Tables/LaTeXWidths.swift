/// How a table of LaTeX is set so that it keeps to the page: the letters get smaller, and where that is not enough columns
/// of sentences become paragraphs.
///
/// Widths are counted in characters; a line of an article in 10 points has about 69 digits.
struct LaTeXWidths {
    /// The share of the line that a column of sentences gets; nil for columns as wide as they are.
    let widths: [Int: Double]
    /// The command that makes letters smaller; empty where none is needed.
    let size: String

    private static let line = 66.0
    private static let longWord = 24

    init(_ table: PrintedTable) {
        let rows = [table.header] + table.lines
        let natural = table.header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let gaps = Double(2 * natural.count)
        let total = Double(natural.reduce(0, +)) + gaps
        let long = natural.indices.filter {
            table.leftAligned.contains($0) && natural[$0] > LaTeXWidths.longWord
        }
        let rest = Double(natural.indices.filter { !long.contains($0) }.reduce(0) { $0 + natural[$1] }) + gaps
        guard total > LaTeXWidths.line else {
            (widths, size) = ([:], "")
            return
        }
        let smaller = [("\\small ", 0.9), ("\\footnotesize ", 0.8)]
        if let chosen = smaller.first(where: { total * $0.1 <= LaTeXWidths.line }) {
            (widths, size) = ([:], chosen.0)
            return
        }
        // Letters are as small as the columns of numbers need; what is left goes to the sentences, 18 characters at least.
        let sizes = [("", 1.0)] + smaller + [("\\scriptsize ", 0.7)]
        let least = rest + Double(long.count * 18)
        let chosen = sizes.first { least * $0.1 <= LaTeXWidths.line } ?? sizes[3]
        size = chosen.0
        let left = LaTeXWidths.line / chosen.1 - rest
        let wanted = Double(long.reduce(0) { $0 + natural[$1] })
        widths = Dictionary(
            long.map { column in
                let share = max(18, left * Double(natural[column]) / max(1, wanted))
                return (column, min(Double(natural[column]), share) * chosen.1 / LaTeXWidths.line)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// A column of left-aligned paragraphs.
    static func paragraph(_ share: Double) -> String {
        ">{\\raggedright\\arraybackslash}p{\(NumberText.decimals(share * 0.94, 2))\\linewidth}"
    }

    var packages: String { widths.isEmpty ? "" : ",array" }
    var opening: String { size.isEmpty ? "" : "{\(size)\\setlength{\\tabcolsep}{4pt}" }
    var closing: String { size.isEmpty ? "" : "}" }
}
