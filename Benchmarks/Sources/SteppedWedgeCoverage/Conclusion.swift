import Causal

/// Which methods keep their level, and which of them has the shortest intervals.
struct Conclusion {
    private let studies: [Study]

    /// The studies of means without an effect.
    init(_ scenarios: [Scenario], _ studies: [Study]) {
        self.studies = zip(scenarios, studies).filter { $0.0.family == .gaussian && $0.0.effect == 0 }.map(
            \.1)
    }

    var text: String {
        guard let names = studies.first?.names else { return "" }
        var lines = [
            "## What follows", "",
            "Methods that reject no more often than they say (5 % and twice the Monte-Carlo error) in all three scenarios of means, and answer "
                + "in 99 trials of 100; the eight with the shortest intervals first, with the mean of their median half widths.",
            "", "| clusters | methods |", "|---|---|",
        ]
        for (k, clusters) in clusterCounts.enumerated() {
            let kept = names.indices.filter { method in
                studies.allSatisfy { keepsLevel($0.column(k, method)) }
            }
            let ranked = kept.map { (names[$0], width(k, $0)) }.sorted { $0.1 < $1.1 }
            let told = ranked.prefix(8).map { "\($0.0) (\(Double(Int($0.1 * 1000)) / 1000))" }.joined(
                separator: "; ")
            lines.append("| \(clusters) | \(told) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func keepsLevel(_ verdicts: [Verdict?]) -> Bool {
        let given = verdicts.compactMap { $0 }
        let count = Double(given.count)
        guard count >= 0.99 * Double(verdicts.count), count > 0 else { return false }
        return Double(given.count(where: \.rejects)) / count <= 0.05 + 2 * (0.05 * 0.95 / count).squareRoot()
    }

    private func width(_ k: Int, _ method: Int) -> Double {
        let medians = studies.map { study in
            let margins = study.column(k, method).compactMap { $0?.margin }.filter(\.isFinite).sorted()
            return margins.isEmpty ? 1e9 : margins[margins.count / 2]
        }
        return medians.reduce(0, +) / Double(medians.count)
    }
}
