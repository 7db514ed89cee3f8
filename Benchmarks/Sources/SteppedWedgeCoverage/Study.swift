import Causal

/// What one judgement of one drawn trial said.
struct Verdict: Sendable {
    let rejects: Bool
    let covers: Bool
    /// Half the interval's width.
    let margin: Double
}

/// Every method on trials drawn from one scenario.
struct Study {
    let names: [String]
    private let scenario: Scenario
    private let clusterCounts: [Int]
    private let analyses: [Analysis]
    /// Verdicts by number of clusters, replication and method; nil where a method has no answer.
    private var verdicts: [[[Verdict?]]]

    init(_ scenario: Scenario, _ clusterCounts: [Int]) {
        self.scenario = scenario
        self.clusterCounts = clusterCounts
        analyses = Analysis.all(scenario.family)
        names = analyses.flatMap(\.names)
        verdicts = clusterCounts.map { _ in [] }
    }

    /// Draws and judges further trials.
    mutating func extend(_ replications: Range<Int>) {
        let (scenario, analyses) = (scenario, analyses)
        for (place, clusters) in clusterCounts.enumerated() {
            guard let trial = try? scenario.trial(clusters: clusters) else { continue }
            verdicts[place] += Parallel.map(replications.count) { index in
                guard let table = try? trial.table(replications.lowerBound + index) else { return [] }
                return analyses.flatMap { analysis in
                    let truth = scenario.truth(analysis.scale)
                    return analysis.rows(table).map { $0.flatMap { Study.verdict($0, truth) } }
                }
            }
        }
    }

    private static func verdict(_ row: Estimate, _ truth: Double) -> Verdict? {
        let (p, interval) = (row.pValue, row.interval)
        guard !p.isNaN else { return nil }
        return Verdict(
            rejects: p <= 0.05, covers: interval.contains(truth), margin: (interval.high - interval.low) / 2)
    }

    /// The verdicts of a method in trials of the k-th size.
    func column(_ k: Int, _ method: Int) -> [Verdict?] {
        verdicts[k].map { method < $0.count ? $0[method] : nil }
    }
}
