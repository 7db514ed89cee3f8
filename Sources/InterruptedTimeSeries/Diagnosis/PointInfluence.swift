import Regression

/// What the estimates would be without one row at a time.
///
/// With M = V⁻¹ − V⁻¹XCX′V⁻¹ and C = (X′V⁻¹X)⁻¹, V as estimated from all rows,
///
///     β̂ − β̂₍ₜ₎ = C X′V⁻¹e_t (My)_t/M_tt
///     D_t = (β̂ − β̂₍ₜ₎)′ Var(β̂)⁻¹ (β̂ − β̂₍ₜ₎)/k
///
/// For independent errors V is diagonal, and the first line is exact: Cx_t w_t û_t/(1 − h_t) with the leverage h_t = w_t x_t′Cx_t. For counts and shares it
/// is the first step of iteration from all rows.
///
/// Source: Cook (1977), Technometrics 19; Belsley, Kuh & Welsch (1980); Martin (1992), Biometrika 79, for correlated errors.
struct PointInfluence: Sendable {
    /// β̂ − β̂₍ₜ₎ of each row; NaN where a row alone determines a coefficient.
    let changes: [[Double]]
    /// D of each row.
    let distances: [Double]

    /// Those of independent errors.
    ///
    /// - Parameters:
    ///   - columns: X, the intercept's ones among them.
    ///   - residuals: û.
    ///   - weights: w, or nil.
    ///   - inverse: C.
    ///   - covariance: Var(β̂).
    init(
        columns: [[Double]], residuals: [Double], weights: [Double]?, inverse: Matrix, covariance: Matrix
    ) {
        let changes = residuals.indices.map { row in
            let weight = weights?[row] ?? 1
            let x = columns.map { $0[row] }
            let direction = inverse * x
            let rest = 1 - weight * Kernels.dot(x, direction)
            let factor = rest > 1e-10 ? weight * residuals[row] / rest : .nan
            return direction.map { factor * $0 }
        }
        self.init(changes, covariance)
    }

    /// Those of whitened rows: `whitened` holds L⁻¹[X y] and `identity` the columns of L⁻¹, LL′ = V.
    init(
        whitened: SerialData, identity: [[Double]], coefficients: [Double], inverse: Matrix,
        covariance: Matrix
    ) {
        let rest = whitened.residuals(coefficients)
        let columns = whitened.columns.dropLast()
        let changes = identity.map { unit in
            let reached = columns.map { Kernels.dot($0, unit) }
            let direction = inverse * reached
            let left = Kernels.dot(unit, unit)
            let diagonal = left - Kernels.dot(reached, direction)
            let factor = diagonal > 1e-10 * left ? Kernels.dot(unit, rest) / diagonal : .nan
            return direction.map { factor * $0 }
        }
        self.init(changes, covariance)
    }

    private init(_ changes: [[Double]], _ covariance: Matrix) {
        self.changes = changes
        let factor = Cholesky(covariance.symmetrised)
        distances = changes.map { change in
            guard let factor, !change.isEmpty else { return .nan }
            return Kernels.dot(change, factor.solve(change)) / Double(change.count)
        }
    }
}
