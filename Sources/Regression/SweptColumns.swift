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
            absorption: frame.absorbed.isEmpty
                ? nil : Absorption(frame.absorbed, weights: frame.weights, tolerance: tolerance),
            weights: frame.weights)
    }

    /// Sweeps with a prepared absorption, or nothing without one.
    init(
        response: [Double], columns: [[Double]], absorption: Absorption?, weights: [Double]?
    ) throws(CausalError) {
        self.response = response
        self.columns = columns
        guard let absorption else { return }
        let before = columns.map { Kernels.centredSumOfSquares($0, weights: weights) }
        var swept = try absorption.sweep([response] + columns)
        self.response = swept.columns.removeFirst()
        self.columns = zip(swept.columns, before).map { column, before in
            SweptColumns.isRemainder(column, before, weights)
                ? Array(repeating: 0, count: column.count) : column
        }
        scale = before
        report = swept.report
    }

    /// Whether what the factors left of a column is rounding: at most 1e-7 of its norm.
    ///
    /// The absorption leaves a relative error of 1e-10 at most, so that rounding stays well below this bound;
    /// a regressor that truly varies by less within the factors cannot be told from one that does not.
    private static func isRemainder(_ column: [Double], _ before: Double, _ weights: [Double]?) -> Bool {
        Kernels.weightedSumOfSquares(column, weights: weights) <= 1e-14 * before
    }
}
