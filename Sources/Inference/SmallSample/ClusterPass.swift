import Groundwork
import LinearAlgebra

/// What one pass over all clusters gives.
struct ClusterPass: Sendable {
    /// Σ tt′ for the orthonormal slopes.
    private(set) var meat: Matrix
    /// Σ of the clusters' effects: the expected meat under the working model.
    private(set) var expected: Matrix
    /// Σ over directions that one cluster alone informs.
    private(set) var lost: Matrix
    /// The clusters (by number) that alone inform a direction.
    private(set) var deciding: [Int] = []
    /// For each set of contrasts the sums over pairs of clusters.
    private(set) var pairs: [PairSums]

    private init(_ adjuster: ClusterAdjuster, _ contrasts: [Matrix]) {
        let k = adjuster.design.slopeCount
        meat = Matrix(k, k)
        expected = Matrix(k, k)
        lost = Matrix(k, k)
        pairs = contrasts.map { PairSums(contrasts: $0, imageSize: adjuster.imageSize) }
    }

    /// Adjusts every cluster. Clusters are split into runs by their rows, and the runs' sums added in order.
    static func run(_ adjuster: ClusterAdjuster, contrasts: [Matrix]) throws(CausalError) -> ClusterPass {
        let link = PairLink(adjuster.links, slopes: adjuster.design.slopeCount)
        let size = contrasts.reduce(1) {
            let width = adjuster.imageSize * $1.columnCount
            return $0 + width * width
        }
        let blocks = adjuster.design.groups.blocks(limit: max(4, min(64, (1 << 22) / size)))
        let parts = Parallel.map(blocks.count) { block in
            Result { () throws(CausalError) in
                try ClusterPass(adjuster, contrasts).adding(blocks[block], adjuster, link)
            }
        }
        var all = ClusterPass(adjuster, contrasts)
        for part in parts { all.merge(try part.get()) }
        return all
    }

    private func adding(
        _ clusters: Range<Int>, _ adjuster: ClusterAdjuster, _ link: PairLink
    ) throws(CausalError) -> ClusterPass {
        var sums = self
        var scratch = LevelScratch(adjuster.design.levelCount)
        let k = meat.rowCount
        for cluster in clusters {
            let adjusted = try adjuster.adjusted(cluster, &scratch)
            for j in 0..<k {
                for i in 0..<k { sums.meat[i, j] += adjusted.score[i] * adjusted.score[j] }
            }
            if let lost = adjusted.lost {
                sums.lost = sums.lost + lost
                sums.deciding.append(cluster)
            }
            guard adjuster.needsMoments else { continue }
            sums.expected = sums.expected + adjusted.effect
            for set in sums.pairs.indices { sums.pairs[set].add(adjusted, link) }
        }
        for set in sums.pairs.indices { sums.pairs[set].flush() }
        return sums
    }

    private mutating func merge(_ other: ClusterPass) {
        meat = meat + other.meat
        expected = expected + other.expected
        lost = lost + other.lost
        deciding += other.deciding
        for set in pairs.indices { pairs[set].merge(other.pairs[set]) }
    }
}
