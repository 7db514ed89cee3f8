import Inference

extension GeneralisedLinearFit: RefittingFit {
    /// The fit under linear restrictions: restricted coefficients are written in those that stay free, the
    /// constants of that go into the offset, and the model is fitted again; θ too.
    public func refitted(
        _ matrix: Matrix, _ values: [Double], from start: [Double]?
    ) throws(CausalError) -> RestrictedFit {
        let restricted = restricted(LinearRestrictions(matrix, values))
        let maximum = try LikelihoodMaximum(
            restricted, tolerance: model.tolerance, from: start ?? linearPredictors)
        var whole = design
        whole.model.theta = maximum.model.theta
        let kept = estimatedColumns
        let absorption = Absorption(frame, weights: priorWeights, tolerance: model.tolerance)
        let step = try WeightedStep(whole, eta: maximum.eta, absorption: absorption, kept: kept)
        guard step.kept == kept else {
            throw CausalError(
                .notIdentified, "the coefficients cannot be told apart under the hypothesis",
                remedy: "Test a value nearer to the estimate.")
        }
        return RestrictedFit(
            designColumns: step.columns, columnMeans: step.solution.means, hasIntercept: hasIntercept,
            residuals: whole.workingResiduals(maximum.eta), weights: step.weights,
            bread: step.solution.inverseCrossProduct, linearPredictors: maximum.eta)
    }

    /// The design in the free coefficients.
    private func restricted(_ restrictions: LinearRestrictions) -> GeneralisedLinearDesign {
        let involvesIntercept = hasIntercept && restrictions.involves(0)
        let ones = DesignColumn("(Intercept)", Array(repeating: 1, count: rowCount))
        let columns = (hasIntercept ? [ones] : []) + estimatedColumns.map { design.frame.columns[$0] }
        let free = restrictions.free.filter { !hasIntercept || $0 > 0 || involvesIntercept }.map { j in
            DesignColumn(
                columns[j].name, restrictions.combined(columns[j].values, restrictions.weights(j), columns))
        }
        let offset = restrictions.combined(
            design.offset ?? Array(repeating: 0, count: rowCount), restrictions.constants, columns)
        var model = design.model
        model.theta = theta
        return GeneralisedLinearDesign(
            design.frame.replacing(columns: free, intercept: hasIntercept && !involvesIntercept),
            offset: offset, model)
    }
}

/// Rβ = r solved for as many coefficients as there are restrictions: β_p = c_p − Σ_free F_pj β_j, by elimination
/// with the largest element of each row as the pivot.
private struct LinearRestrictions {
    /// The coefficients that stay free.
    let free: [Int]
    private let pivots: [Int]
    private var rows: [[Double]]

    init(_ matrix: Matrix, _ values: [Double]) {
        var rows = (0..<matrix.rowCount).map { matrix.row($0) + [values[$0]] }
        var pivots: [Int] = []
        for i in rows.indices {
            let pivot = (0..<matrix.columnCount).max { rows[i][$0].magnitude < rows[i][$1].magnitude } ?? 0
            let scale = rows[i][pivot]
            rows[i] = rows[i].map { $0 / scale }
            for other in rows.indices where other != i && rows[other][pivot] != 0 {
                let factor = rows[other][pivot]
                for j in rows[other].indices { rows[other][j] -= factor * rows[i][j] }
                rows[other][pivot] = 0
            }
            pivots.append(pivot)
        }
        self.rows = rows
        self.pivots = pivots
        free = (0..<matrix.columnCount).filter { !pivots.contains($0) }
    }

    /// Whether a coefficient stands in a restriction.
    func involves(_ j: Int) -> Bool { rows.contains { $0[j] != 0 } }
    /// −F_pj for each restriction.
    func weights(_ j: Int) -> [Double] { rows.map { -$0[j] } }
    /// c_p for each restriction.
    var constants: [Double] { rows.map { $0[$0.count - 1] } }

    /// base + Σ_p weight_p x_p
    func combined(_ base: [Double], _ weights: [Double], _ columns: [DesignColumn]) -> [Double] {
        var result = base
        for (pivot, weight) in zip(pivots, weights) where weight != 0 {
            let column = columns[pivot].values
            for row in result.indices { result[row] += weight * column[row] }
        }
        return result
    }
}
