import Inference

extension LeastSquaresFit {
    /// Predicts the outcome, absorbed effects included.
    ///
    /// The value is x₀′β̂ + Σα̂[level] (+ slopes), that of least squares with explicit dummies; so is its standard error,
    /// which counts the uncertainty of the absorbed effects. With absorbed factors standard errors are worked out for
    /// `iid`, `hc0` to `hc3`, `cr0` and `cr1`, need 8·L₂² bytes and L₂³ operations for the L₂ levels of all factors but
    /// the largest (5000 at most), and under a robust covariance a pass over the data for each prediction. Without an
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
    ///   for an interval beyond the limits, with absorbed slopes, or under another covariance.
    public func predict(
        _ table: DataTable? = nil, interval: PredictionInterval = .none, covariance: LinearCovariance? = nil,
        level: Double = 0.95
    ) throws(CausalError) -> Predictions {
        try Estimates.check(level: level)
        var notes: [String] = []
        let rows =
            try table.map { (table) throws(CausalError) in try predictable(table, &notes) }
            ?? PredictionRows(frame)
        let count = table?.rowCount ?? sample.table.rowCount
        if table == nil, rows.count < count {
            notes.append("\(count - rows.count) rows that the fit does not use have no prediction.")
        }
        let kept = estimatedColumns
        let shift = frame.hasIntercept ? 1 : 0
        var fitted =
            frame.absorbedEffects.isEmpty
            ? [Double](repeating: 0, count: rows.count) : try AbsorbedLevels(self).sum(at: rows)
        for row in fitted.indices where shift == 1 { fitted[row] += coefficients[0] }
        for column in kept {
            let b = coefficients[column + shift]
            for row in fitted.indices { fitted[row] += b * rows.columns[column][row] }
        }
        var spread = PredictionSpread(fitted)
        if interval != .none {
            let errors = try predictionErrors(design(rows), covariance)
            spread.measure(errors, interval, level: level)
            notes += errors.notes
        }
        return spread.predictions(rows.places, of: count, notes)
    }

    /// x̃₀ of each row: the columns less what the absorbed factors explain of them, at the row's levels.
    private func design(_ rows: PredictionRows) throws(CausalError) -> PredictionDesign {
        var columns: [[Double]] = []
        for column in estimatedColumns {
            guard !frame.absorbedEffects.isEmpty, slopes.isEmpty else {
                columns.append(rows.columns[column])
                continue
            }
            let explained = try AbsorbedLevels(of: frame.columns[column].values, self).sum(at: rows)
            columns.append(zip(rows.columns[column], explained).map { $0 - $1 })
        }
        return PredictionDesign(columns: columns, levels: rows.levels, count: rows.count)
    }
}

/// Predicted values and their errors, row by row.
private struct PredictionSpread {
    let fitted: [Double]
    var errors: [Double]?
    var halfWidths: [Double]?

    init(_ fitted: [Double]) { self.fitted = fitted }

    /// √Var, and the quantile times it.
    mutating func measure(_ found: PredictionErrors, _ interval: PredictionInterval, level: Double) {
        let quantile = StudentT(df: found.degreesOfFreedom).quantile(0.5 + level / 2)
        let extra = interval == .prediction ? found.errorVariance : 0
        errors = found.variances.map { $0.squareRoot() }
        halfWidths = found.variances.map { quantile * ($0 + extra).squareRoot() }
    }

    /// The rows at their places.
    func predictions(_ places: [Int32], of count: Int, _ notes: [String]) -> Predictions {
        func spread(_ values: [Double]?) -> [Double?] {
            var all = [Double?](repeating: nil, count: count)
            guard let values else { return all }
            for (place, value) in zip(places, values) where value.isFinite { all[Int(place)] = value }
            return all
        }
        return Predictions(
            fit: spread(fitted), standardErrors: spread(errors),
            low: spread(halfWidths.map { zip(fitted, $0).map(-) }),
            high: spread(halfWidths.map { zip(fitted, $0).map(+) }), notes: notes)
    }
}
