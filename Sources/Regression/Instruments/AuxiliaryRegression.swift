import Inference

/// A regression that belongs to a two-stage model: a first stage, or the reduced form.
///
/// It is a least-squares fit like any other: every covariance, joint test and bootstrap serves it.
public struct AuxiliaryRegression: SweepingFit {
    /// The rows used.
    public let sample: Sample
    /// The name of the column that is regressed.
    public let responseName: String
    /// The coefficients' names: the intercept, the exogenous columns, the instruments.
    public let terms: [String]
    /// The estimates; NaN where a column was dropped.
    public let coefficients: [Double]
    /// The positions in ``terms`` that were estimated.
    public let estimated: [Int]
    /// The columns of the estimated terms without the intercept, absorbed factors swept out.
    public let designColumns: [[Double]]
    /// Whether the first estimated term is the intercept.
    public let hasIntercept: Bool
    /// The column less its fitted values.
    public let residuals: [Double]
    /// The weights, or nil.
    public let weights: [Double]?
    /// What the weights mean.
    public let weightKind: WeightKind
    /// The number of observations.
    public let observationCount: Int
    /// Whose the rows are and when they were, when the model says so.
    public let panel: PanelIndex?
    /// (Z′WZ)⁻¹ of the estimated terms.
    public let bread: Matrix
    /// The factors swept out.
    public let absorbed: [Factor]
    /// How redundant absorbed parameters are counted.
    public let parameterRule: ParameterRule
    /// Whether the residuals are at most 1e-13 of the column about its mean, root mean square: rounding.
    public let isPerfect: Bool
    /// The condition number of the equations.
    let conditionNumber: Double

    /// What to tell about the regression.
    public var facts: [JSONValue.Member] {
        [
            .init("estimator", "least-squares"), .init("outcome", .string(responseName)),
            .init("nobs", .integer(observationCount)),
        ]
    }
    /// None beyond those of the two-stage model.
    public var notes: [String] { [] }

    /// What the absorbed factors leave of each column, to a relative residual of 1e-11.
    public func sweep(_ columns: [[Double]]) throws(CausalError) -> [[Double]] {
        guard !absorbed.isEmpty else { return columns }
        return try Absorption(absorbed, weights: weights, tolerance: 1e-11).sweep(columns).columns
    }

    init(
        _ name: String, _ response: [Double], on columns: [SweptColumn], _ design: InstrumentDesign,
        _ model: TwoStageLeastSquares
    ) throws(CausalError) {
        let solution = try design.regress(response, on: columns)
        let frame = design.frame
        let offset = design.hasIntercept ? 1 : 0
        let kept = solution.kept.filter { $0 >= offset }
        sample = frame.sample
        responseName = name
        terms = (design.hasIntercept ? ["(Intercept)"] : []) + columns.map(\.name)
        coefficients = solution.coefficients
        estimated = solution.kept
        designColumns = kept.map { columns[$0 - offset].values }
        hasIntercept = design.hasIntercept
        residuals = Kernels.residuals(
            columns: designColumns, response: response,
            intercept: design.hasIntercept ? solution.coefficients[0] : nil,
            coefficients: kept.map { solution.coefficients[$0] })
        weights = frame.weights
        weightKind = model.weightKind
        observationCount = model.weightKind.observations(rows: frame.sample.count, weights: frame.weights)
        panel = model.panel
        bread = solution.inverseCrossProduct
        absorbed = frame.absorbed
        parameterRule = model.parameterRule
        let size =
            design.hasIntercept
            ? Kernels.centredSumOfSquares(response, weights: weights)
            : Kernels.weightedSumOfSquares(response, weights: weights)
        isPerfect = Kernels.weightedSumOfSquares(residuals, weights: weights) <= 1e-26 * size
        conditionNumber = solution.conditionNumber
    }
}
