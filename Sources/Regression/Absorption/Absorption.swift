import Inference

/// What it took to sweep factors out of columns.
public struct AbsorptionReport: Sendable, Hashable {
    /// The largest number of conjugate-gradient steps that a column took; 0 for one factor.
    public let iterations: Int
    /// The largest relative residual of the normal equations, measured anew on a swept column.
    public let relativeResidual: Double
}

/// Sweeps factors out of columns: x̃ = x − Dδ with δ the weighted least-squares solution for the factors'
/// indicators D.
///
/// The normal equations D′WDδ = D′Wx are reduced exactly to all factors but the largest (the Schur complement
/// S = D₂′WD₂ − D₂′WD₁(D₁′WD₁)⁻¹D₁′WD₂, whose inner inverse is diagonal), and solved by conjugate gradients
/// with the diagonal of S as the preconditioner. S is singular (each further factor repeats the constant), but
/// the equations are consistent, and conjugate gradients stay in the range (Kammerer & Nashed 1972).
///
/// Rows are put in the order of the largest factor once, so that each of its groups is a run of rows; a step
/// is then one pass over the rows, split into blocks at group bounds.
///
/// The slopes of a regression on x̃ are far more exact than x̃ itself: an error in x̃ lies in the span of D, to
/// which the other column is orthogonal, so that errors enter as products of two.
struct Absorption: Sendable {
    private let layout: GroupedRows
    private let tolerance: Double
    /// The most steps that are tried.
    private static let stepLimit = 20_000

    /// Prepares to absorb factors (one at least).
    init(_ factors: [Factor], weights: [Double]?, tolerance: Double) {
        layout = GroupedRows(factors, weights: weights)
        self.tolerance = tolerance
    }

    private init(_ layout: GroupedRows, tolerance: Double) {
        self.layout = layout
        self.tolerance = tolerance
    }

    /// The same factors with other weights; the order of rows is kept.
    func reweighted(_ weights: [Double]) -> Absorption {
        Absorption(layout.reweighted(weights), tolerance: tolerance)
    }

    /// Refuses a tolerance outside (0, 1).
    static func check(tolerance: Double) throws(CausalError) {
        guard tolerance > 0, tolerance < 1 else {
            throw CausalError(
                .badArgument, "the tolerance lies between 0 and 1", value: "\(tolerance)",
                remedy: "1e-8 is the default.")
        }
    }

    /// Sweeps the factors out of each column.
    ///
    /// - Throws: `CausalError.Code.notConverged` when a column does not reach the tolerance.
    func sweep(
        _ columns: [[Double]]
    ) throws(CausalError) -> (columns: [[Double]], report: AbsorptionReport) {
        var swept: [[Double]] = []
        var steps = 0
        var residual = 0.0
        for column in columns {
            var work = layout.centred(layout.gather(column))
            if !layout.others.isEmpty {
                let report = try solve(&work)
                steps = max(steps, report.iterations)
                residual = max(residual, report.relativeResidual)
            }
            swept.append(layout.scatter(work))
        }
        return (swept, AbsorptionReport(iterations: steps, relativeResidual: residual))
    }

    /// Sweeps the factors but the largest out of a column that is centred within the groups of the largest.
    ///
    /// The residual is measured on the column itself after each solution, and what is left is solved for
    /// again, so that the certificate does not rest on the recursion of conjugate gradients.
    private func solve(_ work: inout [Double]) throws(CausalError) -> AbsorptionReport {
        let scale = layout.norm(work)
        var rightSide = layout.levelSums(work)
        let start = layout.preconditionedNorm(rightSide)
        // Sums that are no more than the rounding of the column need no solving.
        let noise = 1e-15 * scale
        // Two digits more than promised: scores are linear in the error of x̃, and shall keep the promise too.
        let goal = max(tolerance * 0.01 * start, noise)
        var left = start
        var steps = 0
        for _ in 0..<4 where left > goal {
            var solver = ConjugateGradient(layout: layout, rightSide: rightSide)
            while solver.residualNorm > goal, steps < Absorption.stepLimit, !solver.isStuck {
                solver.step()
                steps += 1
            }
            work = layout.centred(layout.subtracting(solver.solution, from: work))
            rightSide = layout.levelSums(work)
            left = layout.preconditionedNorm(rightSide)
        }
        guard left <= max(tolerance * start, noise) else { throw notConverged(steps, left / start) }
        return AbsorptionReport(iterations: steps, relativeResidual: start > noise ? left / start : 0)
    }

    private func notConverged(_ steps: Int, _ residual: Double) -> CausalError {
        CausalError(
            .notConverged,
            "the absorbed factors were not swept out to the tolerance \(tolerance): after \(steps) steps the "
                + "relative residual is \(residual)",
            remedy: "Allow a larger --tolerance, or write small factors as terms, e.g. i(year).")
    }
}
