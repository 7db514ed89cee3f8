import Inference

/// A weighted regression as it was solved: what covariances, tests and bootstraps are made from.
public struct SolvedRegression: Sendable {
    /// The rows and how they count.
    public let rows: RegressionRows
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
    /// The weighted means of these columns where there is an intercept, and zeros without.
    public let columnMeans: [Double]
    /// Whether the first estimated term is the intercept.
    public let hasIntercept: Bool
    /// y − Xβ̂ − absorbed effects.
    public let residuals: [Double]
    /// The weighted sum of squared residuals.
    public let residualSumOfSquares: Double
    /// (X′WX)⁻¹ of the estimated terms.
    public let bread: Matrix
    /// Whether the residuals are at most 1e-13 of the outcome, root mean square: rounding.
    public let isPerfect: Bool
    /// Scores that were summed while the residuals were made.
    public let clusterScores: [ClusterScores]

    /// A regression whose coefficients and residuals are known.
    init(
        _ rows: RegressionRows, responseName: String, terms: [String], coefficients: [Double],
        estimated: [Int], columns: [[Double]], residuals: [Double], scores: [ClusterScores] = [],
        _ solution: LeastSquaresSolution, hasIntercept: Bool, size: Double
    ) {
        self.rows = rows
        self.responseName = responseName
        self.terms = terms
        self.coefficients = coefficients
        self.estimated = estimated
        designColumns = columns
        columnMeans = solution.means
        self.hasIntercept = hasIntercept
        self.residuals = residuals
        residualSumOfSquares = Kernels.weightedSumOfSquares(residuals, weights: rows.weights)
        bread = solution.inverseCrossProduct
        isPerfect = residualSumOfSquares <= 1e-26 * size
        clusterScores = scores
    }

    /// The regression of a column on others as the solver left it.
    ///
    /// - Parameters:
    ///   - names: the columns' names.
    ///   - size: the sum of squares beside which residuals are judged to be rounding.
    ///   - clusters: a factor by which scores are summed in the pass that makes the residuals.
    init(
        _ rows: RegressionRows, _ responseName: String, _ response: [Double], on columns: [[Double]],
        names: [String], _ solution: LeastSquaresSolution, hasIntercept: Bool, size: Double,
        clusters: Factor? = nil
    ) {
        let offset = hasIntercept ? 1 : 0
        let slopes = solution.kept.filter { $0 >= offset }
        let used = slopes.map { columns[$0 - offset] }
        let level = hasIntercept ? solution.coefficients[0] : nil
        let coefficients = slopes.map { solution.coefficients[$0] }
        var scores: [ClusterScores] = []
        let residuals: [Double]
        if let clusters {
            let made = Kernels.residualsAndScores(
                columns: used, shifts: solution.means, response: response, intercept: level,
                coefficients: coefficients, weights: rows.weights, groups: clusters.codes,
                groupCount: clusters.levelCount)
            residuals = made.residuals
            scores = [ClusterScores(factor: clusters, sums: made.scores)]
        } else {
            residuals = Kernels.residuals(
                columns: used, response: response, intercept: level, coefficients: coefficients)
        }
        self.init(
            rows, responseName: responseName, terms: (hasIntercept ? ["(Intercept)"] : []) + names,
            coefficients: solution.coefficients, estimated: solution.kept, columns: used,
            residuals: residuals, scores: scores, solution, hasIntercept: hasIntercept, size: size)
    }
}

/// A fit by one weighted regression, whose parts are those of its ``SolvedRegression``.
public protocol RegressionFit: LinearFit {
    /// The regression.
    var regression: SolvedRegression { get }
}
