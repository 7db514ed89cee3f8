import Inference

/// A fit whose absorbed factors and slopes can be told: least squares, and what is fitted by it in the end.
protocol FactorFit: LinearFit {
    /// The design that was fitted.
    var frame: ModelFrame { get }
    /// What the absorbed effects add up to in each row: the outcome, or the linear predictor, less what the terms and an
    /// offset make of it.
    var withoutTerms: [Double] { get }
    /// The weights under which the absorbed effects are nearest to that.
    var effectWeights: [Double]? { get }
}

extension FactorFit {
    /// The positions of the estimated columns among the frame's.
    var estimatedColumns: [Int] {
        let shift = frame.hasIntercept ? 1 : 0
        return estimated.filter { $0 >= shift }.map { $0 - shift }
    }

    /// A column less the estimated terms.
    func lessTerms(_ column: [Double]) -> [Double] {
        let (kept, shift) = (estimatedColumns, frame.hasIntercept ? 1 : 0)
        return Kernels.residuals(
            columns: kept.map { frame.columns[$0].values }, response: column, intercept: nil,
            coefficients: kept.map { coefficients[$0 + shift] })
    }

    /// The estimated effects of the absorbed levels.
    func absorbedLevels() throws(CausalError) -> AbsorbedLevels {
        try AbsorbedLevels(of: withoutTerms, frame, weights: effectWeights)
    }
}

extension LeastSquaresFit: FactorFit {
    var withoutTerms: [Double] { lessTerms(frame.response) }
    var effectWeights: [Double]? { frame.weights }
}

extension GeneralisedLinearFit: FactorFit {
    var frame: ModelFrame { design.frame }
    var withoutTerms: [Double] {
        guard let offset = design.offset else { return lessTerms(linearPredictors) }
        return lessTerms(zip(linearPredictors, offset).map { $0 - $1 })
    }
    /// None are needed: the linear predictor lies in the span of terms and effects.
    var effectWeights: [Double]? { nil }
}
