import Regression

/// The power of an analysis on simulated trials: how often it rejects, and how it behaves besides.
///
/// The analysis is any function from a table to the row of the treatment, so that the power is that of the analysis that will
/// be run, small-sample corrections and failures included.
///
/// ```swift
/// let power = try SimulatedPower(trial).run(draws: 1_000) { table in
///     try model.fit(table).estimates(.kenwardRoger)["treatment"]
/// }
/// ```
///
/// Trials are drawn from streams of their own; the answer does not depend on the number of threads.
public struct SimulatedPower: Sendable {
    /// The trial that is drawn.
    public let trial: SimulatedTrial
    /// The two-sided level of the test.
    public let alpha: Double

    /// Makes a simulation.
    public init(_ trial: SimulatedTrial, alpha: Double = 0.05) {
        self.trial = trial
        self.alpha = alpha
    }

    /// What simulated trials said.
    public struct Answer: Sendable, Hashable {
        /// How many trials were drawn.
        public let draws: Int
        /// How many could not be analysed; they count as not rejecting.
        public let failures: Int
        /// The share that rejects.
        public let power: Double
        /// √(power(1 − power)/draws).
        public let monteCarloError: Double
        /// The mean estimate over the trials that were analysed.
        public let meanEstimate: Double
        /// Their standard deviation.
        public let deviation: Double
        /// The mean of their standard errors.
        public let meanStandardError: Double
        /// The share of their intervals that hold the truth; NaN without a truth.
        public let coverage: Double
        /// The first failure, in words.
        public let firstFailure: String?
    }

    /// Draws trials and analyses each.
    ///
    /// - Parameters:
    ///   - draws: how many, 1 to 1,000,000.
    ///   - analysis: the row of the treatment; its p-value and interval are what counts. The interval's level should be 1 − α.
    /// - Throws: `CausalError.Code.badArgument` for settings outside their range; what the analysis throws when it fails
    ///   on every trial.
    public func run(
        draws: Int = 1_000, analysis: @Sendable (DataTable) throws(CausalError) -> Estimate
    ) throws(CausalError) -> Answer {
        try trial.validate()
        guard (1...1_000_000).contains(draws) else {
            throw CausalError(.badArgument, "simulated trials are from 1 to 1,000,000", value: "\(draws)")
        }
        let rows = Parallel.map(draws) { draw in
            Result { () throws(CausalError) in try analysis(trial.table(draw)) }
        }
        let estimates = rows.compactMap { try? $0.get() }.filter { !$0.pValue.isNaN }
        if estimates.isEmpty, case .failure(let error) = rows[0] { throw error }
        return summary(rows, estimates)
    }

    private func summary(_ rows: [Result<Estimate, CausalError>], _ estimates: [Estimate]) -> Answer {
        let (draws, count) = (Double(rows.count), Double(estimates.count))
        let power = Double(estimates.count { $0.pValue < alpha }) / draws
        let mean = estimates.reduce(0) { $0 + $1.estimate } / count
        let squares = estimates.reduce(0) { $0 + ($1.estimate - mean) * ($1.estimate - mean) }
        let truth = trial.averageEffect
        let covering = truth.map { truth in Double(estimates.count { $0.interval.contains(truth) }) / count }
        let failure = rows.lazy.compactMap { row -> String? in
            if case .failure(let error) = row { "\(error)" } else { nil }
        }.first
        return Answer(
            draws: rows.count, failures: rows.count - estimates.count, power: power,
            monteCarloError: (power * (1 - power) / draws).squareRoot(), meanEstimate: mean,
            deviation: (squares / max(1, count - 1)).squareRoot(),
            meanStandardError: estimates.reduce(0) { $0 + $1.standardError } / count,
            coverage: covering ?? .nan, firstFailure: failure)
    }
}

extension PlannedTrial {
    /// A simulation of the same trial.
    ///
    /// Means with correlations or variances as planned. Events and counts with correlations (or with the identity link) scatter
    /// on their own scale (``OutcomeLikeness``); with standard deviations on the logit or log scale they have random effects there.
    ///
    /// - Parameter seed: the seed.
    /// - Throws: `CausalError.Code.badArgument` for plans that have no such model.
    public func simulation(seed: UInt64 = 42) throws(CausalError) -> SimulatedTrial {
        try validate()
        var trial = SimulatedTrial(schedule: schedule)
        trial.sizes = sizes
        trial.seed = seed
        trial.trend = 0
        trial.effect = try outcome.effect()
        trial.covariance = try dependence.covariance(variance: outcomeVariance)
        guard case .counted(let means) = outcome else { return trial }
        trial.likeness = try outcomeLikeness(means)
        guard trial.likeness != nil || means.link == (means.family == .binomial ? .logit : .log) else {
            throw CausalError(
                .badArgument,
                "standard deviations of simulated events and counts are those of the logit or log scale",
                remedy:
                    "Give an ICC, or the link identity, logit (events) or log (counts).")
        }
        trial.family = means.family == .binomial ? .binomial : .poisson
        trial.level = LinkScale.predictor(means.link, means.control)
        let rise = LinkScale.predictor(means.link, means.end) - trial.level
        trial.trend = schedule.periodCount > 1 ? rise / Double(schedule.periodCount - 1) : 0
        return trial
    }
}
