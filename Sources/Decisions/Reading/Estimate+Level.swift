import Inference

extension Estimate {
    /// The same row at another confidence level; limits that do not follow from a standard error keep theirs.
    public func at(level: Double) throws(CausalError) -> Estimate {
        try Estimates.check(level: level)
        guard standardError.isFinite else { return self }
        return Estimate(
            term: term, labels: labels, estimate: estimate, standardError: standardError,
            degreesOfFreedom: degreesOfFreedom, level: level, simultaneous: simultaneous)
    }
}
