import Groundwork
import LinearAlgebra

/// A fit of a likelihood that can be made again under linear restrictions: what the score bootstrap needs.
public protocol RefittingFit: LinearFit {
    /// The fit whose likelihood is largest under Rβ = r.
    ///
    /// - Parameters:
    ///   - matrix: R, restrictions × estimated coefficients, of full row rank.
    ///   - values: r.
    ///   - start: linear predictors to start from; nil: the fit's own.
    /// - Throws: `CausalError.Code.notConverged`, or `CausalError.Code.notIdentified` when the columns cannot be
    ///   told apart there.
    func refitted(
        _ matrix: Matrix, _ values: [Double], from start: [Double]?
    ) throws(CausalError) -> RestrictedFit
}

/// The weighted regression of a likelihood at coefficients that obey restrictions, all columns in it.
///
/// WᵢrᵢXᵢ are the scores of all coefficients, restricted or not.
public struct RestrictedFit: Sendable {
    /// The columns of all estimated coefficients without the intercept, factors swept out.
    public let designColumns: [[Double]]
    /// Whether the first estimated coefficient is the intercept.
    public let hasIntercept: Bool
    /// The weighted means of the columns where there is an intercept, and zeros without.
    public let columnMeans: [Double]
    /// Working residuals under the restrictions.
    public let residuals: [Double]
    /// Working weights.
    public let weights: [Double]
    /// The inverse of the expected information of all coefficients.
    public let bread: Matrix
    /// The linear predictors.
    public let linearPredictors: [Double]

    /// Puts the parts together.
    public init(
        designColumns: [[Double]], columnMeans: [Double], hasIntercept: Bool, residuals: [Double],
        weights: [Double], bread: Matrix, linearPredictors: [Double]
    ) {
        self.designColumns = designColumns
        self.columnMeans = columnMeans
        self.hasIntercept = hasIntercept
        self.residuals = residuals
        self.weights = weights
        self.bread = bread
        self.linearPredictors = linearPredictors
    }

    /// The design about its columns' means.
    var centred: CentredDesign {
        CentredDesign(
            means: columnMeans, bread: bread, totalWeight: Kernels.sum(weights), hasIntercept: hasIntercept)
    }
}
