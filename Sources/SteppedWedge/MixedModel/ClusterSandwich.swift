import Regression

/// The sandwich over clusters of a generalised least-squares fit with working covariance V:
///
///     Φ (Σ_i X_i′V_i⁻¹A_i e_i e_i′A_i′V_i⁻¹X_i) Φ
///
/// A = I (CR0); A = L(L′(V − XΦX′)L)^{−1/2}L′ with V = LL′ (CR2); A = (I − XΦX′V⁻¹)⁻¹ (CR3). Degrees of freedom are
/// Satterthwaite's under V. Rows of a cluster are rotated so that its cells' means and the directions of covariates
/// within cells remain (of a cohort also those between and within individuals), which leaves all of it unchanged: the cost
/// does not depend on the number of rows.
///
/// Source: Bell & McCaffrey (2002); Pustejovsky & Tipton (2018), equations 6–11; clubSandwich on `lme` is the reference.
struct ClusterSandwich: Sendable {
    /// The covariance of the coefficients.
    let covariance: Matrix
    private let phi: Matrix
    /// F_i with q_i = F_iΦc: q_i′V_iq_i = c′Φ·own_i·Φc and X_i′q_i = cross_i·Φc.
    private let own: [Matrix]
    private let cross: [Matrix]

    /// Which A is taken.
    enum Adjustment { case none, reduced, leftOut }

    /// - Throws: `CausalError.Code.notIdentified` for CR3 when a cluster alone identifies a coefficient.
    init(_ state: LikelihoodState, _ adjustment: Adjustment) throws(CausalError) {
        let cells = state.likelihood.cells
        let values = state.likelihood.covariance.relative(state.theta)
        let phi = state.covariance
        let p = phi.rowCount
        let e = state.coefficients.map { -$0 } + [1]
        var meat = Matrix(p, p)
        var (own, cross): ([Matrix], [Matrix]) = ([], [])
        for cluster in 0..<cells.clusterCount {
            let part: Part
            switch adjustment {
            case .none, .leftOut:
                let products = (1 / state.variance) * cells.products(cluster, values)
                let h = state.inner(products)
                let score = Array((products * e).dropLast())
                part =
                    adjustment == .none
                    ? Part(score: score, own: h, cross: h) : try ClusterSandwich.leftOut(h, score, phi)
            case .reduced: part = try ClusterSandwich.reduced(cells, cluster, values, state, e)
            }
            meat = meat + .outer(part.score, part.score)
            own.append(part.own)
            cross.append(part.cross)
        }
        self.phi = phi
        self.own = own
        self.cross = cross
        covariance = (phi * meat * phi).symmetrised
    }

    /// (Σ p_ii)²/Σ p_ij², p_ij = δ_ij q_i′V_iq_i − (X_i′q_i)′Φ(X_j′q_j).
    func degreesOfFreedom(_ contrast: [Double]) -> Double? {
        let c = phi * contrast
        guard let root = Cholesky(phi)?.factor.transposed else { return nil }
        var degrees = SandwichDegrees(width: phi.rowCount)
        for i in own.indices { degrees.add(own[i].quadraticForm(c, c), root * (cross[i] * c)) }
        return degrees.value
    }

    private struct Part {
        let score: [Double]
        let own: Matrix
        let cross: Matrix
    }

    /// CR3: (I − HΦ)⁻¹ takes the place of A.
    private static func leftOut(_ h: Matrix, _ score: [Double], _ phi: Matrix) throws(CausalError) -> Part {
        let p = phi.rowCount
        let left = PivotedQR(Matrix.identity(p) - h * phi)
        let right = PivotedQR(Matrix.identity(p) - phi * h)
        guard left.rank() == p, right.rank() == p else {
            throw CausalError(
                .notIdentified, "one cluster alone identifies a coefficient: cr3 leaves each cluster out",
                remedy: "Use kenward-roger, or cr2.")
        }
        var inverse = Matrix(p, p)
        for j in 0..<p {
            let column = right.solve((0..<p).map { $0 == j ? 1 : 0 })
            for i in 0..<p { inverse[i, j] = column[i] }
        }
        let cross = h * inverse
        return Part(score: left.solve(score), own: inverse.transposedTimes(cross).symmetrised, cross: cross)
    }

    /// CR2 in the rotated rows.
    private static func reduced(
        _ cells: CellModel, _ cluster: Int, _ values: CovarianceValues, _ state: LikelihoodState,
        _ e: [Double]
    ) throws(CausalError) -> Part {
        let (rows, v) =
            try cells.cohort?.rotated(cells, cluster, values, state.variance)
            ?? cells.rotated(cluster, values, state.variance)
        guard let factor = Cholesky(v) else {
            throw CausalError(.notIdentified, "a cluster's covariance is singular")
        }
        let p = state.coefficients.count
        let root = factor.factor
        let lx = root.transposedTimes(rows)
        let x = lx.leading(p)
        let square = root.transposedTimes(root)
        let b = (square * square - x * state.covariance * x.transposed).symmetrised
        let eigen = try SymmetricEigen(b)
        let largest = eigen.values.last ?? 0
        let adjust = eigen.reconstruct { $0 > 1e-12 * largest ? 1 / $0.squareRoot() : 0 }
        let whitened = factor.solvedHalf(rows)
        let f = root * (adjust * whitened.leading(p))
        let score = whitened.leading(p).transposedTimes(adjust * Matrix(lx.rowCount, 1, columnMajor: lx * e))
        return Part(
            score: score.values, own: f.transposedTimes(v * f).symmetrised,
            cross: rows.leading(p).transposedTimes(f))
    }
}
