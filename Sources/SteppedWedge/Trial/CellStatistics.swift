import Regression

/// Sizes, means and within-cell cross-products: all that a Gaussian model of a trial needs to know of its rows.
///
/// Two passes over the rows, in fixed pieces on several threads; nothing later depends on the number of rows.
struct CellStatistics: Sendable {
    /// The cells of cluster i are `starts[i] ..< starts[i + 1]`.
    let starts: [Int]
    /// Each cell's period as a position among the periods.
    let periods: [Int]
    /// Each cell's treatment.
    let treatment: [Double]
    /// Each cell's number of rows.
    let counts: [Double]
    /// How many columns are summed: the covariates, and the outcome behind them.
    let width: Int
    /// Means: cell after cell, `width` numbers each.
    let means: [Double]
    /// Σ (x − x̄_cell)(x − x̄_cell)′: cluster after cluster, `width`² numbers each.
    let within: [Double]
    /// The number of rows.
    let rowCount: Int

    var clusterCount: Int { starts.count - 1 }
    var cellCount: Int { counts.count }

    /// Sums up a trial's rows.
    init(_ rows: TrialRows) {
        let columns = rows.frame.columns.map(\.values) + [rows.frame.response]
        let codes = rows.cells.codes
        let count = rows.cells.levelCount
        let first = rows.cells.firstRows.map(Int.init)
        let owner = first.map { Int(rows.cluster.codes[$0]) }
        width = columns.count
        rowCount = rows.count
        periods = first.map { Int(rows.period.codes[$0]) }
        treatment = first.map { rows.treatment[$0] }
        let counts = rows.counts(rows.cells)
        let weights = rows.frequencies
        self.counts = counts
        var starts = [Int](repeating: 0, count: rows.cluster.levelCount + 1)
        for cluster in owner { starts[cluster + 1] += 1 }
        for cluster in 0..<rows.cluster.levelCount { starts[cluster + 1] += starts[cluster] }
        self.starts = starts
        let means = columns.map { CellStatistics.means($0, weights, codes, counts) }
        self.means = (0..<count).flatMap { cell in means.map { $0[cell] } }
        within = CellStatistics.within(
            columns, means, weights, codes, owner, clusters: rows.cluster.levelCount)
    }

    /// Pieces of rows: at most eight, whatever the number of threads.
    private static func pieceSize(_ count: Int) -> Int { max(1 << 16, (count + 7) / 8) }

    /// Each cell's mean of one column.
    private static func means(
        _ values: [Double], _ weights: [Double]?, _ codes: [Int32], _ counts: [Double]
    ) -> [Double] {
        let sums = summed(codes.count, into: counts.count) { rows, sums in
            values.withUnsafeBufferPointer { values in
                codes.withUnsafeBufferPointer { codes in
                    guard let weights else {
                        for row in rows { sums[Int(codes[row])] += values[row] }
                        return
                    }
                    for row in rows { sums[Int(codes[row])] += weights[row] * values[row] }
                }
            }
        }
        return zip(sums, counts).map { $0 / $1 }
    }

    /// Centred cross-products of all pairs of columns by cluster.
    private static func within(
        _ columns: [[Double]], _ means: [[Double]], _ weights: [Double]?, _ codes: [Int32], _ owner: [Int],
        clusters: Int
    ) -> [Double] {
        let width = columns.count
        var all = [Double](repeating: 0, count: clusters * width * width)
        for a in 0..<width {
            for b in 0...a {
                let sums = products(
                    columns[a], columns[b], means[a], means[b], weights, codes, owner, clusters)
                for cluster in 0..<clusters {
                    all[(cluster * width + a) * width + b] = sums[cluster]
                    all[(cluster * width + b) * width + a] = sums[cluster]
                }
            }
        }
        return all
    }

    private static func products(
        _ x: [Double], _ y: [Double], _ xMeans: [Double], _ yMeans: [Double], _ weights: [Double]?,
        _ codes: [Int32], _ owner: [Int], _ clusters: Int
    ) -> [Double] {
        let byCell = summed(codes.count, into: owner.count) { rows, sums in
            x.withUnsafeBufferPointer { x in
                y.withUnsafeBufferPointer { y in
                    codes.withUnsafeBufferPointer { codes in
                        for row in rows {
                            let cell = Int(codes[row])
                            let product = (x[row] - xMeans[cell]) * (y[row] - yMeans[cell])
                            sums[cell] += weights.map { $0[row] * product } ?? product
                        }
                    }
                }
            }
        }
        var byCluster = [Double](repeating: 0, count: clusters)
        for (cell, cluster) in owner.enumerated() { byCluster[cluster] += byCell[cell] }
        return byCluster
    }

    /// Sums of pieces of rows, added in the order of the pieces.
    private static func summed(
        _ count: Int, into size: Int,
        _ body: @Sendable (Range<Int>, UnsafeMutableBufferPointer<Double>) -> Void
    ) -> [Double] {
        let piece = pieceSize(count)
        let parts = Parallel.map(Parallel.blockCount(count, piece)) { block in
            var sums = [Double](repeating: 0, count: size)
            sums.withUnsafeMutableBufferPointer { body(Parallel.blockRange(block, count, piece), $0) }
            return sums
        }
        guard var total = parts.first else { return [Double](repeating: 0, count: size) }
        for part in parts.dropFirst() { for place in total.indices { total[place] += part[place] } }
        return total
    }
}
