import Regression

/// Satterthwaite's degrees of freedom and Kenward and Roger's covariance of a REML fit with ARMA errors.
///
/// Parameters are ω = (σ²_u, φ, θ), σ²_u the variance of u_t (as SAS's TYPE=AR(1) has it). With G = V⁻¹,
/// Φ = (X′GX)⁻¹, V_i = ∂V/∂ω_i and W the inverse of the expected restricted information:
///
///     P_i = −X′GV_iGX,  Q_ij = X′GV_iGV_jGX
///     I_ij = ½{tr(GV_iGV_j) − 2tr(ΦQ_ij) + tr(ΦP_iΦP_j)}
///     Φ_A = Φ + 2Φ{Σ W_ij(Q_ij − P_iΦP_j)}Φ
///     df(c) = 2(c′Φc)²/(g′Wg),  g_i = c′ΦP_iΦc
///
/// The covariance is the first-order one, as SAS's `ddfm=kr(firstorder)`: the term in ∂²V/∂ω² depends on how V is
/// parametrised and can make autoregressive standard errors smaller than the unadjusted ones; it is left out.
/// For one contrast Kenward and Roger's degrees of freedom are Satterthwaite's. O(n³) time, O(n²) memory.
///
/// Source: Kenward & Roger (1997), Biometrics 53, Satterthwaite (1946), Biometrics 2.
struct SmallSampleInference: Sendable {
    /// Φ
    let covariance: Matrix
    /// Φ_A
    let adjusted: Matrix
    private let slopes: [Matrix]
    private let information: Matrix

    /// Nil when the information is singular.
    init?(_ fit: LikelihoodEstimate) {
        let data = fit.data
        let derivatives = CovarianceDerivatives(fit)
        guard let g = Cholesky(derivatives.covariance)?.inverse() else { return nil }
        let x = Matrix(data.count, data.width, columnMajor: data.columns.dropLast().flatMap { $0 })
        let gx = g * x
        guard let phi = Cholesky(x.transposedTimes(gx).symmetrised)?.inverse() else { return nil }
        let first = derivatives.first
        let gv = first.map { g * $0 }
        let vgx = first.map { $0 * gx }
        let p = vgx.map { -1 * gx.transposedTimes($0) }
        let q = vgx.map { left in vgx.map { left.transposedTimes(g * $0) } }
        var expected = Matrix(first.count, first.count)
        for i in first.indices {
            for j in first.indices {
                let whole = SmallSampleInference.trace(gv[i], gv[j])
                expected[i, j] =
                    (whole - 2 * SmallSampleInference.trace(phi, q[i][j])
                        + SmallSampleInference.trace(phi * p[i], phi * p[j])) / 2
            }
        }
        guard let w = Cholesky(expected.symmetrised)?.inverse() else { return nil }
        var sum = Matrix(data.width, data.width)
        for i in first.indices {
            for j in first.indices {
                sum = sum + w[i, j] * (q[i][j] - p[i] * phi * p[j])
            }
        }
        covariance = phi
        adjusted = (phi + 2 * (phi * sum * phi)).symmetrised
        slopes = p.map { phi * $0 * phi }
        information = w
    }

    /// df(c); nil where it is not a positive number.
    func degreesOfFreedom(_ contrast: [Double]) -> Double? {
        let variance = covariance.quadraticForm(contrast, contrast)
        let g = slopes.map { $0.quadraticForm(contrast, contrast) }
        let df = 2 * variance * variance / information.quadraticForm(g, g)
        return df.isFinite && df > 0 ? df : nil
    }

    /// tr(AB)
    private static func trace(_ a: Matrix, _ b: Matrix) -> Double {
        var sum = 0.0
        for i in 0..<a.rowCount { for j in 0..<a.columnCount { sum += a[i, j] * b[j, i] } }
        return sum
    }
}
