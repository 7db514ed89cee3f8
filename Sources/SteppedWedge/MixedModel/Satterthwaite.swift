import Regression

/// Satterthwaite's degrees of freedom by the observed information, as lmerTest has them:
///
///     df(c) = 2(c′Φc)²/(g′(2H⁻¹)g),  g = ∂(c′Φc)/∂(θ, σ²)
///
/// H is the Hessian of the criterion (−2 log-likelihood) in θ and σ². Variances at zero are left out: there the
/// criterion is even in θ, so that neither g nor H has a part in them.
///
/// Source: Satterthwaite (1946), Biometrics 2; Kuznetsova, Brockhoff & Christensen (2017), Journal of Statistical
/// Software 82.
struct Satterthwaite: Sendable {
    private let covariance: Matrix
    private let slopes: [Matrix]
    private let information: Matrix

    init(_ state: LikelihoodState, free: [Int]) {
        let searched = state.searched(free)
        covariance = state.covariance
        slopes = state.parts.first.map { state.covariance * state.inner($0) * state.covariance }
        let inverse = 2 * searched.hessian.positiveInverse
        information = (searched.jacobian * inverse * searched.jacobian.transposed).symmetrised
    }

    /// Φ + J(2H⁻¹)J′, J = ∂β̂/∂ω = −ΦX′V⁻¹A_rV⁻¹(y − Xβ̂): the coefficients' block of the inverse of the observed
    /// information of coefficients and variances together, which is what glmmTMB reports.
    func observed(_ state: LikelihoodState) -> Matrix {
        let moves = Matrix(rows: state.slopes.map { covariance * $0 })
        return (covariance + moves.transposedTimes(information * moves)).symmetrised
    }

    /// df(c); nil where it is not a positive number.
    func degreesOfFreedom(_ contrast: [Double]) -> Double? {
        let variance = covariance.quadraticForm(contrast, contrast)
        let g = slopes.map { $0.quadraticForm(contrast, contrast) }
        let df = 2 * variance * variance / information.quadraticForm(g, g)
        return df.isFinite && df > 0 ? df : nil
    }

    /// The F test that some contrasts (rows) are zero, with the degrees of freedom of Fai & Cornelius (1996).
    func test(_ contrasts: Matrix, _ values: [Double]) -> (statistic: Double, df: Double)? {
        let middle = (contrasts * covariance * contrasts.transposed).symmetrised
        guard let eigen = try? SymmetricEigen(middle), let distance = middle.inverseQuadraticForm(values)
        else { return nil }
        let q = contrasts.rowCount
        let rotated = eigen.vectors.transposedTimes(contrasts)
        let parts = (0..<q).compactMap { degreesOfFreedom(rotated.row($0)) }
        guard parts.count == q else { return nil }
        return (distance / Double(q), Satterthwaite.joint(parts))
    }

    /// ν of F from those of its independent parts: 2E/(E − q) with E = Σ ν/(ν − 2).
    static func joint(_ parts: [Double]) -> Double {
        let q = Double(parts.count)
        if let first = parts.first, parts.allSatisfy({ abs($0 - first) < 1e-8 }) { return first }
        guard parts.allSatisfy({ $0 > 2 }) else { return 2 }
        let expected = parts.reduce(0) { $0 + $1 / ($1 - 2) }
        return 2 * expected / (expected - q)
    }
}
