import Groundwork

/// The passes over the rows that least squares and its covariances are made of.
public enum Kernels {
    /// X′WX (k × k), weights 1 when nil.
    public static func crossProducts(columns: [[Double]], weights: [Double]?) -> Matrix {
        weightedCrossProduct(
            columns: columns, intercept: false,
            factors: weights ?? Array(repeating: 1, count: columns.first?.count ?? 0))
    }

    /// yᵢ − α − Σⱼ xᵢⱼ βⱼ; the fitted values are the response less these.
    public static func residuals(
        columns: [[Double]], response: [Double], intercept: Double?, coefficients: [Double]
    ) -> [Double] {
        var result = response.map { $0 - (intercept ?? 0) }
        for (column, coefficient) in zip(columns, coefficients) {
            for i in 0..<result.count { result[i] -= column[i] * coefficient }
        }
        return result
    }

    /// S[g, j] = Σ_{i in g} wᵢ uᵢ xᵢⱼ, the intercept as first column when asked: groupCount × K.
    public static func groupedScores(
        columns: [[Double]], intercept: Bool, residuals: [Double], weights: [Double]?, groups: [Int32],
        groupCount: Int
    ) -> Matrix {
        let ones = intercept ? [[Double](repeating: 1, count: residuals.count)] : []
        let all = ones + columns
        var result = Matrix(groupCount, all.count)
        for (j, column) in all.enumerated() {
            for i in 0..<residuals.count where groups[i] >= 0 && groups[i] < groupCount {
                result[Int(groups[i]), j] += (weights?[i] ?? 1) * residuals[i] * column[i]
            }
        }
        return result
    }

    /// Σᵢ dᵢ xᵢxᵢ′, the intercept first when asked.
    public static func weightedCrossProduct(columns: [[Double]], intercept: Bool, factors: [Double]) -> Matrix
    {
        let ones = intercept ? [[Double](repeating: 1, count: factors.count)] : []
        let all = ones + columns
        var result = Matrix(all.count, all.count)
        for a in 0..<all.count {
            for b in 0...a {
                var total = 0.0
                for i in 0..<factors.count { total += factors[i] * all[a][i] * all[b][i] }
                result[a, b] = total
                result[b, a] = total
            }
        }
        return result
    }

    /// Σᵢ aᵢ bᵢ.
    public static func dot(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// Σᵢ xᵢ.
    public static func sum(_ x: [Double]) -> Double { x.reduce(0, +) }

    /// Σᵢ wᵢ xᵢ; weights 1 when nil.
    public static func weightedSum(_ x: [Double], weights: [Double]?) -> Double {
        weights.map { dot(x, $0) } ?? sum(x)
    }

    /// Σᵢ wᵢ xᵢ² ; weights 1 when nil.
    public static func weightedSumOfSquares(_ x: [Double], weights: [Double]?) -> Double {
        dot(x, weights.map { zip($0, x).map(*) } ?? x)
    }

    /// The weighted mean; NaN when the weights sum to 0.
    public static func mean(_ x: [Double], weights: [Double]?) -> Double {
        weightedSum(x, weights: weights) / (weights.map(sum) ?? Double(x.count))
    }

    /// Σᵢ wᵢ (xᵢ − x̄)², x̄ the weighted mean.
    public static func centredSumOfSquares(_ x: [Double], weights: [Double]?) -> Double {
        let centre = mean(x, weights: weights)
        return weightedSumOfSquares(x.map { $0 - centre }, weights: weights)
    }
}
