import Inference

extension TableDescription {
    /// The description in a format, ending in a line break; CSV has the columns alone.
    ///
    /// - Parameters:
    ///   - format: the form.
    ///   - style: whether text may carry terminal colours.
    ///   - width: how many characters a line of text may have; a wider table is folded. nil: any number.
    public func rendered(as format: OutputFormat, style: TextStyle = .plain, width: Int? = nil) -> String {
        let tables = printedTables
        switch format {
        case .text: return tables.map { $0.text(style, width: width) }.joined(separator: "\n")
        case .json: return json.text(indent: 2) + "\n"
        case .csv: return csv
        case .markdown: return tables.map(\.markdown).joined(separator: "\n")
        case .latex: return tables.map(\.latex).joined(separator: "\n")
        case .html: return PrintedTable.page(tables)
        case .mimebundle:
            let bundle = JSONValue.object([
                .init(
                    "text/plain", .string(tables.map { $0.text(.plain, width: nil) }.joined(separator: "\n"))),
                .init("text/html", .string(tables.map { $0.htmlFragment() }.joined())),
                .init("text/markdown", .string(tables.map(\.markdown).joined(separator: "\n"))),
                .init("text/latex", .string(tables.map(\.latex).joined(separator: "\n"))),
                .init(MimeBundle.result, json),
            ])
            return bundle.text(indent: 1) + "\n"
        }
    }

    private var csv: String {
        let names = ["name", "type", "missing", "distinct", "min", "max", "mean", "sd"]
        let lines = columns.map(\.json).map { row in names.map { Estimates.field(row[$0]) } }
        return ([names] + lines).map { $0.joined(separator: ",") }.joined(separator: "\n") + "\n"
    }

    /// The columns, then what is known of panel, cohorts and clusters.
    var printedTables: [PrintedTable] {
        let size = "\(NumberText.count(rows)) rows, \(NumberText.count(columns.count)) columns"
        let isLabelled = columns.contains { !($0.labels?.line ?? "").isEmpty }
        let grid = PrintedTable(
            title: source.map { "\($0.split(separator: "/").last ?? ""): \(size)" } ?? size,
            header: ["column", "type", "missing", "distinct", "min", "max", "mean", "sd", "most frequent"]
                + (isLabelled ? ["label"] : []),
            groups: [columns.map { $0.cells + (isLabelled ? [$0.labels?.line ?? ""] : []) }],
            leftAligned: [0, 1, 8, 9])
        var tables = [grid] + [panel.map(\.printed), adoption.map(\.printed)].compactMap { $0 }
        if !clusters.isEmpty { tables.append(ClusterSummary.printed(clusters)) }
        tables[tables.count - 1].notes = notes
        return tables
    }
}

extension ColumnSummary {
    fileprivate var cells: [String] {
        func short(_ value: Double?) -> String {
            guard let value else { return "" }
            let isCount = value == value.rounded() && value.magnitude < 1e15 && kind != .number
            return isCount ? NumberText.decimals(value, 0) : NumberText.significant(value)
        }
        let levels = frequent.map { level in
            let text = level.text.utf8.count > 80 ? level.text.prefix(40) + "…" : level.text[...]
            return "\(text.isEmpty ? "''" : text) (\(NumberText.count(level.count)))"
        }
        return [
            name, kind.rawValue, missingText, NumberText.count(distinct),
            span?.first ?? short(numbers?.least), span?.last ?? short(numbers?.greatest),
            numbers.map { NumberText.significant($0.mean) } ?? "",
            numbers?.standardDeviation.map { NumberText.significant($0) } ?? "",
            kind == .text ? levels.joined(separator: ", ") : "",
        ]
    }
}

extension ColumnSummary {
    /// `3 (.a 2, .z 1)`
    private var missingText: String {
        let letters = missingLetters.map { "\($0.text) \(NumberText.count($0.count))" }
        return NumberText.count(missing) + (letters.isEmpty ? "" : " (\(letters.joined(separator: ", ")))")
    }
}

extension Spread {
    /// `24 to 30 (median 25)`, or the one size that all have.
    fileprivate var text: String {
        least == greatest
            ? NumberText.count(least)
            : "\(NumberText.count(least)) to \(NumberText.count(greatest)) (median "
                + median.shortestDecimal + ")"
    }
}

extension PanelSummary {
    fileprivate var printed: PrintedTable {
        var lines = [
            ["periods", "\(NumberText.count(periods)): \(first) to \(last)"],
            ["rows per period", rowsPerPeriod?.text ?? ""],
        ]
        guard let units else {
            return PrintedTable(
                title: "Repeated cross-sections by \(time)", header: ["", ""], groups: [lines],
                leftAligned: [0, 1])
        }
        lines += [
            ["units", NumberText.count(units)], ["rows per unit", rowsPerUnit?.text ?? ""],
            ["units seen in every period", NumberText.count(completeUnits)],
            ["units with gaps", NumberText.count(unitsWithGaps)],
            [
                "rows that repeat a unit and period",
                NumberText.count(duplicates) + (firstDuplicate.map { " (\($0))" } ?? ""),
            ],
            ["balanced", isBalanced ? "yes" : "no"],
        ]
        return PrintedTable(
            title: "Panel of \(unit ?? "units") by \(time)", header: ["", ""], groups: [lines],
            leftAligned: [0, 1])
    }
}

extension AdoptionSummary {
    fileprivate var printed: PrintedTable {
        let what = countsUnits ? "units" : "rows"
        var lines = cohorts.map { [$0.start, NumberText.count($0.count), NumberText.count($0.rows)] }
        lines.append(["never", NumberText.count(never), ""])
        var remarks = [
            "\(NumberText.percent(treatedShare)) of rows are under treatment."
        ]
        if always > 0 {
            remarks.append(
                "\(NumberText.count(always)) \(what) are treated from the first period on: nothing is seen before."
            )
        }
        if inconsistent > 0 {
            remarks.append(
                "\(NumberText.count(inconsistent)) units have a treatment that ends again or more than one start."
            )
        }
        return PrintedTable(
            title: "First treated period by \(column)", header: ["start", what, "rows"], groups: [lines],
            remarks: remarks)
    }
}

extension ClusterSummary {
    fileprivate static func printed(_ clusters: [ClusterSummary]) -> PrintedTable {
        func word(_ value: Bool?) -> String { value.map { $0 ? "yes" : "no" } ?? "" }
        let lines = clusters.map { cluster in
            [
                cluster.column, NumberText.count(cluster.rows.count), cluster.rows.text,
                NumberText.significant(cluster.variation, 3), cluster.treated.map(NumberText.count) ?? "",
                word(cluster.holdsUnits), word(cluster.sharesStart),
            ]
        }
        let header = [
            "column", "clusters", "rows in each", "variation", "ever treated", "hold units", "start together",
        ]
        // What is not known of any is no column.
        let known = header.indices.filter { column in lines.contains { !$0[column].isEmpty } }
        return PrintedTable(
            title: "Clusters", header: known.map { header[$0] },
            groups: [lines.map { line in known.map { line[$0] } }])
    }
}
