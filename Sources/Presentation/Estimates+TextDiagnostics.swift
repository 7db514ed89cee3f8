import Inference

extension Estimates {
    /// The diagnostics, a line each.
    public var diagnosticLines: [String] { diagnostics.map(line) }

    /// `pretrend-wald: F(5, 59) = 1.41, p = 0.235`, and whatever else the diagnostic holds.
    private func line(_ diagnostic: Diagnostic) -> String {
        let lines = [
            diagnostic.wildBootstrapLine, diagnostic.clustersLine, diagnostic.randomisationLine,
            diagnostic.instrumentsLine,
        ]
        if let line = lines.compactMap({ $0 }).first { return line }
        let known: Set = ["statistic", "df", "df.denominator", "p.value"]
        var parts: [String] = []
        if let statistic = diagnostic["statistic"]?.double, let df = diagnostic["df"]?.double {
            let above = NumberText.decimals(df, 0)
            let below =
                diagnostic["df.denominator"]?.double.map {
                    ", " + NumberText.decimals($0, $0 == $0.rounded() ? 0 : 1)
                } ?? ""
            let name = below.isEmpty ? "χ²" : "F"
            parts.append("\(name)(\(above)\(below)) = \(NumberText.significant(statistic, 4))")
        } else if let statistic = diagnostic["statistic"]?.double {
            parts.append("statistic \(NumberText.significant(statistic, 4))")
        }
        if let p = diagnostic["p.value"]?.double {
            parts.append(p < 0.001 ? "p < 0.001" : "p = " + NumberText.pValue(p))
        }
        for member in diagnostic.values where !known.contains(member.name) && member.value.elements == nil {
            let isFraction = if case .number = member.value { true } else { false }
            let value = isFraction ? shown(member.value) : member.value.description
            parts.append(member.value.text ?? "\(member.name) \(value)")
        }
        return "\(diagnostic.name): " + parts.joined(separator: ", ")
    }
}
