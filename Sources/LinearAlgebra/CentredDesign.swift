import Groundwork

/// The moments of a least-squares problem and what they say about each column's scale.
///
/// The design is reparametrised as z₀ = 1, zⱼ = cⱼ (xⱼ − sⱼ) with shift s the mean (0 without an intercept)
/// and scale c = 1/length, so that every column of Z has length 1 (√W for z₀).
struct CentredDesign: Sendable {
    let totalWeight: Double
    /// The columns' means, the response's last; zeros without an intercept.
    let means: [Double]
    /// The cross-products about these means, the response last.
    let products: Matrix
    /// Each column's length about its mean.
    let lengths: [Double]
    /// The share of its length at or below which a column counts as collinear; ≥ 1 when it is constant (or,
    /// without an intercept, zero) or was absorbed.
    let tolerances: [Double]

    init(_ problem: LeastSquaresProblem) {
        let moments =
            problem.moments
            ?? LeastSquaresSolver.moments(
                problem.columns + [problem.response], weights: problem.weights, intercept: problem.intercept)
        totalWeight = moments.totalWeight
        means = moments.means
        products = moments.centred
        let diagonal = products.diagonal
        lengths = diagonal.dropLast().map { $0.squareRoot() }
        var tolerances: [Double] = []
        for (j, length) in lengths.enumerated() {
            let before = problem.collinearityScale.map { max(0, $0[j]).squareRoot() } ?? 0
            let stored = (totalWeight * means[j] * means[j] + diagonal[j]).squareRoot()
            let nothing = max(
                LeastSquaresSolver.storedError * max(stored, before),
                LeastSquaresSolver.absorbedTolerance * before)
            tolerances.append(length > 0 ? max(LeastSquaresSolver.tolerance, nothing / length) : .infinity)
        }
        self.tolerances = tolerances
    }

    /// Whether squares overflowed or may have vanished, so that the columns must be scaled first. NaN and
    /// infinity in the data show up here as well.
    func isOutOfRange(_ problem: LeastSquaresProblem) -> Bool {
        let all = problem.columns + [problem.response]
        return products.diagonal.enumerated().contains { j, square in
            let largest = max(square, totalWeight * means[j] * means[j])
            if !(largest < 1e280) { return true }
            return square < 1e-280 && all[j].contains { $0 != all[j][0] || (!problem.intercept && $0 != 0) }
        }
    }

    /// Turns estimates and inverse cross-products of the design (z₀, z) into those of the columns.
    ///
    /// β = c·θ, α = θ₀ − Σ sⱼβⱼ, and likewise the inverse is A·M·A′ with A = [1, −s′C; 0, C].
    static func inUnitsOfData(_ inverse: Matrix, shifts: [Double], scales: [Double], intercept: Bool)
        -> Matrix
    {
        let first = intercept ? 1 : 0
        var transform = Matrix.diagonal((intercept ? [1] : []) + scales)
        if intercept {
            for j in scales.indices { transform[0, j + first] = -shifts[j] * scales[j] }
        }
        return (transform * inverse * transform.transposed).symmetrised
    }
}
