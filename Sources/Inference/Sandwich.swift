import Design
import Distributions
import Groundwork
import LinearAlgebra

/// A covariance matrix of the estimated coefficients and what goes with it.
package struct CovarianceResult {
    package var matrix: Matrix
    /// The same of the coefficients of the columns about their means.
    var centred: Matrix
    package let degreesOfFreedom: Double
    let size: ModelSize
    let clusters: [(name: String, count: Int)]
    package let name: String
    var notes: [String] = []
    /// What to tell about the choices behind it.
    var facts: [JSONValue.Member] = []
    /// What small-sample tests need, under `cr2` and `cr3`.
    var adjusted: AdjustedCovariance?

    /// The degrees of freedom of each estimated coefficient, where they are its own.
    var ownDegreesOfFreedom: [Double]? { adjusted?.degreesOfFreedom }
}

extension CovarianceResult {
    /// B M B from the sum of products of scores about the columns' means.
    init(
        _ fit: some LinearFit, meat: Matrix, degreesOfFreedom: Double, size: ModelSize,
        clusters: [(name: String, count: Int)] = [], name: String, notes: [String] = []
    ) {
        let design = fit.centred
        centred = (design.bread * meat * design.bread).symmetrised
        matrix = design.inData(covariance: centred)
        self.degreesOfFreedom = degreesOfFreedom
        self.size = size
        self.clusters = clusters
        self.name = name
        self.notes = notes
    }
}

extension LinearFit {
    /// Computes a covariance of the estimated coefficients.
    package func covariance(_ covariance: LinearCovariance) throws(CausalError) -> CovarianceResult {
        try check(covariance)
        return switch covariance.kind {
        case .iid: try independent()
        case .heteroskedastic(let correction): try heteroskedastic(correction)
        case .clustered(let columns, let correction): try clustered(by: columns, correction)
        case .serial(let dependence): try serial(dependence)
        case .spatial(let dependence): try spatial(dependence)
        }
    }

    /// σ̂²(X′WX)⁻¹
    private func independent() throws(CausalError) -> CovarianceResult {
        try refuseSamplingWeights()
        let size = size()
        let df = try residualDegreesOfFreedom(size)
        let variance = knownDispersion ?? residualSumOfSquares / df
        return CovarianceResult(
            matrix: variance * bread, centred: variance * centred.bread, degreesOfFreedom: df, size: size,
            clusters: [], name: "iid")
    }

    /// B Σ (wᵢûᵢ)²aᵢ zᵢzᵢ′ B, z about the means, with a = 1 (HC0, HC1), 1/(1 − h) (HC2) or 1/(1 − h)² (HC3).
    private func heteroskedastic(_ correction: HeteroskedasticCorrection) throws(CausalError)
        -> CovarianceResult
    {
        let size = size()
        let df = try residualDegreesOfFreedom(size)
        let leverages = try leverages(for: correction)
        let meat = Kernels.weightedCrossProduct(
            columns: designColumns, shifts: columnMeans, intercept: hasIntercept,
            factors: squaredScores(correction, leverages))
        return CovarianceResult(
            self, meat: try scale(of: correction) * meat, degreesOfFreedom: df, size: size,
            name: correction.rawValue, notes: leverageNote(leverages))
    }

    /// (wᵢûᵢ)²aᵢ of each row, and the factor before the sum.
    func squaredErrors(
        _ correction: HeteroskedasticCorrection
    ) throws(CausalError) -> (factors: [Double], scale: Double) {
        (squaredScores(correction, try leverages(for: correction)), try scale(of: correction))
    }

    private func leverages(for correction: HeteroskedasticCorrection) throws(CausalError) -> [Double]? {
        correction == .hc2 || correction == .hc3 ? try leverages() : nil
    }

    private func scale(of correction: HeteroskedasticCorrection) throws(CausalError) -> Double {
        correction == .hc1 ? Double(observationCount) / (try residualDegreesOfFreedom(size())) : 1
    }

    /// (wᵢûᵢ)² of each row (of f equal rows together (wᵢûᵢ)²/f) over (1 − hᵢ) to a power; 0 where h is one, and with it
    /// the residual zero.
    private func squaredScores(
        _ correction: HeteroskedasticCorrection, _ leverages: [Double]?
    ) -> [Double] {
        let power = correction == .hc3 ? 2 : 1
        let (residuals, weights) = (residuals, weights)
        let counts = weightKind == .frequency ? priorWeights : nil
        return Parallel.array(residuals.count) { rows, out in
            for row in rows {
                let weight = weights?[row] ?? 1
                var factor = counts.map { weight * (weight / $0[row]) } ?? weight * weight
                if let leverages {
                    let left = 1 - leverages[row]
                    factor *= left > Leverage.none ? 1 / (power == 1 ? left : left * left) : 0
                }
                out.initializeElement(at: row - rows.lowerBound, to: factor * residuals[row] * residuals[row])
            }
        }
    }

    /// n − K, one at least.
    package func residualDegreesOfFreedom(_ size: ModelSize) throws(CausalError) -> Double {
        guard observationCount > size.parameters else {
            throw CausalError(
                .tooFewRows,
                "\(observationCount.counted("row leaves", "rows leave")) nothing to measure uncertainty with: the model has "
                    + size.parameters.counted("parameter", "parameters"),
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
}
