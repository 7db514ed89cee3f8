import Groundwork

/// A least-squares fit that can sweep its absorbed factors out of further columns.
///
/// Resampling needs it: a draw's residuals are the fit's, multiplied cluster by cluster, and what the factors
/// take of them must be known exactly. Fits whose weights depend on the estimates (generalised linear ones)
/// do not conform: their draws would be of another model. They are ``RefittingFit``s.
public protocol SweepingFit: LinearFit {
    /// What the absorbed factors leave of each column: x − D(D′WD)⁻D′Wx; the columns themselves without
    /// factors. n values each, finite.
    ///
    /// - Throws: `CausalError.Code.notConverged`.
    func sweep(_ columns: [[Double]]) throws(CausalError) -> [[Double]]
}
