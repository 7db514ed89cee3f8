import Groundwork

/// Weighted least squares from columns that are held separately.
///
/// Minimises Σ wᵢ (yᵢ − α − Σⱼ xᵢⱼ βⱼ)².
public enum LeastSquaresSolver {
    /// What is left of a column after the earlier ones, relative to the column, below which it is dropped.
    static let tolerance = 1e-9

    /// Solves for the coefficients and the inverse cross-product.
    public static func solve(
        columns: [[Double]], response: [Double], weights: [Double]?, intercept: Bool,
        collinearityScale: [Double]? = nil
    ) throws(CausalError) -> LeastSquaresSolution {
        let n = response.count
        let ones = intercept ? [[Double](repeating: 1, count: n)] : []
        let all = ones + columns
        let cross = Kernels.crossProducts(columns: all + [response], weights: weights)
        let k = all.count
        var kept: [Int] = []
        var dropped: [Int] = []
        for j in 0..<k {
            let trial = cross.submatrix(kept + [j])
            if cross[j, j] > 0, let factor = Cholesky(trial),
                factor.factor[kept.count, kept.count] > 1e-7 * cross[j, j].squareRoot()
            {
                kept.append(j)
            } else {
                dropped.append(j)
            }
        }
        guard let factor = Cholesky(cross.submatrix(kept)) else {
            throw CausalError(.notIdentified, "the cross-products are singular")
        }
        let solution = factor.solve(kept.map { cross[$0, k] })
        var coefficients = [Double](repeating: .nan, count: k)
        for (position, value) in zip(kept, solution) { coefficients[position] = value }
        return LeastSquaresSolution(
            coefficients: coefficients, kept: kept, dropped: dropped, inverseCrossProduct: factor.inverse(),
            method: .cholesky, conditionNumber: 1)
    }
}
