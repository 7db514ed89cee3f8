import Inference

/// An event study's coefficients with their covariance: what an analysis of sensitivity needs.
///
/// Consecutive periods, those before the reference first; the reference, whose coefficient is 0, is left out.
public struct EventCoefficients: Sendable, Hashable {
    /// The coefficients β̂, earliest first.
    public let values: [Double]
    /// Their covariance Σ.
    public let covariance: Matrix
    /// The number of periods before the reference.
    public let before: Int

    /// The number of periods after the reference.
    public var after: Int { values.count - before }

    /// The coefficients after the reference.
    var effects: [Double] { Array(values[before...]) }

    /// Checks and keeps them.
    ///
    /// - Throws: `CausalError.Code.unequalLengths` when β̂ and Σ differ in size; `CausalError.Code.badArgument` without
    ///   a period before or after the reference; `CausalError.Code.badValue` when a number is missing, or Σ is not
    ///   symmetric and positive definite.
    public init(_ values: [Double], covariance: Matrix, before: Int) throws(CausalError) {
        guard covariance.rowCount == values.count, covariance.columnCount == values.count else {
            throw CausalError(
                .unequalLengths,
                "\(values.count) coefficients have a covariance of \(covariance.rowCount) × \(covariance.columnCount)",
                remedy: "Give one row and one column for each coefficient, without the reference period.")
        }
        guard before >= 1, before < values.count else {
            throw CausalError(
                .badArgument, "a period before the reference and one after it are needed",
                value: "\(before) of \(values.count) before",
                remedy: "Departures from parallel trends are judged by the periods before.")
        }
        guard (values + covariance.values).allSatisfy(\.isFinite) else {
            throw CausalError(.badValue, "a coefficient or a covariance is missing")
        }
        let spread = covariance.values.reduce(0) { max($0, $1.magnitude) }
        let skew = (covariance - covariance.transposed).values.reduce(0) { max($0, $1.magnitude) }
        guard skew <= 1e-8 * spread, Cholesky(covariance.symmetrised) != nil else {
            throw CausalError(
                .badValue, "the covariance of the coefficients is not symmetric and positive definite",
                remedy: "Cluster by more groups than there are coefficients, or report fewer periods.")
        }
        self.values = values
        self.covariance = covariance.symmetrised
        self.before = before
    }

    /// The coefficients of a result whose rows are labelled `event`.
    ///
    /// - Parameters:
    ///   - estimates: the result.
    ///   - reference: the event time whose coefficient is 0, −1 unless told otherwise.
    /// - Throws: `CausalError.Code.badArgument` without such rows or with gaps between them; else as
    ///   ``init(_:covariance:before:)``.
    public init(_ estimates: Estimates, reference: Int = -1) throws(CausalError) {
        var found: [(time: Int, row: Int)] = []
        for (index, row) in estimates.rows.enumerated() {
            let label = row.labels.first { $0.name == "event" }
            guard let time = label?.value.double.flatMap({ Int(exactly: $0) }), time != reference else {
                continue
            }
            found.append((time, index))
        }
        found.sort { $0.time < $1.time }
        let times = found.map(\.time)
        // Each is the next after the one before, or the next but one across the reference.
        let isConsecutive = zip(times, times.dropFirst()).allSatisfy { before, after in
            let step = after.subtractingReportingOverflow(before)
            return !step.overflow && step.partialValue == (before < reference && after > reference ? 2 : 1)
        }
        guard let first = times.first, let last = times.last, isConsecutive,
            first <= reference + 1, last >= reference - 1
        else {
            throw CausalError(
                .badArgument,
                "sensitivity needs rows of consecutive event times around the reference \(reference)",
                value: found.prefix(20).map { "\($0.time)" }.joined(separator: ","),
                remedy: "Use an event study; a window leaves out sparse event times.")
        }
        let rows = found.map(\.row)
        try self.init(
            rows.map { estimates.rows[$0].estimate }, covariance: estimates.covariance.submatrix(rows),
            before: found.count { $0.time < reference })
    }

    /// The weights of the effect of interest on the periods after the reference, checked.
    ///
    /// - Throws: `CausalError.Code.unequalLengths`; `CausalError.Code.badValue` when all are zero or one is not finite.
    func checked(_ weights: [Double]?) throws(CausalError) -> [Double] {
        let weights = weights ?? [1] + Array(repeating: 0, count: after - 1)
        guard weights.count == after else {
            throw CausalError(
                .unequalLengths, "\(weights.count) weights for \(after) periods after the reference")
        }
        guard weights.allSatisfy(\.isFinite), weights.contains(where: { $0 != 0 }) else {
            throw CausalError(.badValue, "the weights of the effect must be finite and not all zero")
        }
        return weights
    }
}
