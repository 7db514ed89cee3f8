import Inference

// Rows that their names do not tell apart, and rows without standard errors.
extension Estimates {
    /// The labels that are shown beside the names: those of rows whose names are not all different.
    var shownLabels: [String] {
        guard Set(rows.map(\.term)).count < rows.count else { return [] }
        return labelNames
    }

    private var labelNames: [String] {
        var names: [String] = []
        for row in rows {
            for label in row.labels where !names.contains(label.name) { names.append(label.name) }
        }
        return names
    }

    /// A label of a row as text; nothing where it has none.
    func labelText(_ row: Estimate, _ name: String) -> String {
        guard let value = row.labels.first(where: { $0.name == name })?.value else { return "" }
        if let text = value.text { return text }
        guard let number = value.double else { return "" }
        return number == number.rounded() && number.magnitude < 1e9
            ? NumberText.decimals(number, 0) : NumberText.significant(number)
    }

    /// Labels and estimates alone, for rows of which none has a standard error; nil for others.
    var plainGrid: TextGrid? {
        guard !rows.isEmpty, !rows.contains(where: { $0.standardError.isFinite }) else { return nil }
        let labels = labelNames.filter { name in
            rows.contains { row in labelText(row, name) != row.term }
        }
        guard !labels.isEmpty else { return nil }
        let hasEstimates = rows.contains(where: \.isEstimated)
        var grid = TextGrid(header: ["term"] + labels + (hasEstimates ? ["estimate"] : []))
        for row in rows {
            grid.add(
                [row.term] + labels.map { labelText(row, $0) }
                    + (hasEstimates ? [NumberText.significant(row.estimate)] : []))
        }
        return grid
    }
}
