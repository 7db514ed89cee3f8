import Groundwork
import LinearAlgebra

/// A hypothesis Rβ = r on a fit, in the fit's estimated coefficients.
struct WildRestriction {
    /// R: restrictions × estimated coefficients.
    let matrix: Matrix
    /// δ = Rβ̂ − r.
    let distance: [Double]
    /// Rβ̂.
    let estimate: [Double]
    /// R of the coefficients of the columns about their means, which all sums are made of; see ``CentredDesign``.
    let centred: Matrix
    /// B R′ column by column for these columns: B the bread.
    let directions: [[Double]]
    /// (R B R′)⁻¹.
    let inverse: Matrix

    /// The number of restrictions q.
    var count: Int { distance.count }

    /// - Throws: `CausalError.Code.notIdentified` for a coefficient that was dropped and for restrictions that
    ///   repeat or contradict each other.
    init(_ fit: some LinearFit, _ hypothesis: Hypothesis) throws(CausalError) {
        let q = hypothesis.values.count
        let kept = fit.estimated
        for j in fit.terms.indices where !kept.contains(j) {
            guard (0..<q).allSatisfy({ hypothesis.matrix[$0, j] == 0 }) else {
                throw CausalError(
                    .notIdentified, "the hypothesis involves a coefficient that was not estimated",
                    column: fit.terms[j])
            }
        }
        var matrix = Matrix(q, kept.count)
        for (column, position) in kept.enumerated() {
            for i in 0..<q { matrix[i, column] = hypothesis.matrix[i, position] }
        }
        let estimate = matrix * kept.map { fit.coefficients[$0] }
        let design = fit.centred
        let directions = design.directions(matrix)
        centred = design.restrictions(matrix)
        let middle = (centred * directions).symmetrised
        let scale = middle.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
        let scaled = (Matrix.diagonal(scale) * middle * Matrix.diagonal(scale)).symmetrised
        guard let lowest = try SymmetricEigen(scaled).values.first, lowest > 1e-12,
            let factor = Cholesky(scaled)
        else {
            throw CausalError(
                .notIdentified, "the \(q) restrictions repeat or contradict each other",
                remedy: "Leave out those that follow from the others.")
        }
        self.matrix = matrix
        self.estimate = estimate
        distance = zip(estimate, hypothesis.values).map { $0 - $1 }
        self.directions = (0..<q).map { directions.column($0) }
        inverse = (Matrix.diagonal(scale) * factor.inverse() * Matrix.diagonal(scale)).symmetrised
    }

    /// d = (R B R′)⁻¹δ: the fit under the hypothesis has residuals û + Σ_j d_j X B R_j′.
    var multipliers: [Double] { inverse * distance }
}
