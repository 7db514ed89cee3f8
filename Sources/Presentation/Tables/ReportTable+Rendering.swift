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
                shownStatistics.map { [labels[$0.name] ?? $0.name] + $0.shown.map(text) },
            ], notes: allNotes, alignment: .hanging)
    }

    /// The estimates of a term, and below them how uncertain they are.
    private func lines(_ term: String, _ rows: [Estimate?]) -> [[String]] {
        let numbers = zip(columns, rows).map { column, row in
            row.map { column.result.read($0, asRatio: ratios) }
        }
        let upper = [labels[term] ?? term] + numbers.map { $0.map(estimateText) ?? "" }
        guard uncertainty != .none else { return [upper] }
        let lower = [""] + numbers.map { $0.map(uncertaintyText) ?? "" }
        return lower.allSatisfy(\.isEmpty) ? [upper] : [upper, lower]
    }

    private func estimateText(_ numbers: ReadNumbers) -> String {
        let row = numbers.row
        guard row.isEstimated else { return row.bounds == nil ? "dropped" : "" }
        let count = row.pValue.isNaN ? 0 : stars.count { row.pValue < $0 }
        return number(numbers.estimate) + String(repeating: "*", count: count)
    }

    private func uncertaintyText(_ numbers: ReadNumbers) -> String {
        let (row, bounds) = (numbers.row, numbers.interval)
        switch uncertainty {
        case .standardError where row.standardError.isFinite: return "(\(number(numbers.standardError)))"
        case .interval where bounds.low.isFinite || bounds.high.isFinite: return bracketed(row, bounds)
        // An interval that stands alone is what there is.
        case .standardError where row.bounds != nil: return bracketed(row, bounds)
        case .statistic where row.isTestable: return "(\(NumberText.decimals(row.statistic, 2)))"
        case .pValue where !row.pValue.isNaN: return "(\(NumberText.pValue(row.pValue)))"
        default: return ""
        }
    }

    /// `[1.2, 3.4]`; limits between which a number needed to treat passes through infinity say so.
    private func bracketed(_ row: Estimate, _ bounds: Interval) -> String {
        let ends = (number(bounds.low), number(bounds.high))
        let parts = (row.words("type") ?? "").split(separator: "…").map(String.init)
        guard parts.count == 3, parts[1] == "∞" else { return "[\(ends.0), \(ends.1)]" }
        return "[\(parts[0]) \(ends.0) … ∞ … \(parts[2]) \(ends.1)]"
    }

    private func number(_ value: Double) -> String {
        NumberText.significant(value, min(max(digits, 1), 15))
    }

    private func text(_ value: JSONValue?) -> String {
        guard let value else { return "" }
        if let whole = value.integer { return NumberText.count(whole) }
        return value.text ?? value.double.map(number) ?? ""
    }
}
