/// What the clusters of a fit are like, and how much each of them matters.
///
/// ```swift
/// let clusters = try fit.clusterDiagnostics(by: "clinic")
/// print(clusters.count, clusters.size.maximum, clusters["treated"]?.effectiveClusters ?? 0)
/// ```
///
/// - Source: MacKinnon, Nielsen & Webb (2023), *Leverage, influence, and the jackknife in clustered regression
///   models: Reliable inference using summclust*, Stata Journal 23; Carter, Schnepel & Steigerwald (2017), Review of
///   Economics and Statistics 99.
public struct ClusterDiagnostics: Sendable, Hashable, Codable {
    /// The column that names the clusters.
    public let column: String
    /// The clusters' names; every list of clusters stands in this order.
    public let labels: [String]
    /// Observations in each cluster: rows, or sums of frequency weights.
    public let sizes: [Int]
    /// The leverage of each cluster: tr(X_g′W_gX_g (X′WX)⁻¹), X the slopes after absorbed factors are swept out. The
    /// sum is the number of coefficients.
    public let leverages: [Double]
    /// The estimated coefficients.
    public let terms: [Term]
    /// What a reader should know.
    public let notes: [String]

    /// The number of clusters.
    public var count: Int { labels.count }
    /// How sizes differ.
    public var size: ClusterSpread { ClusterSpread(sizes.map(Double.init)) }
    /// How leverages differ.
    public var leverage: ClusterSpread { ClusterSpread(leverages) }
    /// What is known of a coefficient; nil when there is none of that name.
    public subscript(_ term: String) -> Term? { terms.first { $0.term == term } }

    /// One coefficient, cluster by cluster.
    public struct Term: Sendable, Hashable, Codable {
        /// Its name.
        public let term: String
        /// The estimate from all clusters.
        public let estimate: Double
        /// The share of each cluster in what is left of the column after the others: x̃_g′W_gx̃_g / x̃′Wx̃. They sum
        /// to 1.
        public let partialLeverages: [Double]
        /// G*(1): as ``effectiveClusters``, with errors that are the same for all rows of a cluster; nil where
        /// absorbed factors take such errors out.
        public let effectiveClustersCorrelated: Double?
        /// The estimate without each cluster; nil where the others do not identify it. The list is empty when it was
        /// too costly; ``ClusterDiagnostics/notes`` then say so.
        public let estimatesWithout: [Double?]

        /// G*(0) = (Σγ_g)²/Σγ_g², γ_g = x̃_g′W_gx̃_g: how many clusters of equal weight would inform the coefficient
        /// as well as these, errors within clusters being independent.
        public var effectiveClusters: Double { ClusterSpread.effectiveCount(partialLeverages) }
        /// How partial leverages differ.
        public var partialLeverage: ClusterSpread { ClusterSpread(partialLeverages) }

        /// The cluster without which the estimate changes most, by its place among the clusters, and the estimate
        /// then; nil when no estimate without a cluster is known.
        public var mostInfluential: (cluster: Int, estimate: Double)? {
            var found: (cluster: Int, estimate: Double)?
            for (cluster, value) in estimatesWithout.enumerated() {
                guard let value else { continue }
                let change = abs(value - estimate)
                if change > abs((found?.estimate ?? estimate) - estimate) || found == nil {
                    found = (cluster, value)
                }
            }
            return found
        }

        /// The smallest and the largest estimate without a cluster.
        public var rangeWithout: (low: Double, high: Double)? {
            let known = estimatesWithout.compactMap { $0 }
            guard let low = known.min(), let high = known.max() else { return nil }
            return (low, high)
        }
    }
}

/// How a number differs between clusters.
public struct ClusterSpread: Sendable, Hashable, Codable {
    /// The smallest.
    public let minimum: Double
    /// The middle one, or the mean of the middle two.
    public let median: Double
    /// The largest.
    public let maximum: Double
    /// Standard deviation over mean; its square Σ(L_g − L̄)²/((G − 1)L̄²) is the scaled variance of `summclust`. Zero
    /// when all are zero.
    public let coefficientOfVariation: Double

    /// Describes the numbers of two clusters at least.
    init(_ values: [Double]) {
        let sorted = values.sorted()
        let count = sorted.count
        minimum = sorted.first ?? 0
        maximum = sorted.last ?? 0
        median = count == 0 ? 0 : (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
        let mean = values.reduce(0, +) / Double(max(count, 1))
        let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let isFlat = mean == 0 || count < 2
        coefficientOfVariation = isFlat ? 0 : (square / Double(count - 1)).squareRoot() / mean
    }

    /// (Σγ)²/Σγ² = G/(1 + Γ), Γ the squared coefficient of variation with divisor G (Carter, Schnepel &
    /// Steigerwald 2017, eq. 5).
    static func effectiveCount(_ shares: [Double]) -> Double {
        let sum = shares.reduce(0, +)
        let square = shares.reduce(0) { $0 + $1 * $1 }
        return square > 0 ? sum / square * sum : 0
    }
}
