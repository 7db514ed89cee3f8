import Regression

/// Counts, means and squares of the outcome by pattern: two passes over the rows.
struct PatternSums {
    private let cells: PatternKeys
    private let count: [Double]
    private let mean: [Double]
    private let spread: [Double]
    private let logFactorials: Double

    init(_ cells: PatternKeys, _ outcome: [Double], _ family: OutcomeFamily) {
        self.cells = cells
        let codes = cells.pattern.codes
        var count = [Double](repeating: 0, count: cells.pattern.levelCount)
        var mean = count
        for row in codes.indices {
            count[Int(codes[row])] += 1
            mean[Int(codes[row])] += outcome[row]
        }
        for g in count.indices { mean[g] /= count[g] }
        var spread = [Double](repeating: 0, count: count.count)
        for row in codes.indices {
            let distance = outcome[row] - mean[Int(codes[row])]
            spread[Int(codes[row])] += distance * distance
        }
        (self.count, self.mean, self.spread) = (count, mean, spread)
        let isCount = family == .poisson || family == .quasipoisson
        logFactorials = isCount ? outcome.reduce(0) { $0 + Exponential.logGamma($1 + 1) } : 0
    }

    func patterns(_ columns: [DesignColumn], cohort: CohortClasses?) -> WedgePatterns {
        let clusters = cells.clusterCodes
        var starts = [Int](repeating: 0, count: cells.cluster.levelCount + 1)
        for code in clusters { starts[code + 1] += 1 }
        for code in 0..<cells.cluster.levelCount { starts[code + 1] += starts[code] }
        return WedgePatterns(
            terms: columns.map(\.name),
            design: clusters.indices.flatMap { g in columns.map { $0.values[g] } },
            offset: cells.offset, count: count, mean: mean, spread: spread, treatment: cells.treatment,
            period: cells.periodCodes, starts: starts, cohort: cohort,
            periodLabels: (0..<cells.period.levelCount).map(cells.period.label),
            clusterLabels: (0..<cells.cluster.levelCount).map(cells.cluster.label),
            rowCount: cells.pattern.count, logFactorials: logFactorials)
    }
}
