import Design
import Groundwork
import LinearAlgebra

/// How much of what informs a coefficient lies in each cluster.
struct ClusterShares {
    /// x̃_g′W_gx̃_g / x̃′Wx̃ of each cluster, x̃ what the other columns leave of the coefficient's.
    let partialLeverages: [Double]
    /// (Σ_{i∈g} √wᵢ x̃ᵢ)² of each cluster, in the same units; with frequency weights (Σ wᵢx̃ᵢ)².
    let equalErrors: [Double]

    /// Two or three passes over the rows, n·k operations, n numbers of memory.
    init(_ fit: some LinearFit, position: Int, clusters: Factor, roots: [Double]) {
        let negative = fit.bread.column(position).map { -$0 }
        let shift = fit.hasIntercept ? 1 : 0
        let swept = Kernels.residuals(
            columns: fit.designColumns, response: Array(repeating: 0, count: fit.rowCount),
            intercept: shift == 1 ? negative[0] : nil, coefficients: Array(negative.dropFirst(shift)))
        func sums(_ factors: [Double], _ weights: [Double]?) -> [Double] {
            Kernels.groupedScores(
                columns: [swept], intercept: false, residuals: factors, weights: weights,
                groups: clusters.codes, groupCount: clusters.levelCount
            ).values
        }
        let scale = fit.bread[position, position]
        partialLeverages = sums(swept, fit.weights).map { $0 / scale }
        equalErrors = roots.isEmpty ? [] : sums(roots, nil).map { $0 * $0 / scale }
    }

    /// G*(0).
    var effectiveCount: Double { ClusterSpread.effectiveCount(partialLeverages) }

    /// G*(1); nil when the sums are rounding, as they are where factors nested in the clusters are absorbed.
    func effectiveCountOfEqualErrors(sizes: [Int]) -> Double? {
        let most = zip(partialLeverages, sizes).reduce(0) { $0 + $1.0 * Double($1.1) }
        guard equalErrors.reduce(0, +) > 1e-12 * most else { return nil }
        return ClusterSpread.effectiveCount(equalErrors)
    }
}
