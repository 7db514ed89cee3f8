import Regression

/// Kenward and Roger's covariance and degrees of freedom, from sums over cells.
///
///     W = 2·(K_rs − 2tr(ΦQ_rs) + tr(ΦP_rΦP_s))⁻¹
///     Φ_A = Φ + 2Φ{Σ W_rs(Q_rs − P_rΦP_s)}Φ
///     df(c) = 2(c′Φc)²/Σ W_rs(c′ΦP_rΦc)(c′ΦP_sΦc)
///
/// for every component of V, those at zero too, as pbkrtest has it. The decay enters V with its power; the term in
/// ∂²V/∂r² is left out, as SAS's `ddfm=kr(firstorder)` does. The degrees of freedom of one contrast are those of
/// Kenward and Roger's F test, whose scale is one there.
///
/// Source: Kenward & Roger (1997), Biometrics 53, 983–997; Halekoh & Højsgaard (2014), Journal of Statistical Software 59.
struct KenwardRoger: Sendable {
    /// Φ_A
    let covariance: Matrix
    let plain: Matrix
    let information: Matrix
    let slopes: [Matrix]

    init(_ state: LikelihoodState) {
        let phi = state.covariance
        let first = state.parts.first.map(state.inner)
        let scaled = first.map { phi * $0 }
        let count = first.count
        var expected = Matrix(count, count)
        for r in 0..<count {
            for s in 0..<count {
                expected[r, s] =
                    state.parts.crossTraces[r, s]
                    - 2 * Matrix.trace(phi, state.inner(state.parts.second[r][s]))
                    + Matrix.trace(scaled[r], scaled[s])
            }
        }
        let w = 2 * expected.symmetrised.positiveInverse
        var sum = Matrix(phi.rowCount, phi.rowCount)
        for r in 0..<count {
            for s in 0..<count {
                sum =
                    sum + w[r, s] * (state.inner(state.parts.second[r][s]) - first[r] * (scaled[s]))
            }
        }
        plain = phi
        covariance = (phi + 2 * (phi * sum * phi)).symmetrised
        information = w
        slopes = scaled.map { $0 * phi }
    }

    /// df(c); nil where it is not a positive number.
    func degreesOfFreedom(_ contrast: [Double]) -> Double? {
        let variance = plain.quadraticForm(contrast, contrast)
        let g = slopes.map { $0.quadraticForm(contrast, contrast) }
        let df = 2 * variance * variance / information.quadraticForm(g, g)
        return df.isFinite && df > 0 ? df : nil
    }

    /// Kenward and Roger's scaled F test that some contrasts (rows) are zero: λ·F against F(q, m).
    func test(_ contrasts: Matrix, _ values: [Double]) -> (statistic: Double, df: Double)? {
        let q = Double(contrasts.rowCount)
        let middle = contrasts * plain * contrasts.transposed
        guard let factor = Cholesky(middle.symmetrised),
            let distance = (contrasts * covariance * contrasts.transposed).symmetrised
                .inverseQuadraticForm(values)
        else { return nil }
        let scaled = slopes.map { factor.solve(contrasts * $0 * contrasts.transposed) }
        var (a1, a2) = (0.0, 0.0)
        for r in slopes.indices {
            for s in slopes.indices {
                a1 +=
                    information[r, s] * scaled[r].diagonal.reduce(0, +) * scaled[s].diagonal.reduce(0, +)
                a2 += information[r, s] * Matrix.trace(scaled[r], scaled[s])
            }
        }
        let b = (a1 + 6 * a2) / (2 * q)
        let g = ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2)
        let d = 3 * q + 2 * (1 - g)
        let (c1, c2, c3) = (g / d, (q - g) / d, (q + 2 - g) / d)
        let mean = 1 / (1 - a2 / q)
        let variance = 2 / q * (1 + c1 * b) / ((1 - c2 * b) * (1 - c2 * b) * (1 - c3 * b))
        let rho = variance / (2 * mean * mean)
        let df = 4 + (q + 2) / (q * rho - 1)
        let lambda = df / (mean * (df - 2))
        guard df.isFinite, df > 2, lambda > 0 else { return nil }
        return (lambda * distance / q, df)
    }
}

extension Matrix {
    /// The inverse of a symmetric positive semidefinite matrix on the directions in which it is positive, judged after
    /// scaling by its diagonal.
    var positiveInverse: Matrix {
        let scale = diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
        let scaled = Matrix.diagonal(scale) * self * Matrix.diagonal(scale)
        guard let eigen = try? SymmetricEigen(scaled.symmetrised) else {
            return Matrix(rowCount, columnCount)
        }
        let largest = eigen.values.last ?? 0
        let inverse = eigen.reconstruct { $0 > 1e-10 * largest ? 1 / $0 : 0 }
        return (Matrix.diagonal(scale) * inverse * Matrix.diagonal(scale)).symmetrised
    }
}
