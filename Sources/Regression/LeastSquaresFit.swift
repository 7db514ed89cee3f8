import Inference

/// What least squares found: a value from which estimates under any covariance are made.
public struct LeastSquaresFit: RegressionFit {
    /// The regression of the swept outcome on the swept columns.
    public let regression: SolvedRegression
    /// The design that was fitted; its columns share the table's storage or that of `designColumns` where they can.
    let frame: ModelFrame
    /// How well the model fits.
    public let goodness: GoodnessOfFit
    /// Remarks on how the design read its columns.
    let designNotes: [String]
    /// How many rows were dropped as singletons of absorbed factors.
    public let singletons: Int
    /// How many rows were dropped because they lie outside the 2-core of two absorbed factors; nil when not asked.
    public let outsideCore: Int?
    /// What the absorption did, when there was one.
    public let absorption: AbsorptionReport?
    /// How the normal equations were solved and how well conditioned they were.
    public let solution: LeastSquaresSolution
    /// How long `pruning`, `absorption` and `cross-products` (with the solution) took.
    public let times: Stopwatch

    init(_ pruning: Pruning, _ model: LeastSquares, _ before: Stopwatch) throws(CausalError) {
        var times = before
        let frame = pruning.frame
        let swept = try times.time("absorption") { () throws(CausalError) in
            try SweptColumns(frame, tolerance: model.tolerance)
        }
        let solution = try times.time("cross-products") { () throws(CausalError) in
            try LeastSquaresSolver.solve(
                columns: swept.columns, response: swept.response, weights: frame.weights,
                intercept: frame.hasIntercept, collinearityScale: swept.scale)
        }
        let clusters = try model.cluster.map { (name) throws(CausalError) in try frame.sample.factor(name) }
        let regression = SolvedRegression(
            RegressionRows(frame, model.choices), frame.responseName, swept.response,
            on: swept.columns, names: frame.columns.map(\.name), solution, hasIntercept: frame.hasIntercept,
            size: Kernels.weightedSumOfSquares(frame.response, weights: frame.weights), clusters: clusters)
        self.regression = regression
        self.frame = frame
        designNotes = frame.notes
        singletons = pruning.singletons
        outsideCore = pruning.outsideCore
        absorption = swept.report
        self.solution = solution
        self.times = times
        goodness = GoodnessOfFit(
            regression, response: frame.response, swept: swept.report == nil ? nil : swept.response,
            centred: frame.spansConstant)
    }
}
