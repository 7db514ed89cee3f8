import Design
import Groundwork

extension LinearFit {
    /// The one place that says when CR0 and CR1 mislead: few clusters, or few that matter.
    ///
    /// With 20 alike clusters CR1 rejects a true hypothesis about 7 times in 100 at 5 %, with 10 about 9 times, and
    /// beyond 20 the excess fades (the table of Docs/RejectionRates.md). What counts is how many clusters inform the
    /// coefficient, not how many there are: with 50 clusters of which 5 are treated the effective number is about 6,
    /// and CR1 rejects as it does with so few. So the bound of 20 holds for the effective number too.
    ///
    /// Effective numbers cost n·k² operations; above 2²⁵ of them, or with several columns, the count alone speaks, and
    /// ``clusterDiagnostics(by:)`` says the rest.
    func clusterNote(_ factors: [Factor]) -> [String] {
        let count = factors.map(\.levelCount).min() ?? 0
        if count < fewClusters {
            return [
                "Only \(count) clusters: errors and p-values of this kind are too optimistic with so few. "
                    + betterChoice(columns: factors.count)
            ]
        }
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

    /// Fewer clusters than this, counted or effective, are few.
    private var fewClusters: Int { 20 }

    /// The slopes that few clusters inform, the worst first.
    private func sparseTerms(_ factors: [Factor]) -> [(term: String, effective: Double)] {
        let k = estimated.count
        guard factors.count == 1, rowCount <= (1 << 25) / (k * k) else { return [] }
        return estimated.indices.dropFirst(hasIntercept ? 1 : 0).map { j in
            let shares = ClusterShares(self, position: j, clusters: factors[0], roots: [])
            return (terms[estimated[j]], shares.effectiveCount)
        }
        .filter { $0.1 < Double(min(fewClusters, factors[0].levelCount / 2)) }.sorted { $0.1 < $1.1 }
    }

    private func betterChoice(columns: Int) -> String {
        let bootstrap = self is any SweepingFit ? "the wild cluster bootstrap" : nil
        let choices = [columns == 1 ? "cr2" : nil, bootstrap].compactMap { $0 }
        return choices.isEmpty ? "" : "Better: " + choices.joined(separator: ", or ") + "."
    }
}
