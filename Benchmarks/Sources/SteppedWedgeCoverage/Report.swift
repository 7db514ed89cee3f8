import Causal

/// The study as Markdown.
enum Report {
    static func head(_ replications: Int) -> String {
        let error = percent((0.05 * 0.95 / Double(replications)).squareRoot())
        return """
            # How often a stepped-wedge trial finds an effect that is none

            Three sequences of 2, 4, 8 or 16 clusters in four periods, analysed with a level for each period: five coefficients in a mixed model,
            K of them the clusters. \(replications) trials each (Monte-Carlo error \(error) at 5 %). Rejections at 5 % in per cent; where the
            outcome is a mean the estimates move with the effect, so that 95 % intervals cover any true effect in the rest. In square
            brackets the share of trials in which a method has no answer; for the permutation tests of 6 clusters there are 90 orders, of the others
            999 are drawn. Made by

                cd Benchmarks && swift run -c release SteppedWedgeCoverage \(replications)

            """
    }

    /// A scenario's tables.
    static func section(_ scenario: Scenario, _ study: Study) -> String {
        let isNull = scenario.effect == 0
        var text =
            "## \(scenario.title)\n\n\(scenario.text.prefix(1).uppercased())\(scenario.text.dropFirst()).\n\n"
        text += table(isNull ? "rejections" : "coverage", study) { verdicts in
            share(verdicts) { isNull ? $0.rejects : $0.covers }
        }
        guard scenario.family == .gaussian, isNull else { return text }
        return text + "Half the width of the interval, median:\n\n"
            + table("median", study, median)
    }

    private static func table(_ what: String, _ study: Study, _ cell: ([Verdict?]) -> String) -> String {
        var lines = [
            "| \(what) | " + clusterCounts.map { "\($0) clusters" }.joined(separator: " | ") + " |",
            "|---" + clusterCounts.map { _ in "|---" }.joined() + "|",
        ]
        for (method, name) in study.names.enumerated() {
            let cells = clusterCounts.indices.map { cell(study.column($0, method)) }
            lines.append("| \(name) | " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n\n"
    }

    /// How many of the answers are so, in per cent, with the share of trials without an answer in brackets.
    private static func share(_ verdicts: [Verdict?], _ holds: (Verdict) -> Bool) -> String {
        let given = verdicts.compactMap { $0 }
        guard !given.isEmpty else { return "none" }
        let rate = percent(Double(given.count(where: holds)) / Double(given.count))
        let missing = 1 - Double(given.count) / Double(verdicts.count)
        return missing < 0.0005 ? rate : "\(rate) [\(percent(missing))]"
    }

    private static func median(_ verdicts: [Verdict?]) -> String {
        let margins = verdicts.compactMap { $0?.margin }.sorted()
        guard !margins.isEmpty else { return "none" }
        let middle = margins[margins.count / 2]
        return middle.isFinite ? fixed(Int((middle * 1000).rounded()), 1000, 3) : "unbounded"
    }

    /// A share in per cent.
    private static func percent(_ share: Double) -> String { fixed(Int((share * 1000).rounded()), 10, 1) }

    /// A whole number of parts with so many decimals.
    private static func fixed(_ parts: Int, _ unit: Int, _ digits: Int) -> String {
        let rest = String(parts % unit)
        return "\(parts / unit)." + String(repeating: "0", count: digits - rest.count) + rest
    }
}
