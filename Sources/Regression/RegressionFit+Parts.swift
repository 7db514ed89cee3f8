import Inference

extension RegressionFit {
    /// The rows used.
    public var sample: Sample { regression.rows.sample }
    /// The outcome's name.
    public var responseName: String { regression.responseName }
    /// The coefficients' names; `(Intercept)` first when there is one.
    public var terms: [String] { regression.terms }
    /// The estimates; NaN where a column was dropped.
    public var coefficients: [Double] { regression.coefficients }
    /// The positions in `terms` that were estimated.
    public var estimated: [Int] { regression.estimated }
    /// The columns of the estimated terms without the intercept, absorbed factors swept out.
    public var designColumns: [[Double]] { regression.designColumns }
    /// Their weighted means where there is an intercept, and zeros without.
    public var columnMeans: [Double] { regression.columnMeans }
    /// Whether the first estimated term is the intercept.
    public var hasIntercept: Bool { regression.hasIntercept }
    /// y − Xβ̂ − absorbed effects.
    public var residuals: [Double] { regression.residuals }
    /// The weighted sum of squared residuals.
    public var residualSumOfSquares: Double { regression.residualSumOfSquares }
    /// Scores that were summed while the residuals were made.
    public var clusterScores: [ClusterScores] { regression.clusterScores }
    /// The weights, or nil.
    public var weights: [Double]? { regression.rows.weights }
    /// What the weights mean.
    public var weightKind: WeightKind { regression.rows.weightKind }
    /// The number of observations n: the rows, or the sum of frequency weights.
    public var observationCount: Int { regression.rows.observationCount }
    /// Whose the rows are and when they were, when the model says so.
    public var panel: PanelIndex? { regression.rows.panel }
    /// (X′WX)⁻¹ of the estimated terms.
    public var bread: Matrix { regression.bread }
    /// The factors swept out.
    public var absorbed: [Factor] { regression.rows.absorbed }
    /// The slopes swept out besides.
    public var slopes: [VaryingSlope] { regression.rows.slopes }
    /// How redundant absorbed parameters are counted.
    public var parameterRule: ParameterRule { regression.rows.parameterRule }
    /// Whether the residuals are at most 1e-13 of the outcome, root mean square: rounding.
    public var isPerfect: Bool { regression.isPerfect }
}
