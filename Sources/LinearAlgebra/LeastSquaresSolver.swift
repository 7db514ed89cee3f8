import Groundwork

/// Weighted least squares from columns that are held separately (no n × k matrix is formed).
///
/// Minimises Σ wᵢ (yᵢ − α − Σⱼ xᵢⱼ βⱼ)².
///
/// 1. One pass gives the cross-products about the means (``Kernels/moments(columns:weights:)``). Scaled to a
///    unit diagonal they are factored by Cholesky. The relative error of a coefficient is then about κ²·1e-16,
///    κ the condition number of the centred, scaled design, so this is the answer up to κ = 1000.
/// 2. Beyond that, or when the earlier columns leave less than 1e-4 of a column, the columns are factored by
///    a blocked QR, which sees what is left of a column to 1e-16 rather than 1e-8. Columns are judged in
///    order, as R and fixest do, so the earlier of two collinear ones stays.
/// 3. If κ is still beyond 1000 after collinear columns are gone, the QR solution is refined with residuals
///    and gradients in twice the precision (corrected seminormal equations; Björck 1987) until it stands
///    still. What is left of the error is about κ²·1e-32 of the largest term of a fitted value: nothing
///    for κ < 1e8.
///
/// **When is a column collinear?** When what the earlier columns leave of it is, in length, at most 1e-9 of the
/// column about its mean, or at most 8 roundings (8·2⁻⁵²) of the column as stored. The first catches
/// copies with noise (x·(1 + 1e-12)); the second is the limit of what the stored numbers can tell: the sum of
/// two columns with mean 1e9 and standard deviation 1 differs from its exact value by 1e-7. A column shifted
/// by 1e6 is kept, and so are powers up to x¹² on the range of NIST's Filip problem (−8.78 … −3.13; computed
/// exactly, 7e-8 is left of x¹⁰, where R's `lm`, whose limit is 1e-7, drops it, and 2e-9 of x¹²). Where
/// `collinearityScale` tells a column's length before fixed effects were absorbed, less than 1e-6 of that
/// length counts as nothing: absorption to a relative 1e-8 leaves about as much.
public enum LeastSquaresSolver {
    /// What is left of a column, relative to the column, at or below which it is dropped.
    static let tolerance = 1e-9
    /// What is left of a column after absorption, relative to the column before, below which it is dropped.
    static let absorbedTolerance = 1e-6
    /// The relative error of a column's stored values, with room for a few operations behind them.
    static let storedError = 8 * Double.ulpOfOne
    /// The condition number up to which the Cholesky solution is the answer.
    static let choleskyLimit = 1e3
    /// The share of a column (its length) left by earlier ones below which Cholesky is not trusted.
    static let doubtfulShare = 1e-4

    /// Solves for the coefficients and the inverse cross-product.
    ///
    /// - Parameters:
    ///   - columns: k columns of n rows; k may be 0.
    ///   - response: n values.
    ///   - weights: n weights, none negative; nil is 1 for each row.
    ///   - intercept: whether α is estimated; it then stands first in the solution.
    ///   - collinearityScale: each column's squared (centred) length before fixed effects were absorbed, to
    ///     judge collinearity against; nil is the column's own.
    ///   - moments: what ``moments(_:weights:intercept:)`` gives for the columns and the response, last, where that is
    ///     known; nil takes the pass over the rows.
    /// - Returns: the coefficients with NaN for dropped columns. With fewer rows than columns the later columns
    ///   are dropped and the fit is perfect.
    /// - Throws: `CausalError.Code.unequalLengths`; `CausalError.Code.noRows` without rows or without a
    ///   positive weight; `CausalError.Code.badValue`, with the row, for NaN, infinity or a negative weight.
    public static func solve(
        columns: [[Double]], response: [Double], weights: [Double]?, intercept: Bool,
        collinearityScale: [Double]? = nil, moments: Moments? = nil
    ) throws(CausalError) -> LeastSquaresSolution {
        let problem = LeastSquaresProblem(
            columns: columns, response: response, weights: weights, intercept: intercept,
            collinearityScale: collinearityScale, moments: moments)
        try problem.checkShapes()
        let design = CentredDesign(problem)
        if design.isOutOfRange(problem) { return try solveRescaled(problem) }
        return try solve(problem, design)
    }

    /// The moments from which a problem is solved: about the means with an intercept, else about zero (with means of zero).
    public static func moments(_ columns: [[Double]], weights: [Double]?, intercept: Bool) -> Moments {
        if intercept { return Kernels.moments(columns: columns, weights: weights) }
        return Moments(
            totalWeight: 0, means: Array(repeating: 0, count: columns.count),
            centred: Kernels.crossProducts(columns: columns, weights: weights))
    }

    /// Solves a problem whose squares neither overflow nor vanish.
    static func solve(_ problem: LeastSquaresProblem, _ design: CentredDesign) throws(CausalError)
        -> LeastSquaresSolution
    {
        let candidates = design.tolerances.indices.filter { design.tolerances[$0] < 1 }
        if let trial = CholeskyTrial(design, candidates), !trial.hasDoubtfulColumn,
            trial.conditionNumber <= choleskyLimit
        {
            return trial.solution(problem, design, candidates)
        }
        return try QRTrial(problem, design, candidates).solution(problem, design)
    }
}
