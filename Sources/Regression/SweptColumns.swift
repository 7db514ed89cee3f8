import Inference

/// The outcome and the regressors after the absorbed factors have been swept out.
struct SweptColumns {
    var response: [Double]
    var columns: [[Double]]
    /// The columns' squared norms about their means before, against which collinearity is judged.
    var scale: [Double]?
    var report: AbsorptionReport?

    init(_ frame: ModelFrame, tolerance: Double) throws(CausalError) {
        try self.init(
            response: frame.response, columns: frame.columns.map(\.values),
            absorption: Absorption(frame, weights: frame.weights, tolerance: tolerance),
            weights: frame.weights)
    }

    /// Sweeps with a prepared absorption, or nothing without one.
    init(
        response: [Double], columns: [[Double]], absorption: Absorption?, weights: [Double]?
    ) throws(CausalError) {
        self.response = response
        self.columns = columns
        guard let absorption else { return }
        var swept = try absorption.sweep([response] + columns)
        scale = Array(swept.variation.dropFirst())
        report = swept.report
        for column in swept.columns.indices {
            // The response may truly be all but explained; only its rounding counts as nothing.
            let bound = column == 0 ? 1e-28 : SweptColumns.remainder
            if swept.left[column] <= bound * swept.variation[column] {
                swept.columns[column] = Array(repeating: 0, count: response.count)
            }
        }
        self.response = swept.columns.removeFirst()
        self.columns = swept.columns
    }

    /// What the factors left of a column is rounding at or below 1e-7 of its norm (here squared).
    ///
    /// The absorption leaves a relative error of 1e-10 at most, so that rounding stays well below this bound;
    /// a regressor that truly varies by less within the factors cannot be told from one that does not.
    private static let remainder = 1e-14
}
