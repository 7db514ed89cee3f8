import Inference

/// The joint covariance of the slopes of several regressions on the same orthonormal instruments.
///
/// Slopes π_a = Z̃′We_a + … have influence z̃ᵢwᵢe_ai. Regressions are stacked: the columns are e_a·z̃_j with residuals of 1,
/// whose scores wᵢe_aiz̃_ij are those of all slopes at once, and the bread is the identity. Any sandwich covariance
/// then gives the covariances between regressions too.
struct InstrumentScores: LinearFit {
    let terms: [String]
    let coefficients: [Double]
    let estimated: [Int]
    let designColumns: [[Double]]
    let residuals: [Double]
    let bread: Matrix
    let parameterCount: Int
    let sample: Sample
    let weights: [Double]?
    let weightKind: WeightKind
    let observationCount: Int
    let panel: PanelIndex?
    let absorbed: [Factor]
    let hasIntercept = false
    let facts: [JSONValue.Member] = []
    let notes: [String] = []

    init(_ fit: TwoStageFit, _ instruments: [[Double]], errors: [[Double]]) {
        let products = errors.flatMap { error in
            instruments.map { InstrumentScores.product($0, error) }
        }
        terms = products.indices.map { "slope \($0 + 1)" }
        coefficients = Array(repeating: 0, count: products.count)
        estimated = Array(products.indices)
        designColumns = products
        residuals = Array(repeating: 1, count: fit.rowCount)
        bread = .identity(products.count)
        parameterCount = fit.instrumentParameters
        sample = fit.sample
        weights = fit.weights
        weightKind = fit.weightKind
        observationCount = fit.observationCount
        panel = fit.panel
        absorbed = fit.absorbed
    }

    private static func product(_ a: [Double], _ b: [Double]) -> [Double] {
        Parallel.array(a.count) { rows, out in
            for row in rows { out.initializeElement(at: row - rows.lowerBound, to: a[row] * b[row]) }
        }
    }
}

/// A joint covariance of slopes with its degrees of freedom.
struct SlopeCovariance {
    /// Regressions × instruments in a row: entry (a·L + i, b·L + j).
    let matrix: Matrix
    let degreesOfFreedom: Double
    let instruments: Int

    /// The block of two regressions.
    func block(_ a: Int, _ b: Int) -> Matrix {
        var result = Matrix(instruments, instruments)
        for j in 0..<instruments {
            for i in 0..<instruments { result[i, j] = matrix[a * instruments + i, b * instruments + j] }
        }
        return result
    }
}

extension TwoStageFit {
    /// The exogenous columns and the instruments, the intercept among them: parameters of a first stage.
    var instrumentParameters: Int {
        (hasIntercept ? 1 : 0) + used.exogenous.count + used.instruments.count
    }

    /// The covariance of slopes on the instruments whose errors are given, with the factors of a first stage or
    /// without any.
    func slopeCovariance(
        _ instruments: [[Double]], errors: [[Double]], _ covariance: LinearCovariance, corrected: Bool
    ) throws(CausalError) -> SlopeCovariance {
        let covariance = covariance.withoutLeverage
        if covariance.isIndependent {
            return try independent(instruments.count, errors, corrected: corrected)
        }
        let scores = InstrumentScores(self, instruments, errors: errors)
        let result = try scores.covariance(corrected ? covariance : covariance.uncorrected)
        return SlopeCovariance(
            matrix: result.matrix, degreesOfFreedom: result.degreesOfFreedom, instruments: instruments.count)
    }

    /// Σ̂ ⊗ I with Σ̂_ab = e_a′We_b/(n − K), or over n.
    private func independent(
        _ count: Int, _ errors: [[Double]], corrected: Bool
    ) throws(CausalError) -> SlopeCovariance {
        let df = try residualDegreesOfFreedom(
            ModelSize(coefficients: instrumentParameters, absorbed: absorbed))
        let products = Kernels.crossProducts(columns: errors, weights: weights)
        let divisor = corrected ? df : Double(observationCount)
        var matrix = Matrix(count * errors.count, count * errors.count)
        for a in errors.indices {
            for b in errors.indices {
                for i in 0..<count { matrix[a * count + i, b * count + i] = products[a, b] / divisor }
            }
        }
        return SlopeCovariance(matrix: matrix, degreesOfFreedom: df, instruments: count)
    }
}
