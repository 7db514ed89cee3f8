import Design
import Groundwork
import LinearAlgebra

/// A leverage-adjusted clustered covariance and what tests under it need.
struct AdjustedCovariance {
    private let adjuster: ClusterAdjuster
    private let pass: ClusterPass
    private let adjustment: LeverageAdjustment
    private let clusters: Factor
    /// Whether tests take their degrees of freedom from the design.
    let isSatterthwaite: Bool

    /// Adjusts a fit's clusters by a factor.
    init(
        _ fit: some LinearFit, clusters: Factor, _ adjustment: LeverageAdjustment,
        _ df: ClusterDegreesOfFreedom
    ) throws(CausalError) {
        // w equal rows turn into one row times √w, so that frequency weights act as inverse variances do.
        let isScaled = fit.isAsymptotic || fit.weightKind == .frequency
        let weighting = fit.weights.map { weights -> ClusterDesign.Weighting in
            isScaled ? .inverseVariance(weights) : .working(weights)
        }
        let design = try ClusterDesign(fit, clusters: clusters, weighting: weighting ?? .none)
        self.adjustment = adjustment
        self.clusters = clusters
        isSatterthwaite = df == .satterthwaite
        adjuster = try ClusterAdjuster(design, adjustment, needsMoments: isSatterthwaite)
        let basis = design.basis.transposed
        pass = try ClusterPass.run(
            adjuster,
            contrasts: isSatterthwaite
                ? (0..<basis.columnCount).map { basis.columns($0..<($0 + 1)) } : [])
    }

    private var basis: Matrix { adjuster.design.basis }

    /// The covariance of the coefficients; NaN where a cluster decides a coefficient alone and none is left to say
    /// how far it errs.
    var matrix: Matrix { covariance(basis) }
    /// The same of the coefficients of the columns about their means.
    var centred: Matrix { covariance(adjuster.design.root) }

    private func covariance(_ basis: Matrix) -> Matrix {
        let count = Double(clusters.levelCount)
        let factor = adjustment == .jackknife ? (count - 1) / count : 1
        var result = factor * (basis * pass.meat * basis.transposed).symmetrised
        let shares = lostShares
        for i in shares.indices where shares[i] > (adjustment == .cr2 ? 1 - 1e-6 : 1e-7) {
            for j in shares.indices {
                result[i, j] = .nan
                result[j, i] = .nan
            }
        }
        return result
    }

    /// How much of each coefficient's working variance lies in directions that one cluster alone informs.
    private var lostShares: [Double] {
        let k = basis.rowCount
        guard !pass.deciding.isEmpty else { return Array(repeating: 0, count: k) }
        var whole = Matrix.identity(k)
        if adjustment == .cr2, let middle = adjuster.links.middle {
            whole = middle.submatrix(Array(0..<k))
        }
        return (0..<k).map { j in
            let row = basis.row(j)
            return pass.lost.quadraticForm(row, row) / whole.quadraticForm(row, row)
        }
    }

    /// 2(E V)²/Var V of each coefficient; nil without them.
    var degreesOfFreedom: [Double]? {
        guard isSatterthwaite else { return nil }
        let link = PairLink(adjuster.links, slopes: basis.rowCount)
        return pass.pairs.indices.map { j in
            let row = basis.row(j)
            let expected = pass.expected.quadraticForm(row, row)
            return 2 * expected * expected / pass.pairs[j].total(link)
        }
    }

    /// The degrees of freedom η of the Wishart distribution that matches the covariance of some contrasts of the
    /// coefficients (rows of `restrictions`): q(q+1)/Σ_st Var of Ω^{−1/2}VΩ^{−1/2}, Ω = E V (Pustejovsky & Tipton
    /// 2018). For one contrast it is Satterthwaite's.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when the contrasts' working covariance is singular.
    func degreesOfFreedom(_ restrictions: Matrix) throws(CausalError) -> Double {
        let contrasts = restrictions * basis
        let expected = (contrasts * pass.expected * contrasts.transposed).symmetrised
        let eigen = try SymmetricEigen(expected)
        guard let low = eigen.values.first, let high = eigen.values.last, low > 1e-14 * high else {
            throw CausalError(.notIdentified, "the restrictions repeat each other or no cluster informs them")
        }
        let scaled = eigen.reconstruct { 1 / $0.squareRoot() } * contrasts
        let sums = try ClusterPass.run(adjuster, contrasts: [scaled.transposed])
        let q = Double(restrictions.rowCount)
        let link = PairLink(adjuster.links, slopes: basis.rowCount)
        return q * (q + 1) / sums.pairs[0].total(link)
    }

    /// Whether a test of q contrasts takes fewer than 10¹⁰ operations in its sums over pairs of clusters.
    func isCheap(_ q: Int) -> Bool {
        guard isSatterthwaite else { return true }
        let width = Double(adjuster.imageSize * q)
        return width * width * (Double(clusters.levelCount) + width) < 1e10
    }

    /// Remarks on coefficients that depend on one cluster.
    func notes(_ terms: [String]) -> [String] {
        let shares = lostShares
        let affected = shares.indices.filter { shares[$0] > 1e-7 }.map { terms[$0] }
        guard !affected.isEmpty else { return [] }
        let names = pass.deciding.prefix(3).map { clusters.label($0) }.joined(separator: ", ")
        let more = pass.deciding.count > 3 ? ", …" : ""
        return [
            "One cluster alone identifies a part of \(affected.joined(separator: ", ")) (\(clusters.name) "
                + "\(names)\(more)): what other clusters cannot contradict "
                + (adjustment == .cr2 ? "counts as certain." : "has no leave-one-cluster-out error.")
        ]
    }
}
