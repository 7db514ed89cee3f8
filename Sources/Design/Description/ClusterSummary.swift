import Groundwork

/// How large clusters are, and how the panel and the treatment lie in them.
public struct ClusterSummary: Sendable, Hashable {
    /// The column of clusters.
    public let column: String
    /// Rows per cluster.
    public let rows: Spread
    /// Standard deviation of the sizes over their mean.
    public let variation: Double
    /// Whether every unit lies within one cluster; nil without a column of units.
    public let holdsUnits: Bool?
    /// Whether all rows of a cluster start the treatment together; nil when no treatment is named.
    public let sharesStart: Bool?
    /// Clusters with a row that is ever treated; nil when no treatment is named.
    public let treated: Int?

    /// nil without rows.
    init?(_ cluster: Factor, unit: Factor?, starts: [Double]?) {
        guard let rows = Spread(cluster.levelCounts) else { return nil }
        let squares = cluster.levelCounts.reduce(0.0) {
            $0 + (Double($1) - rows.mean) * (Double($1) - rows.mean)
        }
        column = cluster.name
        self.rows = rows
        variation =
            rows.count > 1 ? (squares / Double(rows.count - 1)).squareRoot() / rows.mean : 0
        holdsUnits = unit.map { $0.isNested(in: cluster) }
        var start = [Double](repeating: .nan, count: cluster.levelCount)
        var isTreated = [Bool](repeating: false, count: cluster.levelCount)
        var isShared = true
        for (row, value) in (starts ?? []).enumerated() {
            let code = Int(cluster.codes[row])
            if start[code].isNaN { start[code] = value }
            isShared = isShared && start[code] == value
            isTreated[code] = isTreated[code] || value.isFinite
        }
        sharesStart = starts == nil ? nil : isShared
        treated = starts == nil ? nil : isTreated.count { $0 }
    }
}
