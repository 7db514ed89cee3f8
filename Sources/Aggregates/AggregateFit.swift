import Regression

/// Least squares from cross-products: a `LinearFit` whose rows are equivalent ones, a few for each cell.
public struct AggregateFit: SweepingFit {
    /// The model.
    public let model: AggregateLeastSquares
    /// The equivalent rows' cells.
    public let sample: Sample
    /// The coefficients' names; `(Intercept)` first when there is one.
    public let terms: [String]
    /// The estimates; NaN where a column was dropped.
    public let coefficients: [Double]
    /// The positions in ``terms`` that were estimated.
    public let estimated: [Int]
    /// The equivalent rows' columns, without the intercept.
    public let designColumns: [[Double]]
    /// Whether the first estimated term is the intercept.
    public let hasIntercept: Bool
    /// What the model leaves of the equivalent rows' outcome.
    public let residuals: [Double]
    /// How many rows each equivalent one stands for; any positive number.
    public let weights: [Double]?
    /// A row of weight w is w rows, unless the model has other weights.
    public var weightKind: WeightKind { model.weights == nil ? .frequency : model.weightKind }
    /// The number of rows that were summed.
    public let observationCount: Int
    /// (X′X)⁻¹ of the estimated terms.
    public let bread: Matrix
    /// None.
    public var absorbed: [Factor] { [] }
    /// The columns themselves: nothing is absorbed.
    public func sweep(_ columns: [[Double]]) throws(CausalError) -> [[Double]] { columns }
    /// Whether the residual sum of squares is at most 1e-12 of the outcome's: what sums can tell from nothing.
    public let isPerfect: Bool
    /// Σ(y − ȳ)², or Σy² without intercept.
    let total: Double
    /// Rows left out because a value is missing, by column.
    let missing: [(column: String, count: Int)]
    /// Rows left out because their weight is zero.
    let zeroWeight: Int
    /// The rows that were summed, those of a frequency counted once.
    let rowTotal: Int

    init(_ model: AggregateLeastSquares, _ statistics: CrossProducts) throws(CausalError) {
        guard statistics.count > 0 else {
            throw CausalError(.noRows, "no row has all the columns that the model reads")
        }
        let rows = EquivalentRows(statistics)
        let design = try AggregateDesign(model, statistics, rows)
        hasIntercept = model.formula.hasIntercept
        let (offset, weights) = (hasIntercept ? 1 : 0, rows.weights)
        let shift = hasIntercept ? 0 : statistics.origin[0]
        let response = rows.columns[0].map { $0 + shift }
        let judged = JudgedColumns(design, weights, hasIntercept: hasIntercept)
        let solution = try LeastSquaresSolver.solve(
            columns: judged.columns, response: response, weights: weights, intercept: hasIntercept,
            collinearityScale: judged.scale)
        let kept = solution.kept.filter { $0 >= offset }.map { $0 - offset }
        let back = AggregateFit.toOrigin(kept.map { design.origin[$0] }, hasIntercept: hasIntercept)
        var coefficients = solution.coefficients
        if hasIntercept {
            let moved = kept.reduce(0) { $0 + design.origin[$1] * coefficients[$1 + 1] }
            coefficients[0] += statistics.origin[0] - moved
        }
        self.model = model
        self.weights = weights
        sample = Sample(design.table)
        terms = (hasIntercept ? ["(Intercept)"] : []) + design.names
        self.coefficients = coefficients
        estimated = solution.kept
        designColumns = kept.map { j in
            design.origin[j] == 0 ? design.columns[j] : design.columns[j].map { $0 + design.origin[j] }
        }
        residuals = Kernels.residuals(
            columns: kept.map { design.columns[$0] }, response: response,
            intercept: hasIntercept ? solution.coefficients[0] : nil,
            coefficients: kept.map { solution.coefficients[$0 + offset] })
        observationCount =
            try model.weights == nil || model.weightKind != .frequency
            ? statistics.count : CrossProducts.Cell.whole(Kernels.sum(statistics.cells.map(\.total)))
        bread = (back * solution.inverseCrossProduct * back.transposed).symmetrised
        total = JudgedColumns.square(response, weights, isCentred: hasIntercept)
        isPerfect = Kernels.weightedSumOfSquares(residuals, weights: weights) <= 1e-12 * total
        missing = model.sums.required.compactMap { name in statistics.missing[name].map { (name, $0) } }
        zeroWeight = statistics.zeroWeight
        rowTotal = statistics.count
    }

    /// T with β = T·b for coefficients b of columns less their origins: only the intercept changes.
    private static func toOrigin(_ origin: [Double], hasIntercept: Bool) -> Matrix {
        guard hasIntercept else { return Matrix.identity(origin.count) }
        var back = Matrix.identity(origin.count + 1)
        for j in origin.indices { back[0, j + 1] = -origin[j] }
        return back
    }

    /// Refuses what cross-products of cells cannot tell.
    public func check(_ covariance: LinearCovariance) throws(CausalError) {
        var allowed: [LinearCovariance] = [.iid]
        if model.variables.count == 1, model.weights == nil { allowed += [.hc0, .hc1, .hc2, .hc3] }
        for columns in [model.clusters] + model.clusters.map({ [$0] }) where !columns.isEmpty {
            for correction in [ClusterCorrection.cr0, .cr1, .cr2, .cr3, .jackknife]
            where model.weights == nil || model.weightKind == .frequency || correction != .cr2 {
                allowed.append(.clustered(by: columns, correction: correction))
            }
        }
        guard !allowed.contains(covariance) else { return }
        throw CausalError(
            .badArgument, "this covariance is no function of the cells' cross-products",
            remedy:
                "Use iid, or cr0, cr1, cr2 (without weights other than frequencies), cr3 or jackknife with the clusters that the rows were "
                + "summed by; where all regressors are categories also hc0 to hc3; fit on the rows for the others."
        )
    }
}

/// Columns for the solver, and what their collinearity is judged against.
private struct JudgedColumns {
    var columns: [[Double]]
    var scale: [Double] = []

    init(_ design: AggregateDesign, _ weights: [Double], hasIntercept: Bool) {
        columns = design.columns
        let n = Kernels.sum(weights)
        for (j, column) in design.columns.enumerated() {
            let square = JudgedColumns.square(column, weights, isCentred: hasIntercept)
            scale.append(square)
            // What does not vary beyond rounding is the intercept's.
            let about =
                Kernels.weightedSumOfSquares(column, weights: weights)
                + n * design.origin[j] * design.origin[j]
            if square <= 1e-24 * about { columns[j] = Array(repeating: 0, count: column.count) }
        }
    }

    /// Σw(v − v̄)², or Σwv².
    static func square(_ column: [Double], _ weights: [Double], isCentred: Bool) -> Double {
        isCentred
            ? Kernels.centredSumOfSquares(column, weights: weights)
            : Kernels.weightedSumOfSquares(column, weights: weights)
    }
}
