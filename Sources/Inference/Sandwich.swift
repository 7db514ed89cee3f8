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
}

extension LinearFit {
    /// Computes a covariance of the estimated coefficients.
    func covariance(_ covariance: LinearCovariance) throws(CausalError) -> CovarianceResult {
        switch covariance.kind {
        case .iid: try independent()
        case .heteroskedastic(let scaled): try heteroskedastic(scaled: scaled)
        case .clustered(let columns, let correction): try clustered(by: columns, correction)
        }
    }

    /// σ̂²(X′WX)⁻¹
    private func independent() throws(CausalError) -> CovarianceResult {
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
        let factor = scaled ? Double(rowCount) / df : 1
        return CovarianceResult(
            matrix: factor * sandwich(meat), degreesOfFreedom: df, size: size, clusters: [],
            name: scaled ? "hc1" : "hc0")
    }

    /// (wᵢûᵢ)² of each row.
    private var squaredScores: [Double] {
        let (residuals, weights) = (residuals, weights)
        return Parallel.array(residuals.count) { rows, out in
            for row in rows {
                let score = residuals[row] * (weights?[row] ?? 1)
                out.initializeElement(at: row - rows.lowerBound, to: score * score)
            }
        }
    }

    /// n − K, one at least.
    func residualDegreesOfFreedom(_ size: ModelSize) throws(CausalError) -> Double {
        guard rowCount > size.parameters else {
            throw CausalError(
                .tooFewRows,
                "\(rowCount) rows leave nothing to measure uncertainty with: the model has \(size.parameters) "
                    + "parameters",
                remedy: "Use fewer terms or absorbed factors, or more rows.")
        }
        return Double(rowCount - size.parameters)
    }

    /// B M B, symmetric to the last bit.
    func sandwich(_ meat: Matrix) -> Matrix { (bread * meat * bread).symmetrised }
}
