import Regression

/// Counts, means and squares of the outcome by pattern: two passes over the rows.
struct PatternSums {
    private let keys: PatternKeys
    private let count: [Double]
    private let mean: [Double]
    private let spread: [Double]
    private let logFactorials: Double

    init(_ keys: PatternKeys, _ outcome: [Double], _ family: OutcomeFamily) {
        self.keys = keys
        let codes = keys.pattern.codes
        let frequencies = keys.rows.frequencies
        var count = [Double](repeating: 0, count: keys.pattern.levelCount)
        var mean = count
        for row in codes.indices {
            let frequency = frequencies?[row] ?? 1
            count[Int(codes[row])] += frequency
            mean[Int(codes[row])] += frequency * outcome[row]
        }
        for g in count.indices { mean[g] /= count[g] }
        var spread = [Double](repeating: 0, count: count.count)
        for row in codes.indices {
            let distance = outcome[row] - mean[Int(codes[row])]
            spread[Int(codes[row])] += (frequencies?[row] ?? 1) * distance * distance
        }
        (self.count, self.mean, self.spread) = (count, mean, spread)
        let isCount = family == .poisson || family == .quasipoisson
        logFactorials =
            isCount
            ? outcome.indices.reduce(0) {
                $0 + (frequencies?[$1] ?? 1) * Exponential.logGamma(outcome[$1] + 1)
            } : 0
    }

    func patterns(_ columns: [DesignColumn], cohort: CohortClasses?) -> WedgePatterns {
        let clusters = keys.clusterCodes
        let rows = keys.rows
        var starts = [Int](repeating: 0, count: rows.cluster.levelCount + 1)
        for code in clusters { starts[code + 1] += 1 }
        for code in 0..<rows.cluster.levelCount { starts[code + 1] += starts[code] }
        let centres = columns.map { keys.isCentred($0.name) ? Kernels.mean($0.values, weights: count) : 0 }
        return WedgePatterns(
            terms: columns.map(\.name),
            design: clusters.indices.flatMap { g in zip(columns, centres).map { $0.values[g] - $1 } },
            centres: centres, anchors: columns.indices.filter { keys.isAnchor(columns[$0].name) },
            offset: keys.offset, count: count, mean: mean, spread: spread, treatment: keys.treatment,
            period: keys.periodCodes, starts: starts, cohort: cohort,
            periodLabels: (0..<rows.period.levelCount).map(rows.period.label),
            clusterLabels: (0..<rows.cluster.levelCount).map(rows.cluster.label),
            rowCount: keys.rows.count, logFactorials: logFactorials)
    }
}
