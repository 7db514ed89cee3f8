import Regression

/// Bell and McCaffrey's sandwiches of estimating equations, CR2 and CR3, from the clusters' scores and informations alone.
///
/// In rows whitened by the working covariance a cluster's share of the hat matrix is H = X̃_iM⁻¹X̃_i′, and functions of it pass through
/// X̃_i′:
///
///     X̃_i′f(I − H)ẽ_i = f(I − I_iM⁻¹)U_i
///
/// with f(x) = x^{−1/2} for CR2 and 1/x for CR3. With M⁻¹ = RR′ and the symmetric S = R′I_iR = QΛQ′ it is
/// f(I − I_iM⁻¹) = R′⁻¹Q f(1 − Λ)Q′R′, so that neither costs more than p³ a cluster. Degrees of freedom are Satterthwaite's under the
/// working covariance. With independent outcomes CR3 is clubSandwich's on `glm`, and CR2 where variances are alike (else it is another root of
/// the same condition, which differs in the fourth digit).
///
/// Source: Bell & McCaffrey (2002), Survey Methodology 28; Pustejovsky & Tipton (2018), Journal of Business & Economic Statistics 36.
struct WhitenedSandwich: Sendable {
    /// The covariance of the coefficients.
    let covariance: Matrix
    /// Q f(1 − Λ)²Λ Q′ and Q f(1 − Λ)Λ Q′ of every cluster: q′Vq = u′·own·u and X′q = R′⁻¹·cross·u with u = R′c.
    private let parts: [(own: Matrix, cross: Matrix)]
    private let root: Matrix

    /// - Parameters:
    ///   - bread: M⁻¹.
    ///   - isLeftOut: CR3; else CR2.
    /// - Throws: `CausalError.Code.notIdentified` for CR3 where a coefficient rests on one cluster alone.
    init(
        _ scores: [ClusterScore], bread: Matrix, isLeftOut: Bool, labels: [String]
    ) throws(CausalError) {
        guard let root = Cholesky(bread)?.factor else {
            throw CausalError(.notIdentified, "the information of the coefficients is singular")
        }
        let p = bread.rowCount
        var meat = Matrix(p, p)
        var parts: [(own: Matrix, cross: Matrix)] = []
        for (i, cluster) in scores.enumerated() {
            let eigen = try SymmetricEigen(
                (root.transposedTimes(cluster.information * root)).symmetrised)
            let rests = eigen.values.map { 1 - $0 }
            guard !isLeftOut || rests.allSatisfy({ $0 > 1e-10 }) else {
                throw CausalError(
                    .notIdentified, "a coefficient rests on one cluster alone, so that its leverage is 1",
                    value: labels[i],
                    remedy: "Take --inference cr2, robust or mbn, or a straight line in time (--time linear)."
                )
            }
            // A direction that the cluster determines alone has no residual: its part is zero.
            let f = rests.map { $0 > 1e-10 ? isLeftOut ? 1 / $0 : 1 / $0.squareRoot() : 0 }
            let q = eigen.vectors
            func middle(_ values: [Double]) -> Matrix {
                (q * Matrix.diagonal(values) * q.transposed).symmetrised
            }
            let score = middle(f) * (root.transposed * cluster.score)
            meat = meat + Matrix.outer(score, score)
            parts.append(
                (
                    own: middle(zip(f, eigen.values).map { $0 * $0 * $1 }),
                    cross: middle(zip(f, eigen.values).map(*))
                ))
        }
        covariance = (root * meat * root.transposed).symmetrised
        self.parts = parts
        self.root = root
    }

    /// (Σ p_ii)²/Σ p_ij², p_ij = δ_ij q_i′q_i − (X̃_i′q_i)′M⁻¹(X̃_j′q_j); nil where that is no positive number.
    func degreesOfFreedom(_ contrast: [Double]) -> Double? {
        let u = root.transposed * contrast
        var degrees = SandwichDegrees(width: u.count)
        for part in parts { degrees.add(part.own.quadraticForm(u, u), part.cross * u) }
        return degrees.value
    }
}
