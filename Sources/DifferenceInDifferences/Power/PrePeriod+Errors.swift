import Regression

extension PrePeriod {
    /// What was learnt of errors.
    public struct Errors: Sendable, Hashable {
        /// For the design's periods.
        public let errors: PanelErrors
        /// `windows` when V was measured, `autoregressive` when it was extrapolated.
        public let method: String
        /// σ² of the residuals of units and periods, errors taken as independent.
        public let variance: Double
        /// The correlation of neighbouring periods, moments of changes over one and two; nil with two periods.
        public let correlation: Double?
    }

    /// How errors vary in a design with m periods before the start and r after it.
    ///
    /// When the pre-period is as long as the design, V is the variance of units' changes over every window of m + r periods,
    /// n − 1 in the divisor, averaged over windows: no covariance is assumed (Burlig, Preonas & Woerman 2020, section 4).
    /// When it is shorter errors are taken as autoregressive, with γ(1) and ρ = γ(2)/γ(1) − 1, γ(k) half the variance over
    /// units of changes over k periods; neither units' nor periods' levels enter, so that there is no bias from
    /// estimating them. ρ is held between −1 and 1.
    ///
    /// - Throws: `CausalError.Code.badArgument` for fewer than one period; `CausalError.Code.badPanel` when too few units
    ///   are seen in the periods that are needed, or the pre-period is shorter than the design and than three periods.
    public func errors(before m: Int, after r: Int) throws(CausalError) -> Errors {
        guard (1...100_000).contains(m), (1...100_000).contains(r) else {
            throw CausalError(
                .badArgument, "a design has 1 to 100,000 periods before the start and as many after it",
                value: "\(m), \(r)")
        }
        let lags = Parallel.map(periodCount - 1) { changeVariance(lag: $0 + 1) }
        let pairs = lags.enumerated().map { Double(periodCount - 1 - $0) * $1 }
        let known = zip(lags, pairs).filter { $0.0.isFinite }
        let weight = lags.indices.filter { lags[$0].isFinite }.reduce(0.0) {
            $0 + Double(periodCount - 1 - $1)
        }
        guard let first = lags.first, first > 0 else { throw tooThin }
        let correlation = lags.count > 1 && lags[1].isFinite ? min(1, max(-1, lags[1] / first - 1)) : nil
        let variance = known.reduce(0) { $0 + $1.1 } / weight
        if m + r <= periodCount {
            guard let change = windowVariance(before: m, after: r), change > 0 else { throw tooThin }
            return Errors(
                errors: .observed(change: change), method: "windows", variance: variance,
                correlation: correlation)
        }
        guard let correlation else { throw tooShort(m + r) }
        return Errors(
            errors: .autoregressive(step: first, correlation: correlation), method: "autoregressive",
            variance: variance, correlation: correlation)
    }

    private var tooThin: CausalError {
        CausalError(
            .badPanel,
            "too few units are seen in the periods that errors are measured from, or their outcomes "
                + "never change")
    }

    private func tooShort(_ needed: Int) -> CausalError {
        CausalError(
            .badPanel, "the design has \(needed) periods and the pre-period \(periodCount)",
            remedy: "Three periods let errors be extrapolated; or give --variance and --autocorrelation.")
    }

    /// γ(k): half the variance over units of changes over k periods, pooled over periods; NaN without two such units.
    private func changeVariance(lag: Int) -> Double {
        var (sum, freedom) = (0.0, 0.0)
        for start in 0..<(periodCount - lag) {
            let changes = (0..<unitCount).compactMap { unit -> Double? in
                let change = outcomes[unit, start + lag] - outcomes[unit, start]
                return change.isFinite ? change : nil
            }
            guard changes.count > 1 else { continue }
            sum += PrePeriod.squares(changes)
            freedom += Double(changes.count - 1)
        }
        return freedom > 0 ? sum / freedom / 2 : .nan
    }

    private func windowVariance(before m: Int, after r: Int) -> Double? {
        let parts = Parallel.map(periodCount - m - r + 1) { start -> (Double, Double) in
            let changes = changes(from: start, before: m, after: r)
            return changes.count > 1 ? (PrePeriod.squares(changes), Double(changes.count - 1)) : (0, 0)
        }
        let freedom = parts.reduce(0) { $0 + $1.1 }
        return freedom > 0 ? parts.reduce(0) { $0 + $1.0 } / freedom : nil
    }

    /// Σ(c − c̄)²
    private static func squares(_ values: [Double]) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
}
