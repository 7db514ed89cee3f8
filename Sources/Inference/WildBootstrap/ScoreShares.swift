import Design
import Groundwork
import LinearAlgebra

/// What each cluster adds to one Newton step of Rβ, and the statistics of the sample and of draws.
///
/// a_c = R B s_c with the clusters' scores s_c and the information's inverse B, at the fit under the hypothesis
/// or as it is. A draw's step is N* = Σ v_c a_c, and its variance Σ_c (v_c a_c − p_c N*)², p_c the cluster's share
/// of the observations: scores of a draw do not sum to zero, and are taken about their mean (Kline & Santos
/// 2012; the convention of boottest).
struct ScoreShares {
    /// a: clusters × restrictions.
    let steps: Matrix
    /// p
    let shares: [Double]
    /// CR1's factor.
    let scale: Double

    /// At a fit under restrictions.
    init(_ fit: RestrictedFit, _ restriction: WildRestriction, _ clusters: WildClusters, shares: [Double]) {
        let groups = clusters.bootstrap
        let scores = Kernels.groupedScores(
            columns: fit.designColumns, shifts: fit.columnMeans, intercept: fit.hasIntercept,
            residuals: fit.residuals, weights: fit.weights, groups: groups.codes,
            groupCount: groups.levelCount)
        steps = scores * fit.centred.directions(restriction.matrix)
        self.shares = shares
        scale = clusters.scale
    }

    /// At the fit as it is.
    init(_ fit: some LinearFit, _ restriction: WildRestriction, _ clusters: WildClusters, shares: [Double]) {
        steps = fit.scores(summedBy: clusters.bootstrap) * fit.centred.directions(restriction.matrix)
        self.shares = shares
        scale = clusters.scale
    }

    /// p_c = Σ_{i∈c} wᵢ / Σ wᵢ with the weights that the model was given.
    static func shares(_ fit: some LinearFit, _ groups: Factor) -> [Double] {
        var sums = [Double](repeating: 0, count: groups.levelCount)
        let weights = fit.priorWeights
        for (row, code) in groups.codes.enumerated() { sums[Int(code)] += weights?[row] ?? 1 }
        let total = sums.reduce(0, +)
        return sums.map { $0 / total }
    }

    /// N = Σ a
    var total: [Double] { (0..<steps.columnCount).map { steps.column($0).reduce(0, +) } }

    /// The variance of the sample's step.
    var variance: Matrix {
        let (total, q) = (total, steps.columnCount)
        var centred = Matrix(steps.rowCount, q)
        for j in 0..<q {
            for c in shares.indices { centred[c, j] = steps[c, j] - shares[c] * total[j] }
        }
        return scale * centred.gram
    }

    /// t = N/√V, or N′V⁻¹N/q; nil where the variance is not positive.
    func statistic(_ distance: [Double]) -> Double? {
        let variance = variance
        guard distance.count == 1 else {
            return variance.inverseQuadraticForm(distance).map { $0 / Double(distance.count) }
        }
        // A step that is rounding beside its parts is none.
        let size = steps.column(0).reduce(0) { $0 + $1 * $1 }
        guard variance[0, 0] > 1e-22 * scale * size else { return nil }
        return distance[0] / variance[0, 0].squareRoot()
    }

    /// The draws of a method.
    func sampler(_ method: WildBootstrap) -> WildSampler {
        let q = steps.columnCount
        let units = (0..<q).map { j in (0..<q).map { $0 == j ? 1.0 : 0 } }
        let all = Array(0..<Int32(steps.rowCount))
        let leverage = units.map { unit in
            Matrix(q, shares.count, columnMajor: shares.flatMap { share in unit.map { -$0 * share } })
        }
        let part = WildPart(
            factor: scale, clusterCount: shares.count,
            cells: (all, all, (0..<q).map { steps.column($0) }), leverage: leverage)
        return WildSampler(scores: [steps], maps: units.map { (0, $0) }, parts: [part], method)
    }
}
