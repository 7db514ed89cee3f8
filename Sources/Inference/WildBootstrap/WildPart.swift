import Design
import Groundwork
import LinearAlgebra

/// One part of a draw's variance: for each map the scores of the clusters c are linear in the draw v,
///
///     Z_c(v) = scale · (Σ_h H[c, h] v_h − J_c Σ_h v_h S_h),
///
/// H[c, h] = Σ_{i∈c} w x̃_i [M_D(1_h ρ)]_i, J_c = Σ_{i∈c} w x̃_i zᵢ′B, S_h = Σ_{i∈h} w ρᵢzᵢ, z about the means. M_D sweeps the absorbed
/// factors. If each of their levels lies within one cluster c, M_D changes nothing: x̃ sums to zero over every
/// level. Then H[c, h] is a sum over the rows that c and h share, zero for most pairs, and only those cells
/// are kept. Otherwise H is held whole.
struct WildPart: Sendable {
    /// The sign of the part times the small-sample factor.
    let factor: Double
    let clusterCount: Int
    /// The pairs (c, h) that share rows, and scale · H of each, for each map; in the order of c.
    let cells: (clusters: [Int32], bootstrap: [Int32], values: [[Double]])?
    /// −scale · J′ for each map: coefficients × clusters.
    let leverage: [Matrix]
    /// Without cells: the whole map, scale·(H′ − S J′), bootstrap clusters × clusters.
    let whole: [Matrix]?

    /// A part of given cells.
    init(
        factor: Double, clusterCount: Int,
        cells: (clusters: [Int32], bootstrap: [Int32], values: [[Double]]), leverage: [Matrix]
    ) {
        self.factor = factor
        self.clusterCount = clusterCount
        self.cells = cells
        self.leverage = leverage
        whole = nil
    }

    init(
        _ fit: some LinearFit, _ restriction: WildRestriction, _ clusters: WildClusters,
        _ part: WildClusters.Part, _ columns: WildColumns, _ residuals: WildResiduals, swept: [Matrix]?
    ) throws(CausalError) {
        factor = part.sign * clusters.scale
        clusterCount = part.factor.levelCount
        let design = fit.centred
        let leverages = columns.directions.indices.map { j in
            let sums =
                clusters.isBootstrap(part)
                ? columns.directionScores[j]
                : Kernels.groupedScores(
                    columns: fit.designColumns, shifts: design.means, intercept: fit.hasIntercept,
                    residuals: columns.directions[j], weights: fit.weights, groups: part.factor.codes,
                    groupCount: part.factor.levelCount)
            return (sums * design.bread).transposed
        }
        let leverage = residuals.maps.map { (-$0.scale) * leverages[$0.restriction] }
        self.leverage = leverage
        if let swept {
            cells = nil
            whole = residuals.maps.indices.map { a in
                swept[a] + residuals.scores[residuals.maps[a].residual] * leverage[a]
            }
        } else {
            whole = nil
            cells = try WildPart.cells(fit, restriction, clusters, part, columns, residuals)
        }
    }

    /// scale · Σ_{i∈c∩h} w x̃ᵢρᵢ for the pairs that share rows.
    static func cells(
        _ fit: some LinearFit, _ restriction: WildRestriction, _ clusters: WildClusters,
        _ part: WildClusters.Part, _ columns: WildColumns, _ residuals: WildResiduals
    ) throws(CausalError) -> (clusters: [Int32], bootstrap: [Int32], values: [[Double]]) {
        clusters.isBootstrap(part)
            ? diagonalCells(restriction, residuals)
            : try sharedCells(fit, clusters, part, columns, residuals)
    }

    /// The clusters of the part are those of the bootstrap: H[h, h] = S_h B R′.
    private static func diagonalCells(
        _ restriction: WildRestriction, _ residuals: WildResiduals
    ) -> (clusters: [Int32], bootstrap: [Int32], values: [[Double]]) {
        let values = residuals.maps.map { map in
            (residuals.scores[map.residual] * restriction.directions[map.restriction]).map { map.scale * $0 }
        }
        let all = Array(0..<Int32(values.first?.count ?? 0))
        return (all, all, values)
    }

    /// Sums over the rows that a cluster and a bootstrap cluster share.
    private static func sharedCells(
        _ fit: some LinearFit, _ clusters: WildClusters, _ part: WildClusters.Part, _ columns: WildColumns,
        _ residuals: WildResiduals
    ) throws(CausalError) -> (clusters: [Int32], bootstrap: [Int32], values: [[Double]]) {
        let names = part.names + clusters.bootstrapNames.filter { !part.names.contains($0) }
        let pairs = try fit.sample.factor(interacting: names)
        var (first, second) = ([Int32](repeating: 0, count: pairs.levelCount), [Int32]())
        second = first
        for (row, code) in pairs.codes.enumerated() {
            first[Int(code)] = part.factor.codes[row]
            second[Int(code)] = clusters.bootstrap.codes[row]
        }
        let sums = residuals.columns.map { residual in
            Kernels.groupedScores(
                columns: columns.directions, intercept: false, residuals: residual, weights: fit.weights,
                groups: pairs.codes, groupCount: pairs.levelCount)
        }
        let order = first.indices.sorted { (first[$0], second[$0]) < (first[$1], second[$1]) }
        let values = residuals.maps.map { map in
            order.map { map.scale * sums[map.residual][$0, map.restriction] }
        }
        return (order.map { first[$0] }, order.map { second[$0] }, values)
    }

    /// How many multiplications a draw takes with this part.
    func cost(coefficients: Int, bootstrapClusters: Int) -> Int {
        let each =
            cells.map { clusterCount * coefficients + $0.clusters.count } ?? clusterCount * bootstrapClusters
        return leverage.count * each
    }
}
