import Inference

extension GeneralisedLinearFit {
    /// μ(η): the mean that belongs to a linear predictor.
    public func mean(at predictor: Double) -> Double { mean.mean(predictor) }
    /// dμ/dη.
    public func slope(at predictor: Double) -> Double { mean.link.slope(predictor) }
}
