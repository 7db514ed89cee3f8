import Design
import Groundwork
import LinearAlgebra

extension LinearFit {
    /// What the clusters of a column are like: sizes, leverage, the effective number of clusters, and how far each
    /// cluster moves each coefficient.
    ///
    /// The rows are passed about three times for each coefficient, and once more as for ``ClusterCorrection/cr3``:
    /// time n·k², memory a few numbers a row and G × k. Absorbed factors are exact: they are swept out of the
    /// columns, and estimates without a cluster are those of a fit to the other clusters, factors included. Where
    /// factors that are not nested in the clusters have more than 1000 levels together, that would take a dense
    /// matrix over them; the estimates without a cluster are then left out, and a note says so.
    ///
    /// With generalised linear models these are the quantities of the last weighted regression, one step from the
    /// estimates and not a new fit. Analytic, sampling and working weights multiply rows by their roots.
    ///
    /// - Throws: `CausalError.Code.unknownColumn` and `CausalError.Code.missingValue` for the column;
    ///   `CausalError.Code.tooFewRows` for one cluster.
    public func clusterDiagnostics(by column: String) throws(CausalError) -> ClusterDiagnostics {
        let clusters = try clusterFactors([column])[0]
        let sizes = clusterSizes(clusters)
        let roots = weightKind == .frequency ? weights : weights?.map { $0.squareRoot() }
        let leverages = Kernels.groupedScores(
            columns: [], intercept: true, residuals: slopeLeverages, weights: nil, groups: clusters.codes,
            groupCount: clusters.levelCount
        ).values
        let (changes, notes) = try changesWithout(clusters)
        let all = roots ?? Array(repeating: 1, count: rowCount)
        let described = estimated.indices.map { j in
            let shares = ClusterShares(self, position: j, clusters: clusters, roots: all)
            let estimate = coefficients[estimated[j]]
            return ClusterDiagnostics.Term(
                term: terms[estimated[j]], estimate: estimate, partialLeverages: shares.partialLeverages,
                effectiveClustersCorrelated: shares.effectiveCountOfEqualErrors(sizes: sizes),
                estimatesWithout: changes.map { changes in
                    changes.column(j).map { $0.isNaN ? nil : estimate + $0 }
                } ?? [])
        }
        return ClusterDiagnostics(
            column: column, labels: (0..<clusters.levelCount).map(clusters.label), sizes: sizes,
            leverages: leverages, terms: described, notes: notes)
    }

    /// Observations in each cluster.
    private func clusterSizes(_ clusters: Factor) -> [Int] {
        guard weightKind == .frequency, let weights else { return clusters.levelCounts }
        return Kernels.groupedScores(
            columns: [], intercept: true, residuals: weights, weights: nil, groups: clusters.codes,
            groupCount: clusters.levelCount
        ).values.map { Int($0) }
    }

    /// The changes without each cluster, or why there are none.
    private func changesWithout(_ clusters: Factor) throws(CausalError) -> (Matrix?, [String]) {
        do {
            return (try LeftOutClusters(self, clusters: clusters).changes, [])
        } catch  where error.code == .badArgument {
            return (nil, ["Estimates without each cluster were left out: \(error.message)."])
        }
    }
}
