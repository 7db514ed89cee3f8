import Inference

/// Predicted values, their errors and limits, row by row.
struct PredictionSpread {
    var fitted: [Double]
    var errors: [Double]?
    var low: [Double]?
    var high: [Double]?

    init(_ fitted: [Double]) { self.fitted = fitted }

    /// The limits half a width away.
    mutating func setLimits(_ halfWidths: [Double]) {
        low = zip(fitted, halfWidths).map(-)
        high = zip(fitted, halfWidths).map(+)
    }

    /// The rows at their places.
    func predictions(_ found: LinearPrediction) -> Predictions {
        func spread(_ values: [Double]?) -> [Double?] {
            var all = [Double?](repeating: nil, count: found.count)
            guard let values else { return all }
            for (place, value) in zip(found.rows.places, values) where value.isFinite {
                all[Int(place)] = value
            }
            return all
        }
        return Predictions(
            fit: spread(fitted), standardErrors: spread(errors), low: spread(low), high: spread(high),
            notes: found.notes)
    }
}
