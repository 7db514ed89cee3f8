import Design
import Groundwork

/// What a column of weights means.
///
/// | kind | a weight w says | n | covariance |
/// |---|---|---|---|
/// | ``analytic`` | the variance of the row's error is proportional to 1/w | rows | any |
/// | ``frequency`` | the row stands for w equal rows | Σw | any; every number is that of the expanded data |
/// | ``sampling`` | the row was drawn with probability proportional to 1/w | rows | robust ones only |
///
/// The estimates are the same under all three. These are Stata's `aweight`, `fweight` and `pweight`, except
/// that analytic weights are not rescaled to sum to the number of rows (σ̂ is that of a row of weight 1).
public enum WeightKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Inverse variances, up to a factor.
    case analytic
    /// Counts of equal rows.
    case frequency
    /// Inverse probabilities of being in the sample, up to a factor.
    case sampling

    /// How many observations some rows are: the one place that says so.
    public func observations(rows: Int, weights: [Double]?) -> Int {
        guard self == .frequency, let weights else { return rows }
        return Int(Kernels.sum(weights))
    }

    /// Refuses weights that this kind cannot have.
    ///
    /// - Throws: `CausalError.Code.badValue` with the row for a frequency that is not whole, or when the
    ///   frequencies sum to more than 2^53.
    public func check(_ weights: [Double]?, column: String?, sample: Sample) throws(CausalError) {
        guard self == .frequency, let weights else { return }
        if let position = weights.firstIndex(where: { $0 != $0.rounded() }) {
            throw CausalError(
                .badValue, "a frequency weight is not a whole number", file: sample.table.source,
                column: column, row: sample.tableRow(position), value: "\(weights[position])",
                remedy: "Frequency weights count rows; use analytic or sampling weights for others.")
        }
        guard Kernels.sum(weights) <= 9_007_199_254_740_992 else {
            throw CausalError(
                .badValue, "the frequency weights sum to more than 2^53", file: sample.table.source,
                column: column)
        }
    }
}
