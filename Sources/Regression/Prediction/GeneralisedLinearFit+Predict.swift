import Inference

extension GeneralisedLinearFit {
    /// Predicts means: g⁻¹(x₀′β̂ + Σα̂[level] + offset), absorbed effects included.
    ///
    /// An interval is that of the linear predictor, which counts the uncertainty of the absorbed effects, taken through the
    /// inverse link; standard errors are those of the mean by the delta method, |dμ/dη|·se(η̂). Rows without a prediction, limits
    /// and costs are as in least squares (`LeastSquaresFit.predict`), the working weights standing for weights.
    ///
    /// - Parameters:
    ///   - table: the rows to predict, with the columns that the right side and the offset read; nil for the fit's own table.
    ///   - interval: `none` or `confidence`.
    ///   - covariance: how uncertainty is measured; nil as for `estimates`.
    ///   - level: the confidence level.
    /// - Throws: `CausalError.Code.badArgument` for the interval of a new outcome, which is no symmetric band about a mean;
    ///   else as in least squares.
    public func predict(
        _ table: DataTable? = nil, interval: PredictionInterval = .none, covariance: LinearCovariance? = nil,
        level: Double = 0.95
    ) throws(CausalError) -> Predictions {
        try Estimates.check(level: level)
        guard interval != .prediction else {
            throw CausalError(
                .badArgument, "intervals of new outcomes are worked out for least squares alone",
                value: interval.rawValue,
                remedy: "Use the interval confidence: that of the mean.")
        }
        let found = try linearPrediction(table, interval, covariance)
        let eta = try zip(found.values, offsets(table, found.rows)).map { $0 + $1 }
        var spread = PredictionSpread(eta)
        if let errors = found.errors {
            let quantile = Normal().quantile(0.5 + level / 2)
            let roots = errors.variances.map { $0.squareRoot() }
            spread.setLimits(roots.map { quantile * $0 })
            spread.errors = zip(roots, eta).map { [mean] in $0 * mean.link.slope($1) }
        }
        let means = { [mean] (values: [Double]) in values.map { mean.mean($0) } }
        spread.fitted = means(eta)
        (spread.low, spread.high) = (spread.low.map(means), spread.high.map(means))
        return spread.predictions(found)
    }

    /// The offset at some rows of a table; NaN where it has none.
    private func offsets(_ table: DataTable?, _ rows: PredictionRows) throws(CausalError) -> [Double] {
        guard let table else { return design.offset ?? Array(repeating: 0, count: rows.count) }
        guard let offset = model.offset else { return Array(repeating: 0, count: rows.count) }
        let values = try Expression(offset).existingValues(table)
        return rows.places.map { values[Int($0)] }
    }
}
