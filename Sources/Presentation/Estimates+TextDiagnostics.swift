import Inference

extension Estimates {
    /// The diagnostics, a line each; what rows show already is left out.
    public var diagnosticLines: [String] {
        let shown = rows.contains { row in row.labels.contains { $0.name == "p.ar1" } }
        return diagnostics.filter { !(shown && $0.name == "surrogates") }.map(line)
    }

    /// `pretrend-wald: F(5, 59) = 1.41, p = 0.235`, and whatever else the diagnostic holds.
    private func line(_ diagnostic: Diagnostic) -> String {
        let lines = [
            diagnostic.wildBootstrapLine, diagnostic.clustersLine, diagnostic.randomisationLine,
            diagnostic.instrumentsLine, diagnostic.influenceLine, diagnostic.recoveryLine,
            diagnostic.powerLine,
        ]
        if let line = lines.compactMap({ $0 }).first { return line }
        let known: Set = ["statistic", "df", "df.denominator", "p.value"]
        var parts: [String] = []
        if let statistic = diagnostic["statistic"]?.double {
            parts.append(diagnostic.statisticText(statistic))
        }
        if let p = diagnostic["p.value"]?.double { parts.append(NumberText.pSentence(p)) }
        for member in diagnostic.values where !known.contains(member.name) {
            if let text = memberText(member) { parts.append(text) }
        }
        return "\(diagnostic.name): " + parts.joined(separator: ", ")
    }

    /// `limit 0.083`; nil for lists and for what is missing.
    private func memberText(_ member: JSONValue.Member) -> String? {
        if let text = member.value.text { return text }
        switch member.value {
        case .null, .array: return nil
        case .number(let value) where !value.isFinite: return nil
        case .number: return "\(member.name) \(shown(member.value))"
        case .object(let counts):
            return "\(member.name) " + counts.map { "\(shown($0.value)) \($0.name)" }.joined(separator: ", ")
        default: return "\(member.name) \(member.value.description)"
        }
    }
}

extension Diagnostic {
    /// `F(5, 59) = 1.41`, `χ²(5) = 7.1`, or `statistic 1.3` without degrees of freedom.
    func statisticText(_ statistic: Double) -> String {
        let number = NumberText.significant(statistic, 4)
        guard let df = self["df"]?.double else { return "statistic \(number)" }
        let below = self["df.denominator"]?.double.map {
            ", " + NumberText.decimals($0, $0 == $0.rounded() ? 0 : 1)
        }
        return "\(below == nil ? "χ²" : "F")(\(NumberText.decimals(df, 0))\(below ?? "")) = \(number)"
    }
}
