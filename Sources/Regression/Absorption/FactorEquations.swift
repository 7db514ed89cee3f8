import Inference

/// The normal equations D′WDδ = b of some factors' indicators D, for any right side b.
///
/// Where ``Absorption`` gives what is left of a column, this gives the levels' values δ themselves: for predicting
/// rows that were not fitted, and for the weights with which fitted rows enter a prediction. The largest factor is
/// eliminated exactly. What remains, Sδ₂ = r, is solved by the eigenvalues of S when S is small and cheap to form,
/// and by conjugate gradients otherwise. Of the many solutions (a constant can be moved from one factor to another)
/// any will do: what is identified is the same in all of them.
package struct FactorEquations: Sendable {
    let layout: GroupedRows
    /// D₁′WD₁, the weight in each level of the largest factor.
    private let masses: [Double]
    private let levelCounts: [Int]
    private let schur: SchurComplement?

    /// Prepares factors (one at least) of rows with weights above zero.
    package init(_ factors: [Factor], weights: [Double]?) throws(CausalError) {
        layout = GroupedRows(factors, weights: weights)
        levelCounts = factors.map(\.levelCount)
        masses = layout.groupMasses()
        schur = layout.others.isEmpty ? nil : try SchurComplement(layout, masses: masses)
    }

    /// D′Wx: a column's weighted sums over the levels of each factor; the column in the order of the table.
    package func sums(of column: [Double]) -> [[Double]] {
        let placed = layout.gather(column)
        return joined(groups: layout.groupSums(placed), levels: layout.levelSums(placed))
    }

    /// A solution δ for the sums b by level of each factor.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when the equations contradict each other: a prediction that uses
    ///   these levels in this way is not determined by the rows.
    package func solve(_ sums: [[Double]]) throws(CausalError) -> [[Double]] {
        let groups = sums[layout.largest]
        let means = zip(groups, masses).map(/)
        guard !layout.others.isEmpty else { return [means] }
        let levels = others(of: sums)
        let rightSide = zip(levels, layout.levelSums(ofGroups: means)).map(-)
        let size = layout.preconditionedNorm(levels)
        let solution = try solveOthers(rightSide, scale: size)
        let rest = zip(means, layout.groupMeans(ofLevels: solution, masses: masses)).map(-)
        return joined(groups: rest, levels: solution)
    }

    /// Dδ: what the levels' values sum to in each row, in the order of the table.
    package func total(_ solution: [[Double]]) -> [Double] {
        layout.scatter(layout.totals(groups: solution[layout.largest], levels: others(of: solution)))
    }

    private func solveOthers(_ rightSide: [Double], scale: Double) throws(CausalError) -> [Double] {
        if let schur { return try schur.solve(rightSide, scale: scale) }
        return try conjugateGradients(rightSide, scale: scale)
    }

    private func conjugateGradients(_ rightSide: [Double], scale: Double) throws(CausalError) -> [Double] {
        var solver = ConjugateGradient(layout: layout, rightSide: rightSide)
        let goal = 1e-13 * scale
        var steps = 0
        while solver.residualNorm > goal, steps < 20_000, !solver.isStuck {
            solver.step()
            steps += 1
        }
        guard solver.residualNorm <= 1e-9 * scale else { throw FactorEquations.contradiction }
        return solver.solution
    }

    static var contradiction: CausalError {
        CausalError(
            .notIdentified,
            "an outcome without treatment cannot be predicted: the untreated rows do not link the levels that it needs",
            remedy: "Leave out an absorbed factor, or coarsen it.")
    }

    /// The other factors' values in the shared numbering of their levels.
    private func others(of values: [[Double]]) -> [Double] {
        values.indices.filter { $0 != layout.largest }.flatMap { values[$0] }
    }

    private func joined(groups: [Double], levels: [Double]) -> [[Double]] {
        var next = 0
        return levelCounts.indices.map { factor in
            guard factor != layout.largest else { return groups }
            defer { next += levelCounts[factor] }
            return Array(levels[next..<(next + levelCounts[factor])])
        }
    }
}
