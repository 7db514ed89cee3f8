extension Estimates {
    /// The same result whose rows without an interval tell this confidence level, as those with one do.
    public func telling(level: Double) -> Estimates {
        guard rows.contains(where: { $0.level != level && $0.hasNoInterval }) else { return self }
        return Estimates(
            command: command, rows: rows.map { $0.hasNoInterval ? $0.telling(level: level) : $0 },
            covariance: covariance, model: model, diagnostics: diagnostics, notes: notes)
    }
}

extension Estimate {
    fileprivate var hasNoInterval: Bool {
        bounds == nil && simultaneous == nil && !(isEstimated && standardError.isFinite)
    }

    fileprivate func telling(level: Double) -> Estimate {
        Estimate(
            term: term, labels: labels, estimate: estimate, standardError: standardError,
            degreesOfFreedom: degreesOfFreedom, level: level, simultaneous: simultaneous, bounds: bounds,
            testPValue: testPValue)
    }
}
