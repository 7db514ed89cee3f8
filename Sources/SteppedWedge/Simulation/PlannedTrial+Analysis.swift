import Regression

extension PlannedTrial {
    /// The linear mixed model that analyses the plan's simulated trials, with the correlation that was planned.
    ///
    /// A random treatment effect makes it `randomTreatment`, a decay `decay`, a cluster-period effect `nestedExchangeable`,
    /// otherwise `exchangeable`; individual effects follow `individual`.
    ///
    /// - Throws: `CausalError.Code.badArgument` for events and counts, proportional decay, plans without effects of time, and two
    ///   structures at once, of which the model has one.
    public func analysis() throws(CausalError) -> SteppedWedge {
        guard case .continuous = outcome, time != .none, !dependence.isProportional else {
            throw CausalError(
                .badArgument,
                "a linear mixed model analyses means with effects of time, without proportional decay",
                remedy: "Plan a continuous outcome, or give the simulation an analysis of your own.")
        }
        let covariance = try dependence.covariance(variance: outcomeVariance)
        let structures: [(isThere: Bool, correlation: TrialCorrelation)] = [
            (covariance.treatment > 0, .randomTreatment), (covariance.decay < 1, .decay),
            (covariance.clusterPeriod > 0, .nestedExchangeable),
        ]
        let present = structures.filter(\.isThere)
        guard present.count <= 1 else {
            throw CausalError(
                .badArgument,
                "the model has one of random treatment effects, decay and cluster-period effects",
                remedy: "Plan with one of them, or give the simulation an analysis of your own.")
        }
        return SteppedWedge(
            outcome: "y", cluster: "cluster", period: "period", treatment: "treatment",
            correlation: present.first?.correlation ?? .exchangeable,
            individual: covariance.individual > 0 && covariance.retention > 0 ? "individual" : nil,
            time: time == .linear ? .linear : .categorical,
            effect: effect == .exposureTime ? .exposureTime : .immediate)
    }

    /// The power of that analysis, by simulation: restricted likelihood with the inference of choice.
    ///
    /// - Parameters:
    ///   - draws: how many trials.
    ///   - inference: how the effect is judged.
    ///   - seed: the seed.
    /// - Throws: as ``analysis()``, ``simulation(seed:)`` and `SimulatedPower`.
    public func simulatedPower(
        draws: Int = 1_000, inference: MixedInference = .kenwardRoger, seed: UInt64 = 42
    ) throws(CausalError) -> SimulatedPower.Answer {
        let model = try analysis()
        let level = 1 - alpha
        return try SimulatedPower(simulation(seed: seed), alpha: alpha).run(draws: draws) {
            (table) throws(CausalError) in
            try model.fit(table).estimates(inference, level: level).row("treatment")
        }
    }
}

extension SimulatedPower.Answer {
    /// The answer as JSON, what does not exist as null.
    public var json: JSONValue {
        [
            "draws": .integer(draws), "failures": .integer(failures), "power": .number(power),
            "monte.carlo.error": .number(monteCarloError), "mean.estimate": .number(meanEstimate),
            "sd": .number(deviation), "mean.std.error": .number(meanStandardError),
            "coverage": .number(coverage),
        ]
    }
}
