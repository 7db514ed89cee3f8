import Inference

/// How much of the outcome's variation a model explains.
public struct GoodnessOfFit: Sendable, Hashable {
    /// R² = 1 − Σwû²/Σw(y−ȳ)²; about zero rather than ȳ in a model without intercept and absorbed factors.
    public let rSquared: Double
    /// 1 − (1−R²)(n−1)/(n−K); n instead of n−1 without intercept.
    public let adjustedRSquared: Double
    /// 1 − Σwû²/Σwỹ², ỹ the outcome after the absorbed factors were swept out; nil without factors.
    public let withinRSquared: Double?
    /// σ̂ = √(Σwû²/(n−K)); NaN when no degree of freedom is left.
    public let sigma: Double

    /// Compares what a regression leaves with the outcome before and after factors were swept out.
    init(_ regression: SolvedRegression, response: [Double], swept: [Double]?, centred: Bool) {
        let (rows, rest) = (regression.rows, regression.residualSumOfSquares)
        let (n, weights) = (Double(rows.observationCount), rows.weights)
        let size = ModelSize(
            coefficients: regression.estimated.count, absorbed: rows.absorbed, slopes: rows.slopes,
            rule: rows.parameterRule)
        let total =
            centred
            ? Kernels.centredSumOfSquares(response, weights: weights)
            : Kernels.weightedSumOfSquares(response, weights: weights)
        let df = n - Double(size.parameters)
        rSquared = total > 0 ? 1 - rest / total : .nan
        adjustedRSquared = df > 0 ? 1 - (1 - rSquared) * (n - (centred ? 1 : 0)) / df : .nan
        sigma = df > 0 ? (rest / df).squareRoot() : .nan
        withinRSquared = swept.map { ỹ in
            let within = Kernels.weightedSumOfSquares(ỹ, weights: weights)
            return within > 0 ? 1 - rest / within : .nan
        }
    }
}
