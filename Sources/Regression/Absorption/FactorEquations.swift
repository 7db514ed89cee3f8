import Inference

/// The normal equations D′WDδ = b of some factors' indicators D, for any right side b.
///
/// Where ``Absorption`` gives what is left of a column, this gives the levels' values δ themselves: for predicting
/// rows that were not fitted, and for the weights with which fitted rows enter a prediction. The solver is that of
/// ``LevelEquations``; what is left of the equations is measured by a pass over the rows and solved for again. Of the
/// many solutions (a constant can be moved from one factor to another) any will do: what is identified is the same
/// in all of them.
package struct FactorEquations: Sendable {
    private let pass: LevelPass
    private let equations: LevelEquations
    private let levelCounts: [Int]

    /// Prepares factors (one at least) of rows with weights above zero.
    package init(_ factors: [Factor], weights: [Double]?) {
        let absorbed = factors.map { AbsorbedFactor($0) }
        levelCounts = factors.map(\.levelCount)
        pass = LevelPass(LevelEffects(absorbed, weights: weights), weights: weights)
        equations = LevelEquations(absorbed, pass, directLimit: 2_000)
    }

    /// D′Wx: a column's weighted sums over the levels of each factor.
    package func sums(of column: [Double]) -> [[Double]] {
        byFactor(pass.run([column], width: 1, keepsColumns: false).sums)
    }

    /// A solution δ for the sums b by level of each factor.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when the equations contradict each other: a prediction that uses
    ///   these levels in this way is not determined by the rows.
    package func solve(_ sums: [[Double]]) throws(CausalError) -> [[Double]] {
        var left = Array(sums.joined())
        let start = LevelPass.Result(columns: [], sums: left, squares: [0])
        let certificate = Certificate(equations, start, tolerance: 1e-11, width: 1)
        var solution = [Double](repeating: 0, count: left.count)
        for round in 0..<4 where round == 0 || !certificate.isGoalReached(left) {
            let progress = AbsorptionProgress(
                finishedColumns: 0, columns: 1, iterations: 0, relativeResidual: 1, goal: 1e-11)
            let step = try equations.solve(left, certificate, progress)
            Levelwise.add(step.levels, [1], to: &solution)
            // A pass over a column of zeros less Dδ has the sums −D′WDδ.
            let image = pass.run(nil, levels: step.levels, width: 1, keepsColumns: false).sums
            left = zip(left, image).map(+)
        }
        guard left.allSatisfy(\.isFinite), certificate.relativeNorm(left) <= 1e-8 else {
            throw FactorEquations.contradiction
        }
        return byFactor(solution)
    }

    /// Dδ: what the levels' values sum to in each row.
    package func total(_ solution: [[Double]]) -> [Double] {
        let rest = pass.run(
            nil, levels: Array(solution.joined()), width: 1, keepsColumns: true, sums: false)
        return Parallel.array(pass.effects.rowCount) { rows, out in
            for row in rows { out.initializeElement(at: row - rows.lowerBound, to: -rest.columns[0][row]) }
        }
    }

    private static var contradiction: CausalError {
        CausalError(
            .notIdentified,
            "an outcome without treatment cannot be predicted: the untreated rows do not link the levels that it needs",
            remedy: "Leave out an absorbed factor, or coarsen it.")
    }

    private func byFactor(_ levels: [Double]) -> [[Double]] {
        var next = 0
        return levelCounts.map { count in
            defer { next += count }
            return Array(levels[next..<(next + count)])
        }
    }
}
