import Inference

/// Whether the instruments move the endogenous columns in as many directions as there are (Π has full rank).
public struct RankTest: Sendable, Hashable {
    /// Cragg & Donald's (1993) minimum eigenvalue as an F: λ_min · (n − K)/L, K the first stage's parameters.
    public let craggDonaldF: Double
    /// Kleibergen & Paap's (2006) rk Wald statistic over L, with the small-sample factor of the covariance.
    ///
    /// With one endogenous column it is the first-stage F under that covariance; under iid it is
    /// ``craggDonaldF``. This is what Stata's `ivreg2` shows.
    public let kleibergenPaapF: Double?
    /// Kleibergen & Paap's rk LM statistic, errors taken under the hypothesis that no instrument matters and without
    /// a small-sample factor (`ranktest`): χ² with L − m + 1 degrees of freedom when Π lacks one rank.
    public let underidentification: WaldTest?
}

extension TwoStageFit {
    /// The rank statistics of the first-stage slopes.
    func rankTest(
        _ columns: PartialledColumns, _ covariance: LinearCovariance
    ) throws(CausalError) -> RankTest? {
        guard let directions = try RankDirections(columns) else { return nil }
        let size = ModelSize(coefficients: instrumentParameters, absorbed: absorbed)
        let df = try residualDegreesOfFreedom(size)
        let count = Double(instruments.count)
        let share = directions.smallest
        guard share < 1 - 1e-13 else { return nil }
        let robust = try slopeCovariance(
            columns.instruments, errors: columns.endogenousResiduals, covariance, corrected: true)
        let null = try slopeCovariance(
            columns.instruments, errors: columns.endogenous, covariance, corrected: false)
        return RankTest(
            craggDonaldF: share / (1 - share) * df / count,
            kleibergenPaapF: directions.distance(robust.matrix).map { $0 / count },
            underidentification: directions.distance(null.matrix).map {
                WaldTest(
                    statistic: $0, restrictions: instruments.count - endogenous.count + 1,
                    denominatorDegreesOfFreedom: nil)
            })
    }
}

/// The direction in which the instruments move the endogenous columns least.
///
/// Θ = Z̃′WY T with T′(Y′WY)T = I; its singular values are the canonical correlations. With the last right singular
/// vector v and an orthonormal U₂ of the complement of the first m − 1 left ones, the statistic is
/// λ = U₂′Θv, whose covariance is (v′T′ ⊗ U₂′) V (Tv ⊗ U₂) (Kleibergen & Paap 2006, eq. 14–15).
private struct RankDirections {
    /// The smallest squared canonical correlation.
    let smallest: Double
    private let weights: [Double]
    private let complement: Matrix
    private let lambda: [Double]

    init?(_ columns: PartialledColumns) throws(CausalError) {
        let (count, m) = (columns.instruments.count, columns.endogenous.count)
        guard let factor = Cholesky(columns.endogenousProducts) else { return nil }
        // Θ′ = L⁻¹Y′WZ̃, T = L⁻′.
        let inverse = factor.inverse() * factor.factor
        let theta = columns.slopes * inverse
        let eigen = try SymmetricEigen(theta.gram)
        smallest = max(0, min(1, eigen.values[0]))
        weights = inverse * eigen.vectors.column(0)
        // I − Σ uᵢuᵢ′ over the larger correlations: its eigenvectors of eigenvalue 1 are U₂.
        var projector = Matrix.identity(count)
        for i in 1..<max(m, 1) where i < m {
            let u = theta * eigen.vectors.column(i)
            let square = u.map { $0 * $0 }.reduce(0, +)
            guard square > 0 else { return nil }
            projector = projector - (1 / square) * Matrix.outer(u, u)
        }
        let vectors = try SymmetricEigen(projector.symmetrised).vectors
        let kept = (m - 1)..<count
        complement = Matrix(count, kept.count, columnMajor: kept.flatMap { vectors.column($0) })
        lambda = complement.transposed * (theta * eigen.vectors.column(0))
    }

    /// λ′ Var(λ)⁻¹ λ under a covariance of the slopes, regression by regression; nil when it is singular.
    func distance(_ covariance: Matrix) -> Double? {
        let count = complement.rowCount
        var middle = Matrix(count, count)
        for a in weights.indices {
            for b in weights.indices {
                let factor = weights[a] * weights[b]
                for j in 0..<count {
                    for i in 0..<count { middle[i, j] += factor * covariance[a * count + i, b * count + j] }
                }
            }
        }
        return (complement.transposed * middle * complement).symmetrised.inverseQuadraticForm(lambda)
    }
}
