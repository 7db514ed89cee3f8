import Inference

extension LeastSquaresFit {
    /// Predicts the outcome, absorbed effects included.
    ///
    /// The value is x₀′β̂ + Σα̂[level] (+ slopes), that of least squares with explicit dummies; so is its standard error,
    /// which counts the uncertainty of the absorbed effects. With absorbed factors standard errors are worked out for
    /// `iid`, `hc0` to `hc3`, `cr0` and `cr1`, need 8·L₂² bytes and L₂³ operations for the L₂ levels and slopes of all factors
    /// but the largest (5000 at most), and under a robust covariance a pass over the data for each prediction. Without an
    /// interval there is no such limit. Under a robust covariance an interval for new outcomes still takes σ̂² for the
    /// variance of an error; a new row has weight one.
    ///
    /// No prediction is made where a value is missing, where a category or an absorbed level is none of the fit's, where
    /// the row's levels lie in different components of the factors' graph (then its value is not identified: a worker
    /// and a firm that no chain of moves connects), where a dropped column breaks its relation with the others, or
    /// where a level does not identify the slope that the row needs. Notes say how often.
    ///
    /// - Parameters:
    ///   - table: the rows to predict, with the columns that the right side reads; nil for the fit's own table, where
    ///     rows that were not used have no prediction.
    ///   - interval: what goes with a prediction.
    ///   - covariance: how uncertainty is measured; nil as for `estimates`.
    ///   - level: the confidence level.
    /// - Throws: `CausalError.Code.unknownColumn` and others of reading the rows; `CausalError.Code.badArgument`
    ///   for an interval beyond the limits, or under another covariance.
    public func predict(
        _ table: DataTable? = nil, interval: PredictionInterval = .none, covariance: LinearCovariance? = nil,
        level: Double = 0.95
    ) throws(CausalError) -> Predictions {
        try Estimates.check(level: level)
        let found = try linearPrediction(table, interval, covariance)
        var spread = PredictionSpread(found.values)
        if let errors = found.errors {
            let quantile = StudentT(df: errors.degreesOfFreedom).quantile(0.5 + level / 2)
            let extra = interval == .prediction ? errors.errorVariance : 0
            spread.errors = errors.variances.map { $0.squareRoot() }
            spread.setLimits(errors.variances.map { quantile * ($0 + extra).squareRoot() })
        }
        return spread.predictions(found)
    }
}
