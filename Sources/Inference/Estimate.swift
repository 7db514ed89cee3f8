import Distributions
import Groundwork

/// One estimated quantity: a row of the answer.
///
/// Only the estimate, its standard error and the degrees of freedom are stored; the statistic, the p-value
/// and the interval are computed from them here and nowhere else, but for rows whose test is of another kind.
public struct Estimate: Sendable, Hashable {
    /// The quantity's name.
    public let term: String
    /// What places the row: `group`, `time`, `event`, `type`, …, in the order in which they are shown.
    public let labels: [JSONValue.Member]
    /// The estimate; NaN when the quantity could not be estimated (its column was dropped).
    public let estimate: Double
    /// The standard error; NaN when there is none.
    public let standardError: Double
    /// The degrees of freedom of Student's t; nil stands for the normal distribution.
    public let degreesOfFreedom: Double?
    /// The confidence level of ``interval``, e.g. 0.95.
    public let level: Double
    /// Bounds that hold for all rows of a family at once with the probability ``level``; nil without such a band.
    public let simultaneous: Interval?
    /// An interval that does not follow from the standard error, such as one found by inverting a test; nil otherwise.
    public let bounds: Interval?
    /// A p-value that does not follow from the standard error, such as a permutation test's; nil otherwise.
    public let testPValue: Double?

    /// Makes a row.
    public init(
        term: String, labels: [JSONValue.Member] = [], estimate: Double, standardError: Double,
        degreesOfFreedom: Double?, level: Double = 0.95, simultaneous: Interval? = nil,
        bounds: Interval? = nil, testPValue: Double? = nil
    ) {
        self.term = term
        self.labels = labels
        self.estimate = estimate
        self.standardError = standardError
        self.degreesOfFreedom = degreesOfFreedom
        self.level = level
        self.simultaneous = simultaneous
        self.bounds = bounds
        self.testPValue = testPValue
    }

    /// Whether there is an estimate.
    public var isEstimated: Bool { estimate.isFinite }

    /// Whether there is an estimate with a positive standard error, so that it can be tested.
    public var isTestable: Bool { isEstimated && standardError.isFinite && standardError > 0 }

    /// estimate / standard error, or NaN when the estimate cannot be tested.
    public var statistic: Double { isTestable ? estimate / standardError : .nan }

    /// ``testPValue``, else the two-sided p-value of the hypothesis that the quantity is zero, or NaN.
    public var pValue: Double {
        if let testPValue { return testPValue }
        guard isTestable else { return .nan }
        return min(1, 2 * reference.survival(statistic.magnitude))
    }

    /// ``bounds``, else estimate ± t·standard error at ``level``; the whole line when the quantity was not estimated.
    public var interval: Interval {
        if let bounds { return bounds }
        guard isEstimated, standardError.isFinite else { return .unbounded }
        let margin = reference.upperQuantile((1 - level) / 2) * standardError
        return Interval(estimate - margin, estimate + margin)
    }

    private var reference: StudentT { StudentT(df: degreesOfFreedom ?? .infinity) }

    /// The same row with another name or other labels.
    public func renamed(_ term: String, labels: [JSONValue.Member] = []) -> Estimate {
        Estimate(
            term: term, labels: labels, estimate: estimate, standardError: standardError,
            degreesOfFreedom: degreesOfFreedom, level: level, simultaneous: simultaneous,
            bounds: bounds, testPValue: testPValue)
    }

    /// Rows are equal when all they store is; two missing numbers are equal.
    public static func == (first: Estimate, second: Estimate) -> Bool {
        first.term == second.term && first.labels == second.labels
            && first.degreesOfFreedom == second.degreesOfFreedom && first.level == second.level
            && first.simultaneous == second.simultaneous && first.bounds == second.bounds
            && first.testPValue == second.testPValue
            && same(first.estimate, second.estimate) && same(first.standardError, second.standardError)
    }

    /// Hashes what equality compares, so that two missing numbers hash alike.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(term)
        hasher.combine(labels)
        hasher.combine(estimate.isNaN ? nil : estimate)
        hasher.combine(standardError.isNaN ? nil : standardError)
        hasher.combine(degreesOfFreedom)
        hasher.combine(level)
        hasher.combine(simultaneous)
        hasher.combine(bounds)
        hasher.combine(testPValue)
    }

    private static func same(_ first: Double, _ second: Double) -> Bool {
        first == second || (first.isNaN && second.isNaN)
    }
}
