import Inference

// Rows that their names do not tell apart, and rows without standard errors.
extension Estimates {
    /// The labels that are shown beside the names: those of rows whose names are not all different, and those that say
    /// what a row of a decision means.
    var shownLabels: [String] {
        let isPlain = Set(rows.map(\.term)).count == rows.count
        if let telling = Estimates.tellingLabels[command] { return labelNames.filter(telling.contains) }
        // The rows of ratios are logarithms, and their ratios are what is read.
        if isPlain, command == "did", labelNames.contains("percent") {
            return ["ratio", "ratio.low", "ratio.high"]
        }
        return isPlain ? [] : labelNames.filter { !ordinaryFieller.contains($0) }
    }

    /// The labels of Fieller's set, which say something only where it is no interval; programs have them in any case.
    private var ordinaryFieller: Set<String> {
        let types = rows.compactMap { $0.words("fieller.type") }
        return types.allSatisfy { $0 == "bounded" } ? ["fieller.low", "fieller.high", "fieller.type"] : []
    }

    /// Whether the result is a decision's answer rather than a fit.
    var isDecision: Bool { Estimates.tellingLabels[command] != nil }

    /// The labels that the answers of decisions show, and no others, by command.
    private static let tellingLabels: [String: Set<String>] = [
        "nnt": ["type"], "icer": ["wtp", "strategy", "against", "conf.type"],
        "strategies": ["strategy", "effect", "cost", "status", "against"],
        "guardrail": ["threshold", "direction", "verdict"], "net-benefit": ["wtp", "conf.type"],
        "alpha-spending": ["look", "information", "spent", "nominal"], "evppi": ["parameters", "wtp"],
        "qaly": ["strategy", "against", "state", "years"],
        "quadruple-aim": ["aim", "better", "change", "policy", "status"],
        "scorecard": [
            "measure", "reward", "first.low", "first.high", "unit", "rank", "rank.best", "rank.worst",
            "first.share",
        ],
        "unmeasured": [
            "q", "alpha", "benchmark", "times", "r2.treatment", "r2.outcome", "gamma", "p.lower", "r.squared",
            "target",
            "delta",
        ],
    ]

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
        if let text = value.text {
            return name == "status" ? text.split(separator: "-").joined(separator: " ") : text
        }
        guard let number = value.double else { return "" }
        return number == number.rounded() && number.magnitude < 1e9
            ? NumberText.decimals(number, 0) : NumberText.significant(number)
    }

    /// Labels and estimates alone, for rows of which none has a standard error; nil for others.
    var plainGrid: TextGrid? {
        guard !rows.isEmpty, !rows.contains(where: { $0.standardError.isFinite || $0.bounds != nil }) else {
            return nil
        }
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
