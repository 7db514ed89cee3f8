import Groundwork
import Inference

extension GuardrailReview {
    /// A row for each measure, with the labels `threshold`, `direction`, `role`, `p.harm`, `p.adjusted`, `verdict` and `why`;
    /// the verdict on the whole is `model.verdict`.
    ///
    /// At one of several looks `simultaneous.*` hold the repeated confidence interval.
    public var estimates: Estimates {
        var table = DecisionRows(level: level)
        for (guardrail, finding) in zip(guardrails, findings) {
            table.add(row(guardrail, finding), variance: guardrail.standardError.map { $0 * $0 })
        }
        return table.estimates(
            command: "guardrail", model: facts, diagnostics: [],
            notes: ["Verdict: \(verdict.rawValue). " + summary] + reasons + [familyNote])
    }

    private func row(_ guardrail: Guardrail, _ finding: Finding) -> Estimate {
        let labels: [JSONValue.Member] = [
            .init("threshold", .number(guardrail.threshold)),
            .init("direction", .string(guardrail.harm.rawValue)),
            .init("role", .string(guardrail.role.rawValue)),
            .init("p.harm", finding.harmPValue.map(JSONValue.number) ?? .null),
            .init("p.adjusted", finding.adjustedPValue.map(JSONValue.number) ?? .null),
            .init("verdict", .string(finding.verdict.rawValue)), .init("why", .string(finding.reason)),
        ]
        let band: Interval? =
            looks == nil
            ? nil
            : finding.criticalValue.flatMap { critical in
                guardrail.standardError.map {
                    Interval(guardrail.estimate - critical * $0, guardrail.estimate + critical * $0)
                }
            }
        return Estimate(
            term: guardrail.measure, labels: labels, estimate: guardrail.estimate,
            standardError: guardrail.standardError ?? .nan, degreesOfFreedom: guardrail.degreesOfFreedom,
            level: level,
            simultaneous: band)
    }

    private var facts: [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("estimator", "guardrails"), .init("verdict", .string(verdict.rawValue)),
            .init("alpha", .number(alpha)), .init("adjust", .string(adjustment.rawValue)),
        ]
        if let looks {
            facts.append(
                .init(
                    "looks",
                    [
                        "information": .array(looks.information.map(JSONValue.number)),
                        "spending": .string(looks.spending.name),
                    ]))
        }
        return facts
    }

    private func names(_ wanted: Verdict) -> [String] {
        zip(guardrails, findings).filter { $0.0.role == .balancing && $0.1.verdict == wanted }.map(
            \.0.measure)
    }

    private var summary: String {
        switch verdict {
        case .suspend: "Harm is shown for \(names(.suspend).joined(separator: ", "))."
        case .watch: "Harm is neither shown nor excluded for \(names(.watch).joined(separator: ", "))."
        case .continue: "Every balancing measure is within its threshold."
        }
    }

    private var reasons: [String] {
        zip(guardrails, findings).map { guardrail, finding in
            let name = guardrail.role == .primary ? "\(guardrail.measure) (the target)" : guardrail.measure
            let word = guardrail.role == .primary ? targetWord(finding.verdict) : finding.verdict.rawValue
            return "\(name): \(word), because \(finding.reason)."
        }
    }

    private func targetWord(_ verdict: Verdict) -> String {
        switch verdict {
        case .continue: "reached"
        case .watch: "not shown to be reached"
        case .suspend: "missed"
        }
    }

    private var familyNote: String {
        let count = guardrails.count { $0.role == .balancing }
        let method = adjustment == .holm ? "Holm" : "Bonferroni"
        let over =
            looks.map { " and \($0.information.count) looks so far (\($0.spending.name) spending)" } ?? ""
        return
            "The chance of any false alarm among \(count.counted("balancing measure", "balancing measures"))\(over) is at most \(Numbers.percent(alpha)) (\(method))."
    }
}
