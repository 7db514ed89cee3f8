import Regression

/// Gauss–Hermite quadrature: ∫ e^{−x²}f(x) dx ≈ Σ w_k f(x_k), exact for polynomials of degree 2n − 1.
///
/// Nodes are the eigenvalues of the Jacobi matrix (Golub & Welsch 1969); w_k e^{x_k²} = 1/Σ_{j<n} ψ_j(x_k)² with the
/// orthonormal Hermite functions ψ_j, which loses no digits where weights are tiny.
struct HermiteRule: Sendable {
    let nodes: [Double]
    /// log w_k + x_k²
    let logWeights: [Double]

    init(_ count: Int) throws(CausalError) {
        var jacobi = Matrix(count, count)
        for k in 1..<max(1, count) {
            jacobi[k, k - 1] = (Double(k) / 2).squareRoot()
            jacobi[k - 1, k] = jacobi[k, k - 1]
        }
        nodes = try SymmetricEigen(jacobi).values
        logWeights = nodes.map { -Exponential.logarithm(HermiteRule.squares($0, count)) }
    }

    /// Σ_{j<n} ψ_j(x)²
    private static func squares(_ x: Double, _ count: Int) -> Double {
        var (before, now) = (0.0, Exponential.of(-x * x / 2) / Double.pi.squareRoot().squareRoot())
        var sum = 0.0
        for j in 0..<count {
            sum += now * now
            let next =
                (2 / Double(j + 1)).squareRoot() * x * now - (Double(j) / Double(j + 1)).squareRoot() * before
            (before, now) = (now, next)
        }
        return sum
    }
}
