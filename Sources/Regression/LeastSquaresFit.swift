import Inference

/// What least squares found: a value from which estimates under any covariance are made.
public struct LeastSquaresFit: LinearFit {
    /// The design that was fitted; its columns share the table's storage or that of ``designColumns`` where they can.
    let frame: ModelFrame
    /// The rows used.
    public let sample: Sample
    /// The outcome's name.
    public let responseName: String
    /// The coefficients' names; `(Intercept)` first when there is one.
    public let terms: [String]
    /// The estimates; NaN where a column was dropped.
    public let coefficients: [Double]
    /// The positions in ``terms`` that were estimated.
    public let estimated: [Int]
    /// The columns of the estimated terms without the intercept, absorbed factors swept out.
    public let designColumns: [[Double]]
    /// Whether the first estimated term is the intercept.
    public let hasIntercept: Bool
    /// y − Xβ̂ − absorbed effects.
    public let residuals: [Double]
    /// The weighted sum of squared residuals.
    public let residualSumOfSquares: Double
    /// The weights, or nil.
    public let weights: [Double]?
    /// What the weights mean.
    public let weightKind: WeightKind
    /// The number of observations n: the rows, or the sum of frequency weights.
    public let observationCount: Int
    /// Whose the rows are and when they were, when the model says so.
    public let panel: PanelIndex?
    /// (X′WX)⁻¹ of the estimated terms.
    public let bread: Matrix
    /// The factors swept out.
    public let absorbed: [Factor]
    /// The slopes swept out besides.
    public let slopes: [VaryingSlope]
    /// How redundant absorbed parameters are counted.
    public let parameterRule: ParameterRule
    /// How well the model fits.
    public let goodness: GoodnessOfFit
    /// Whether the residuals are at most 1e-13 of the outcome, root mean square: rounding.
    public let isPerfect: Bool
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
        let offset = frame.hasIntercept ? 1 : 0
        let kept = solution.kept.filter { $0 >= offset }.map { $0 - offset }
        self.frame = frame
        sample = frame.sample
        responseName = frame.responseName
        terms = (frame.hasIntercept ? ["(Intercept)"] : []) + frame.columns.map(\.name)
        coefficients = solution.coefficients
        estimated = solution.kept
        designColumns = kept.map { swept.columns[$0] }
        hasIntercept = frame.hasIntercept
        residuals = Kernels.residuals(
            columns: designColumns, response: swept.response,
            intercept: frame.hasIntercept ? solution.coefficients[0] : nil,
            coefficients: kept.map { solution.coefficients[$0 + offset] })
        weights = frame.weights
        weightKind = model.weightKind
        observationCount = model.weightKind.observations(rows: frame.sample.count, weights: frame.weights)
        panel = model.panel
        bread = solution.inverseCrossProduct
        absorbed = frame.absorbed
        slopes = frame.slopes
        parameterRule = model.parameterRule
        let size = Kernels.weightedSumOfSquares(frame.response, weights: frame.weights)
        residualSumOfSquares = Kernels.weightedSumOfSquares(residuals, weights: frame.weights)
        isPerfect = residualSumOfSquares <= 1e-26 * size
        designNotes = frame.notes
        singletons = pruning.singletons
        outsideCore = pruning.outsideCore
        absorption = swept.report
        self.solution = solution
        self.times = times
        goodness = GoodnessOfFit(
            response: frame.response, swept: swept.report == nil ? nil : swept.response,
            residualSumOfSquares: residualSumOfSquares,
            weights: frame.weights, centred: frame.spansConstant,
            observations: observationCount,
            size: ModelSize(
                coefficients: solution.kept.count, absorbed: frame.absorbed, slopes: frame.slopes,
                rule: model.parameterRule))
    }
}
