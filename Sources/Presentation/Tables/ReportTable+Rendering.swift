import Inference

extension ReportTable {
    /// The table in a format, ending in a line break.
    ///
    /// CSV has a line for each number, in full: `part,term,statistic` and a column for each result. JSON is one result of
    /// the contract `causal/1` with the rows of all, told apart by the label `result`.
    ///
    /// - Parameters:
    ///   - format: the form.
    ///   - style: whether text may carry terminal colours.
    ///   - width: how many characters a line of text may have; a wider table is folded. nil: any number.
    public func rendered(as format: OutputFormat, style: TextStyle = .plain, width: Int? = nil) -> String {
        switch format {
        case .text: return printed.text(style, width: width)
        case .json: return combined.json.text(indent: 2) + "\n"
        case .csv: return csv
        case .markdown: return printed.markdown
        case .latex: return printed.latex
        case .html: return printed.html
        case .mimebundle:
            let text = printed.text(.plain, width: nil)
            let bundle = MimeBundle.value(printed, text: text, picture: nil, result: combined.json)
            return bundle.text(indent: 1) + "\n"
        }
    }

    /// The table as cells of text.
    var printed: PrintedTable {
        PrintedTable(
            title: title, header: [""] + columns.map(\.name),
            groups: [
                cells.flatMap(lines),
                statistics.map { [$0.name] + $0.values.map(text) },
            ], notes: allNotes, alignment: .hanging)
    }

    /// The estimates of a term, and below them how uncertain they are.
    private func lines(_ term: String, _ rows: [Estimate?]) -> [[String]] {
        let upper = [labels[term] ?? term] + rows.map { $0.map(estimateText) ?? "" }
        guard uncertainty != .none else { return [upper] }
        let lower = [""] + rows.map { $0.map(uncertaintyText) ?? "" }
        return lower.allSatisfy(\.isEmpty) ? [upper] : [upper, lower]
    }

    private func estimateText(_ row: Estimate) -> String {
        guard row.isEstimated else { return row.bounds == nil ? "dropped" : "" }
        let count = row.pValue.isNaN ? 0 : stars.count { row.pValue < $0 }
        return number(row.estimate) + String(repeating: "*", count: count)
    }

    private func uncertaintyText(_ row: Estimate) -> String {
        let bounds = row.interval
        switch uncertainty {
        case .standardError where row.standardError.isFinite: return "(\(number(row.standardError)))"
        case .interval where bounds.low.isFinite || bounds.high.isFinite: return bracketed(bounds)
        // An interval that stands alone is what there is.
        case .standardError where row.bounds != nil: return bracketed(bounds)
        case .statistic where row.isTestable: return "(\(NumberText.decimals(row.statistic, 2)))"
        case .pValue where !row.pValue.isNaN: return "(\(NumberText.pValue(row.pValue)))"
        default: return ""
        }
    }

    private func bracketed(_ bounds: Interval) -> String { "[\(number(bounds.low)), \(number(bounds.high))]" }

    private func number(_ value: Double) -> String {
        NumberText.significant(value, min(max(digits, 1), 15))
    }

    private func text(_ value: JSONValue?) -> String {
        guard let value else { return "" }
        if let whole = value.integer { return NumberText.count(whole) }
        return value.text ?? value.double.map(number) ?? ""
    }

    /// What brackets and stars mean, then notes, then those of results (with their names where not all share them).
    var allNotes: [String] {
        var lines = [bracketNote, starNote].filter { !$0.isEmpty } + notes
        var said: Set<String> = []
        for note in columns.flatMap(\.result.notes) where said.insert(note).inserted {
            let owners = columns.filter { $0.result.notes.contains(note) }.map(\.name)
            lines.append(owners.count == columns.count ? note : owners.joined(separator: ", ") + ": " + note)
        }
        return lines
    }

    private var bracketNote: String {
        switch uncertainty {
        case .standardError: "Standard errors in parentheses."
        case .interval: levels.isEmpty ? "" : "\(levels) % confidence intervals in brackets."
        case .statistic: "Statistics of the hypothesis that a coefficient is zero in parentheses."
        case .pValue: "p-values in parentheses."
        case .none: ""
        }
    }

    private var levels: String {
        Set(columns.flatMap(\.result.rows).map(\.level)).sorted()
            .map { NumberText.significant($0 * 100, 4).trimmingZeros }.joined(separator: " and ")
    }

    private var starNote: String {
        guard !stars.isEmpty else { return "" }
        let texts = stars.sorted(by: >).enumerated().map { place, bound in
            String(repeating: "*", count: place + 1) + " p < \(bound.shortestDecimal)"
        }
        return texts.joined(separator: ", ") + "."
    }
}
