import Inference

/// x₀′β̂ + Σα̂[level] of some rows.
struct LinearPrediction {
    let rows: PredictionRows
    let values: [Double]
    let errors: PredictionErrors?
    /// How many rows were asked for.
    let count: Int
    /// Why rows have no prediction, and what else a reader should know.
    let notes: [String]
}

extension FactorFit {
    /// Terms and absorbed effects at the rows of a table (nil: the fit's own), and how uncertain they are.
    func linearPrediction(
        _ table: DataTable?, _ interval: PredictionInterval, _ covariance: LinearCovariance?
    ) throws(CausalError) -> LinearPrediction {
        var notes: [String] = []
        let rows =
            try table.map { (table) throws(CausalError) in try predictable(table, &notes) }
            ?? PredictionRows(frame)
        let count = table?.rowCount ?? sample.table.rowCount
        if table == nil, rows.count < count {
            notes.append("\(count - rows.count) rows that the fit does not use have no prediction.")
        }
        var values =
            frame.absorbedEffects.isEmpty
            ? [Double](repeating: 0, count: rows.count) : try absorbedLevels().sum(at: rows)
        let shift = frame.hasIntercept ? 1 : 0
        for row in values.indices where shift == 1 { values[row] += coefficients[0] }
        for column in estimatedColumns {
            let b = coefficients[column + shift]
            for row in values.indices { values[row] += b * rows.columns[column][row] }
        }
        guard interval != .none else {
            return LinearPrediction(rows: rows, values: values, errors: nil, count: count, notes: notes)
        }
        let errors = try predictionErrors(design(rows), covariance)
        return LinearPrediction(
            rows: rows, values: values, errors: errors, count: count, notes: notes + errors.notes)
    }

    /// x̃₀ of each row: the columns less what the absorbed factors explain of them, at the row's levels.
    private func design(_ rows: PredictionRows) throws(CausalError) -> PredictionDesign {
        var columns: [[Double]] = []
        for column in estimatedColumns {
            guard !frame.absorbedEffects.isEmpty else {
                columns.append(rows.columns[column])
                continue
            }
            let levels = try AbsorbedLevels(
                of: frame.columns[column].values, frame, weights: weights)
            columns.append(zip(rows.columns[column], levels.sum(at: rows)).map { $0 - $1 })
        }
        return PredictionDesign(
            columns: columns, effects: frame.absorbedEffects.map(rows.effect), count: rows.count)
    }
}
