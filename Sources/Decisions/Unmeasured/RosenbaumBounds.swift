import Distributions
import Groundwork
import Inference

/// How far matched pairs may depart from a coin's toss before a finding is lost: Rosenbaum's bounds.
///
/// If two people of a pair may differ in their odds of treatment by a factor of at most Γ, the treated one has the larger
/// outcome with a probability of at most Γ/(1 + Γ) under no effect. That bounds the p-value of a test of the pairs'
/// differences from above and below.
///
/// | test | statistic | bound |
/// |---|---|---|
/// | Wilcoxon's signed ranks | T = Σ ranks of positive differences | normal, mean pΣr, variance p(1−p)Σr² |
/// | sign (McNemar for yes/no outcomes) | positive differences | exact binomial |
///
/// Differences of zero are left out, equal ones share their mean rank, p = Γ/(1 + Γ) above and 1/(1 + Γ) below. p-values
/// are one-sided, for a positive effect or, when most pairs say so, a negative one.
///
/// - Source: Rosenbaum (2002), *Observational Studies*, chapter 4. Numbers are those of R's `rbounds::psens`.
public struct RosenbaumBounds: Sendable, Hashable, Codable {
    /// Which test the bounds are of.
    public enum Test: String, Sendable, Hashable, Codable, CaseIterable {
        /// Wilcoxon's signed ranks.
        case wilcoxon
        /// The sign test.
        case sign
    }

    /// The differences, treated less control, without zeros.
    public let differences: [Double]
    /// How many differences were zero.
    public let zeros: Int
    /// The test.
    public let test: Test
    /// Whether the effect that is tested is positive.
    public let isPositive: Bool
    private let ranks: [Double]

    /// Keeps pairs.
    ///
    /// - Throws: `CausalError.Code.missingValue`; `CausalError.Code.tooFewRows` when no pair differs.
    public init(_ differences: [Double], test: Test = .wilcoxon) throws(CausalError) {
        if let row = differences.firstIndex(where: { !$0.isFinite }) {
            throw CausalError(.missingValue, "the difference of a pair is missing", row: row + 1)
        }
        let kept = differences.filter { $0 != 0 }
        guard !kept.isEmpty else { throw CausalError(.tooFewRows, "no pair differs in its outcome") }
        self.differences = kept
        zeros = differences.count - kept.count
        self.test = test
        ranks = test == .sign ? kept.map { _ in 1 } : Self.ranks(kept.map(\.magnitude))
        let positive = zip(kept, ranks).reduce(0) { $1.0 > 0 ? $0 + $1.1 : $0 }
        isPositive = 2 * positive >= Numbers.sum(ranks)
    }

    /// Ranks from 1, equal values sharing their mean.
    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
            for place in start...end { ranks[order[place]] = Double(start + end) / 2 + 1 }
            start = end + 1
        }
        return ranks
    }

    /// T in the direction that is tested.
    private var statistic: Double {
        zip(differences, ranks).reduce(0) { ($1.0 > 0) == isPositive ? $0 + $1.1 : $0 }
    }

    /// The bounds of the one-sided p-value at Γ ≥ 1.
    ///
    /// - Throws: `CausalError.Code.badArgument` for Γ below 1.
    public func pValues(gamma: Double) throws(CausalError) -> (low: Double, high: Double) {
        guard gamma >= 1, gamma.isFinite else {
            throw .argument("gamma, a ratio of odds, is at least 1", gamma)
        }
        return (tail(1 / (1 + gamma)), tail(gamma / (1 + gamma)))
    }

    /// P(statistic as large or larger) when each pair goes the right way with probability p.
    private func tail(_ p: Double) -> Double {
        let t = statistic
        guard test == .wilcoxon else {
            // P(X ≥ t) of a binomial is a regularised incomplete beta.
            return t == 0 ? 1 : Beta(t, Double(differences.count) - t + 1).cumulative(p)
        }
        let mean = p * Numbers.sum(ranks)
        let variance = p * (1 - p) * ranks.reduce(0) { $0 + $1 * $1 }
        return Normal().survival((t - mean) / variance.squareRoot())
    }

    /// The Γ up to which the upper bound stays at most α: 1 when chance alone may explain the finding; nil beyond 1e6.
    public func sensitivity(alpha: Double = 0.05) -> Double? {
        func excess(_ logGamma: Double) -> Double {
            let gamma = Elementary.exponential(logGamma)
            return tail(gamma / (1 + gamma)) - alpha
        }
        if excess(0) > 0 { return 1 }
        let top = Elementary.naturalLog(1e6)
        guard excess(top) > 0 else { return nil }
        return Numbers.zero(from: 0, to: top, excess).map(Elementary.exponential)
    }
}
