import Inference

extension LeastSquaresFit: SweepingFit {
    /// What the absorbed factors leave of each column, to a relative residual of 1e-11.
    public func sweep(_ columns: [[Double]]) throws(CausalError) -> [[Double]] {
        try regression.rows.sweep(columns)
    }
}
