import Groundwork
import Inference

/// Quality-adjusted life years of people who move between states: the share of them in each state at each time, and what a
/// year in it is worth.
///
///     QALY = Σ_s Σ_t w_t·π_ts·u_ts
///
/// with the weights w of ``QualityAdjustedLife/Rule``, shares π and utilities u: a cohort (Markov) model's trace, with
/// half-cycle correction, or shares counted at visits. What is missing from 1 is dead, or counts as 0.
///
/// Utilities of one state at several times are one unknown: their errors go together, within a strategy and between
/// strategies, so that what is shared does not blur a difference.
///
/// - Source: Sonnenberg & Beck (1993), Medical Decision Making 13, 322–338; Briggs, Claxton & Sculpher (2006), *Decision
///   Modelling for Health Economic Evaluation*, chapter 2.
public struct StateTrace: Sendable, Hashable, Codable {
    /// The states, in the order in which they are first named.
    public let states: [String]
    /// The discounted years in each state.
    public let years: [Double]
    /// The quality-adjusted years in each state.
    public let quality: [Double]
    /// The standard error of each state's part; nil without those of the utilities.
    public let errors: [Double]?
    /// The annual rate of discount.
    public let discountRate: Double

    /// One state at one time.
    public struct Entry: Sendable, Hashable, Codable {
        /// The state's name.
        public let state: String
        /// The place of the time in order, from 0.
        public let time: Int
        /// The share of people in the state.
        public let share: Double
        /// The utility.
        public let utility: Double
        /// Its standard error; nil when it is not known.
        public let error: Double?

        /// Makes an entry.
        public init(state: String, time: Int, share: Double, utility: Double, error: Double? = nil) {
            self.state = state
            self.time = time
            self.share = share
            self.utility = utility
            self.error = error
        }
    }

    /// Adds up a trace.
    ///
    /// - Parameters:
    ///   - entries: a state at most once at a time; an absent one has nobody in it.
    ///   - rule: how time enters, with as many times as the entries have.
    ///   - discountRate: r ≥ 0.
    /// - Throws: as `QualityAdjustedLife`, with the entry's row; `CausalError.Code.badValue` for shares outside 0 … 1, or that
    ///   add up to more than 1 at a time, and for a state twice at a time.
    public init(_ entries: [Entry], _ rule: QualityAdjustedLife.Rule, discountRate: Double = 0)
        throws(CausalError)
    {
        let count = (entries.map(\.time).max() ?? -1) + 1
        // The weights do not depend on utilities; full health at all times finds them, and checks the times.
        let weights = try QualityAdjustedLife(
            [Double](repeating: 1, count: count), rule, discountRate: discountRate
        ).weights
        try Self.check(entries, count)
        let states = entries.map(\.state).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        var (years, quality) = (
            [Double](repeating: 0, count: states.count), [Double](repeating: 0, count: states.count)
        )
        var errors = years
        for entry in entries {
            let state = states.firstIndex(of: entry.state) ?? 0
            let time = weights[entry.time] * entry.share
            years[state] += time
            quality[state] += time * entry.utility
            errors[state] += time * (entry.error ?? 0)
        }
        self.states = states
        self.years = years
        self.quality = quality
        self.errors = entries.allSatisfy { $0.error != nil } ? errors : nil
        self.discountRate = discountRate
    }

    /// The quality-adjusted life years of all states.
    public var total: Double { quality.reduce(0, +) }

    private static func check(_ entries: [Entry], _ count: Int) throws(CausalError) {
        var sums = [Double](repeating: 0, count: count)
        var met = [Set<String>](repeating: [], count: count)
        for (row, entry) in entries.enumerated() {
            func refuse(_ message: String, _ value: String) -> CausalError {
                CausalError(.badValue, message, row: row + 1, value: value)
            }
            guard entry.utility <= 1, entry.utility.isFinite else {
                throw refuse("a utility is at most 1, full health", "\(entry.utility)")
            }
            guard entry.share >= 0, entry.share <= 1 else {
                throw refuse("the share of people in a state lies between 0 and 1", "\(entry.share)")
            }
            guard met[entry.time].insert(entry.state).inserted else {
                throw refuse("a state stands twice at one time", entry.state)
            }
            sums[entry.time] += entry.share
            guard sums[entry.time] <= 1 + 1e-6 else {
                throw refuse(
                    "the shares of the states add up to more than 1 at one time", "\(sums[entry.time])")
            }
        }
    }

    /// The covariance of two strategies' totals, from utilities that they share; nil without standard errors.
    func covariance(_ other: StateTrace) -> Double? {
        guard let errors, let others = other.errors else { return nil }
        return zip(states, errors).reduce(0) { sum, own in
            sum + (other.states.firstIndex(of: own.0).map { own.1 * others[$0] } ?? 0)
        }
    }
}
