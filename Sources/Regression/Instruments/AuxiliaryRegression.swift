import Inference

/// A regression that belongs to a two-stage model: a first stage, or the reduced form.
///
/// It is a least-squares fit like any other: every covariance, joint test and bootstrap serves it.
public struct AuxiliaryRegression: RegressionFit, SweepingFit {
    /// The regression of the named column on the intercept, the exogenous columns and the instruments.
    public let regression: SolvedRegression
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
        try regression.rows.sweep(columns)
    }

    init(
        _ response: SweptColumn, on columns: [SweptColumn], _ design: InstrumentDesign
    ) throws(CausalError) {
        let solution = try design.regress(response, on: columns)
        let weights = design.rows.weights
        regression = SolvedRegression(
            design.rows, response.name, response.values, on: columns.map(\.values),
            names: columns.map(\.name), solution,
            hasIntercept: design.hasIntercept,
            size: design.hasIntercept
                ? Kernels.centredSumOfSquares(response.values, weights: weights)
                : Kernels.weightedSumOfSquares(response.values, weights: weights))
        conditionNumber = solution.conditionNumber
    }
}
