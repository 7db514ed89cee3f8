import Design
import Distributions
import Groundwork
import LinearAlgebra

/// A covariance matrix of the estimated coefficients and what goes with it.
struct CovarianceResult {
    var matrix: Matrix
    let degreesOfFreedom: Double
    let size: ModelSize
    let clusters: [(name: String, count: Int)]
    let name: String
    var notes: [String] = []
    /// What to tell about the choices behind it.
    var facts: [JSONValue.Member] = []
}

extension LinearFit {
    /// Computes a covariance of the estimated coefficients.
    func covariance(_ covariance: LinearCovariance) throws(CausalError) -> CovarianceResult {
        switch covariance.kind {
        case .iid: try independent()
        case .heteroskedastic(let scaled): try heteroskedastic(scaled: scaled)
        case .clustered(let columns, let correction): try clustered(by: columns, correction)
        case .serial(let dependence): try serial(dependence)
        case .spatial(let dependence): try spatial(dependence)
        }
    }

    /// σ̂²(X′WX)⁻¹
    private func independent() throws(CausalError) -> CovarianceResult {
        try refuseSamplingWeights()
        let size = ModelSize(coefficients: estimated.count, absorbed: absorbed)
        let df = try residualDegreesOfFreedom(size)
        return CovarianceResult(
            matrix: (knownDispersion ?? residualSumOfSquares / df) * bread, degreesOfFreedom: df, size: size,
            clusters: [],
            name: "iid")
    }

    /// B Σ (wᵢûᵢ)² xᵢxᵢ′ B
    private func heteroskedastic(scaled: Bool) throws(CausalError) -> CovarianceResult {
        let size = ModelSize(coefficients: estimated.count, absorbed: absorbed)
        let df = try residualDegreesOfFreedom(size)
        let meat = Kernels.weightedCrossProduct(
            columns: designColumns, intercept: hasIntercept, factors: squaredScores)
        let factor = scaled ? Double(observationCount) / df : 1
        return CovarianceResult(
            matrix: factor * sandwich(meat), degreesOfFreedom: df, size: size, clusters: [],
            name: scaled ? "hc1" : "hc0")
    }

    /// (wᵢûᵢ)² of each row; of w equal rows together wᵢûᵢ².
    private var squaredScores: [Double] {
        let (residuals, weights) = (residuals, weights)
        let counts = weightKind == .frequency
        return Parallel.array(residuals.count) { rows, out in
            for row in rows {
                let weight = weights?[row] ?? 1
                let factor = counts ? weight : weight * weight
                out.initializeElement(at: row - rows.lowerBound, to: factor * residuals[row] * residuals[row])
            }
        }
    }

    /// n − K, one at least.
    func residualDegreesOfFreedom(_ size: ModelSize) throws(CausalError) -> Double {
        guard observationCount > size.parameters else {
            throw CausalError(
                .tooFewRows,
                "\(observationCount) rows leave nothing to measure uncertainty with: the model has \(size.parameters) "
                    + "parameters",
                remedy: "Use fewer terms or absorbed factors, or more rows.")
        }
        return Double(observationCount - size.parameters)
    }

    /// Sampling weights leave nothing of σ̂²: it would be the variance of no population.
    private func refuseSamplingWeights() throws(CausalError) {
        guard weightKind == .sampling, weights != nil else { return }
        throw CausalError(
            .badArgument, "the covariance iid does not hold under sampling weights",
            remedy: "Use hc1 (the default with these weights), or clusters.")
    }

    /// B M B, symmetric to the last bit.
    func sandwich(_ meat: Matrix) -> Matrix { (bread * meat * bread).symmetrised }
}
