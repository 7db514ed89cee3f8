import Inference

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A row as a table reads it: as it is, or as the ratio whose logarithm it is.
struct ReadNumbers {
    let row: Estimate
    let estimate: Double
    let standardError: Double
    let interval: Interval
}

extension Estimates {
    /// Whether a row is the logarithm of a ratio: it carries the ratio, or is a coefficient of a model whose link is a
    /// logarithm or the log odds.
    func isLogarithm(_ row: Estimate) -> Bool {
        if row.labels.contains(where: { $0.name == "ratio" }) { return true }
        guard ["poisson", "logit"].contains(command), row.isEstimated else { return false }
        return ["log", "logit"].contains(fact("link")?.text ?? (command == "poisson" ? "log" : "logit"))
    }

    /// A row as it is, or with `asRatio` e^b, its standard error e^b·se by the delta method, and e to the interval's ends
    /// where it is a logarithm.
    func read(_ row: Estimate, asRatio: Bool) -> ReadNumbers {
        guard asRatio, isLogarithm(row) else {
            return ReadNumbers(
                row: row, estimate: row.estimate, standardError: row.standardError, interval: row.interval)
        }
        let ratio = exp(row.estimate)
        return ReadNumbers(
            row: row, estimate: ratio, standardError: ratio * row.standardError,
            interval: Interval(exp(row.interval.low), exp(row.interval.high)))
    }
}
