import Regression

/// A trial's cells as the likelihood needs them.
///
/// A cell's mean has the covariance Γ + σ²/m with the other cells of its cluster (Γ is ``CovarianceValues``); what rows
/// differ from their cell's mean has the variance σ². Everything below is relative to σ²: V₀ = V/σ².
struct CellModel: Sendable {
    /// The cells of cluster i are `starts[i] ..< starts[i + 1]`.
    let starts: [Int]
    /// m of each cell.
    let counts: [Double]
    /// Each cell's indicator column, and how many there are.
    let indicators: [Int32]
    let indicatorCount: Int
    /// How many columns stand behind the indicators, the outcome last.
    let restWidth: Int
    /// Those columns: cell after cell, `restWidth` numbers each.
    let rest: [Double]
    /// Σ of products within cells of the columns behind the indicators, by cluster: `restWidth`² numbers each.
    let within: [Double]
    /// The same over all clusters.
    let pooled: [Double]
    /// Each cell's period, as a position and in time (in steps), and its treatment.
    let periods: [Int]
    let times: [Double]
    let treatment: [Double]
    /// The number of rows.
    let rowCount: Int
    /// Whether a cluster-period is one cell.
    let isPlain: Bool
    /// The individuals' sums, where they are followed.
    let cohort: CohortMoments?

    var clusterCount: Int { starts.count - 1 }
    var cellCount: Int { counts.count }
    /// The number of coefficients p.
    var width: Int { indicatorCount + restWidth - 1 }
    /// Σ log m
    let logCounts: Double

    /// The distance of two cells in periods.
    func distance(_ a: Int, _ b: Int) -> Double { abs(times[a] - times[b]) }

    /// The cells of a cluster.
    func cells(of cluster: Int) -> Range<Int> { starts[cluster]..<starts[cluster + 1] }

    /// A cell's row of the design and, last, its outcome.
    func row(_ cell: Int) -> [Double] {
        var row = [Double](repeating: 0, count: indicatorCount + restWidth)
        row[Int(indicators[cell])] = 1
        for c in 0..<restWidth { row[indicatorCount + c] = rest[cell * restWidth + c] }
        return row
    }
}

extension CellModel {
    /// The cells of a trial.
    init(_ design: TrialDesign) {
        let statistics = design.cells.statistics
        let last = statistics.width - 1
        let centre = design.cells.outcomeCentre
        let outcome = (0..<statistics.cellCount).map {
            statistics.means[$0 * statistics.width + last] - centre
        }
        let columns = design.columns.map(\.values) + [outcome]
        let sources = design.columns.map(\.covariate) + [last]
        let within = CellModel.within(statistics, sources)
        let steps = design.cells.periodSteps
        self.init(
            starts: statistics.starts, counts: statistics.counts, indicators: design.indicators,
            indicatorCount: design.indicatorCount, restWidth: columns.count,
            rest: (0..<statistics.cellCount).flatMap { cell in columns.map { $0[cell] } }, within: within,
            pooled: CellModel.pooled(within, sources.count * sources.count), periods: statistics.periods,
            times: statistics.periods.map { steps[$0] }, treatment: statistics.treatment,
            rowCount: statistics.rowCount, isPlain: !design.cells.rows.isSplit,
            cohort: CohortMoments(design.cells, sources),
            logCounts: statistics.counts.reduce(0) { $0 + Logarithm.of($1) })
    }

    private static func within(_ statistics: CellStatistics, _ sources: [Int?]) -> [Double] {
        (0..<statistics.clusterCount).flatMap { cluster in
            sources.flatMap { a in
                sources.map { b in
                    guard let a, let b else { return 0.0 }
                    return statistics.within[(cluster * statistics.width + a) * statistics.width + b]
                }
            }
        }
    }

    private static func pooled(_ within: [Double], _ size: Int) -> [Double] {
        var sums = [Double](repeating: 0, count: size)
        for (place, value) in within.enumerated() { sums[place % size] += value }
        return sums
    }
}

extension TrialCells {
    /// The periods' places in time, in units of the shortest step.
    var periodSteps: [Double] {
        let times = rows.axis.levelTimes
        let sorted = times.sorted()
        let step = zip(sorted.dropFirst(), sorted).map { $0 - $1 }.min() ?? 1
        return times.map { ($0 - (sorted.first ?? 0)) / step }
    }
}
