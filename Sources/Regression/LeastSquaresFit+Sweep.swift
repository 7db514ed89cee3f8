import Inference

extension LeastSquaresFit: SweepingFit {
    /// What the absorbed factors leave of each column, to a relative residual of 1e-11.
    public func sweep(_ columns: [[Double]]) throws(CausalError) -> [[Double]] {
        let factors = AbsorbedFactor.joining(absorbed, slopes)
        guard !factors.isEmpty else { return columns }
        return try Absorption(factors, weights: weights, tolerance: 1e-11).sweep(columns).columns
    }
}
