import Inference

extension ReportTable {
    /// What brackets and stars mean, then notes, then those of results (with their names where not all share them).
    var allNotes: [String] {
        var lines = [bracketNote, lonelyNote, ratioNote, starNote].filter { !$0.isEmpty } + notes
        var said: Set<String> = []
        for note in columns.flatMap(\.result.notes) where said.insert(note).inserted {
            let owners = columns.filter { $0.result.notes.contains(note) }.map(\.name)
            lines.append(owners.count == columns.count ? note : owners.joined(separator: ", ") + ": " + note)
        }
        return lines
    }

    private var bracketNote: String {
        switch uncertainty {
        case .standardError:
            shownRows.contains { $0.standardError.isFinite } ? "Standard errors in parentheses." : ""
        case .interval: levels.isEmpty ? "" : "\(levels) confidence intervals in brackets."
        case .statistic: "Statistics of the hypothesis that a coefficient is zero in parentheses."
        case .pValue: "p-values in parentheses."
        case .none: ""
        }
    }

    /// What brackets are where standard errors were asked for and there are none.
    private var lonelyNote: String {
        let isLonely = shownRows.contains { !$0.standardError.isFinite && $0.bounds != nil && $0.isEstimated }
        guard uncertainty == .standardError, isLonely else { return "" }
        return "\(levels) confidence intervals in brackets where there is no standard error."
    }

    private var shownRows: [Estimate] { cells.flatMap { $0.rows.compactMap { $0 } } }

    private var levels: String {
        let levels = Set(columns.flatMap(\.result.rows).map(\.level)).sorted()
        return levels.map(NumberText.percent).joined(separator: " and ")
    }

    /// Which columns hold logarithms of ratios, or ratios in their place.
    private var ratioNote: String {
        let chosen = Set(cells.map(\.term))
        let owners = columns.filter { column in
            zip(column.result.rowNames, column.result.rows).contains { name, row in
                chosen.contains(name) && column.result.isLogarithm(row)
            }
        }
        guard !owners.isEmpty else { return "" }
        let place = owners.count == columns.count ? "" : " of \(owners.map(\.name).joined(separator: ", "))"
        return ratios
            ? "Coefficients\(place) are shown as ratios, with standard errors by the delta method; tests are those of their logarithms."
            : "Coefficients\(place) are logarithms of ratios."
    }

    private var starNote: String {
        guard !stars.isEmpty else { return "" }
        let texts = stars.sorted(by: >).enumerated().map { place, bound in
            String(repeating: "*", count: place + 1) + " p < \(bound.shortestDecimal)"
        }
        return texts.joined(separator: ", ") + "."
    }
}
