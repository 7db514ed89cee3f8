import Design
import Groundwork
import LinearAlgebra

/// The estimates without each cluster, without fitting again.
///
/// β̂₋g = β̂ − B X_g′W_g(I − H_gg)⁻¹û_g, H the hat matrix of the full design, so that what leaves with a cluster are also
/// its rows' part in the absorbed factors. The cost is that of ``ClusterCorrection/cr3``.
struct LeftOutClusters {
    /// β̂₋g − β̂: clusters × estimated coefficients; NaN where the other clusters do not identify one.
    let changes: Matrix

    /// - Throws: `CausalError.Code.badArgument` when absorbed factors that cross the clusters have too many levels.
    init(_ fit: some LinearFit, clusters: Factor) throws(CausalError) {
        let design = try ClusterDesign(
            fit, clusters: clusters, weighting: fit.weights.map { .inverseVariance($0) } ?? .none)
        let adjuster = try ClusterAdjuster(design, .cr3, needsMoments: false)
        let blocks = design.groups.blocks(limit: 64)
        let parts = Parallel.map(blocks.count) { block in
            Result { () throws(CausalError) in try LeftOutClusters.rows(adjuster, blocks[block]) }
        }
        var changes = Matrix(clusters.levelCount, fit.estimated.count)
        for (block, part) in zip(blocks, parts) {
            for (cluster, row) in zip(block, try part.get()) {
                for (j, value) in row.enumerated() { changes[cluster, j] = value }
            }
        }
        self.changes = changes
    }

    private static func rows(
        _ adjuster: ClusterAdjuster, _ clusters: Range<Int>
    ) throws(CausalError) -> [[Double]] {
        let basis = adjuster.design.basis
        var scratch = LevelScratch(adjuster.design.levelCount)
        var rows: [[Double]] = []
        for cluster in clusters {
            let adjusted = try adjuster.adjusted(cluster, &scratch)
            var row = (basis * adjusted.score).map { -$0 }
            if let lost = adjusted.lost {
                for j in row.indices where isLost(basis.row(j), lost) { row[j] = .nan }
            }
            rows.append(row)
        }
        return rows
    }

    /// Whether a coefficient has a part in directions that no other cluster informs.
    private static func isLost(_ row: [Double], _ lost: Matrix) -> Bool {
        lost.quadraticForm(row, row) > 1e-7 * row.reduce(0) { $0 + $1 * $1 }
    }
}
