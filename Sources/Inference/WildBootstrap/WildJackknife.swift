import Groundwork
import LinearAlgebra

/// Residuals of each cluster from the fit without it (WCR-S and WCU-S).
///
/// With A_h = Z_h′WZ_h (z about the means), A = ΣA_h, and N a basis of the coefficients that the hypothesis leaves free (RN = 0; all
/// of them without the hypothesis), the fit without h under the hypothesis differs from that with it by
/// −N(N′(A − A_h)N)⁻N′S_h. Its residuals in h have the scores
///
///     S̃_h = (I + A_h N (N′(A − A_h)N)⁻ N′) S_h,
///
/// linear in the plain scores S_h, and so as linear in the hypothesised value. Where the rest of the clusters do not
/// identify a coefficient the generalised inverse is Moore and Penrose's, on columns scaled to unit length.
///
/// - Source: MacKinnon, Nielsen & Webb (2023), *Fast and reliable jackknife and bootstrap methods for
///   cluster-robust inference*, Journal of Applied Econometrics 38.
enum WildJackknife {
    /// The same residual columns with the jackknife's scores.
    static func residuals(
        _ fit: some LinearFit, _ restriction: WildRestriction, _ clusters: WildClusters,
        _ residuals: WildResiduals, imposesNull: Bool
    ) throws(CausalError) -> WildResiduals {
        guard clusters.parts.count == 1, clusters.isBootstrap(clusters.parts[0]) else {
            throw refusal("one cluster variable, by which the bootstrap draws as well")
        }
        guard fit.absorbedFactors.allSatisfy({ $0.isNested(in: clusters.bootstrap) }) else {
            throw refusal("absorbed factors nested in the clusters")
        }
        let blocks = self.blocks(fit, clusters)
        let total = blocks.dropFirst().reduce(blocks[0], +)
        let scale = total.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
        let basis = try imposesNull ? free(restriction.centred, scale) : Matrix.diagonal(scale)
        var scores = residuals.scores
        for (h, block) in blocks.enumerated() {
            let rest = (basis.transposed * (total - block) * basis).symmetrised
            let eigen = try SymmetricEigen(rest)
            let smallest = 1e-10 * max(0, eigen.values.last ?? 0)
            let inverse = eigen.reconstruct { $0 > smallest ? 1 / $0 : 0 }
            let change = block * basis * inverse * basis.transposed
            for r in scores.indices {
                let row = scores[r].row(h)
                for (j, value) in (change * row).enumerated() { scores[r][h, j] = row[j] + value }
            }
        }
        return residuals.replacing(scores: scores)
    }

    /// A_h of every cluster, a column of all of them at a time.
    private static func blocks(_ fit: some LinearFit, _ clusters: WildClusters) -> [Matrix] {
        let groups = clusters.bootstrap
        let ones = fit.hasIntercept ? [[Double](repeating: 1, count: fit.rowCount)] : []
        let k = fit.estimated.count
        var blocks = [Matrix](repeating: Matrix(k, k), count: groups.levelCount)
        let means = fit.columnMeans
        for (j, column) in (ones + fit.designColumns).enumerated() {
            let mean = j < ones.count ? 0 : means[j - ones.count]
            let sums = Kernels.groupedScores(
                columns: fit.designColumns, shifts: means, intercept: fit.hasIntercept,
                residuals: mean == 0 ? column : column.map { $0 - mean }, weights: fit.weights,
                groups: groups.codes, groupCount: groups.levelCount)
            for h in 0..<groups.levelCount {
                for i in 0..<k { blocks[h][i, j] = sums[h, i] }
            }
        }
        return blocks
    }

    /// N: the scaled coefficients that R leaves free, in the units of the data.
    private static func free(_ restrictions: Matrix, _ scale: [Double]) throws(CausalError) -> Matrix {
        let scaled = restrictions * Matrix.diagonal(scale)
        let eigen = try SymmetricEigen(scaled.gram)
        let count = restrictions.columnCount - restrictions.rowCount
        let basis = Matrix(
            restrictions.columnCount, count,
            columnMajor: Array(eigen.vectors.values.prefix(restrictions.columnCount * count)))
        return Matrix.diagonal(scale) * basis
    }

    private static func refusal(_ needs: String) -> CausalError {
        CausalError(
            .badArgument, "the jackknifed wild bootstrap needs \(needs)",
            remedy: "Use plain residuals, which have no such bounds.")
    }
}
