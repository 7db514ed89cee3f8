import Design
import Groundwork

extension LinearFit {
    /// The one place that says when CR0 and CR1 mislead: few clusters, or few that matter.
    ///
    /// The bounds come from simulations (Docs/RejectionRates.md), of a true hypothesis at 5 %: CR1 rejects it in 6 of 100
    /// samples with 20 alike clusters, in 10 to 18 with 5 to 10, and in 5 to 6 with 50. What counts is how many clusters
    /// inform the coefficient: with 50 of which 5 are treated, effectively 6 to 8, it rejects in 12, and with 20 of which
    /// 2 are treated, effectively 3, in 25. Where the effective number is 15 or more of 20, it is still about 7.
    ///
    /// Effective numbers cost n·k² operations; above 2²⁵ of them, or with several columns, the count alone speaks, and
    /// ``clusterDiagnostics(by:)`` says the rest.
    func clusterNote(_ factors: [Factor]) -> [String] {
        let count = factors.map(clusterCount).min() ?? 0
        if count < fewClusters {
            return [
                "Only \(count) clusters: errors and p-values of this kind are too optimistic with so few. "
                    + betterChoice(columns: factors.count)
            ]
        }
        guard factors.allSatisfy({ clusterFrequencies($0) == nil }) else { return [] }
        let sparse = sparseTerms(factors)
        guard let worst = sparse.first else { return [] }
        let names = sparse.prefix(3).map(\.term).joined(separator: ", ")
        let more = sparse.count > 3 ? " and \(sparse.count - 3) more" : ""
        let number = (worst.effective * 10).rounded() / 10
        return [
            "Of \(count) clusters few inform \(names)\(more) (as many as \(number) equal ones for \(worst.term)): "
                + "errors and p-values of this kind are then too optimistic. " + betterChoice(columns: 1)
        ]
    }

    /// Fewer clusters than this are few.
    private var fewClusters: Int { 20 }
    /// Fewer effective clusters than this are few; 20 alike ones are hardly ever more than 15 for a regressor that varies.
    private var fewEffective: Double { 15 }

    /// The slopes that few clusters inform, the worst first.
    private func sparseTerms(_ factors: [Factor]) -> [(term: String, effective: Double)] {
        let k = estimated.count
        guard k > 0, factors.count == 1, rowCount <= (1 << 25) / (k * k) else { return [] }
        return estimated.indices.dropFirst(hasIntercept ? 1 : 0).map { j in
            let shares = ClusterShares(self, position: j, clusters: factors[0], roots: [])
            return (terms[estimated[j]], shares.effectiveCount)
        }
        .filter { $0.1 < fewEffective }.sorted { $0.1 < $1.1 }
    }

    private func betterChoice(columns: Int) -> String {
        let bootstrap =
            self is any SweepingFit
            ? "the wild cluster bootstrap (--wild)"
            : self is any RefittingFit && columns == 1 ? "the wild bootstrap of scores (--wild)" : nil
        let choices = [columns == 1 ? "cr2" : nil, bootstrap].compactMap { $0 }
        return choices.isEmpty ? "" : ClusterAdvice.start + choices.joined(separator: ", or ") + "."
    }
}
