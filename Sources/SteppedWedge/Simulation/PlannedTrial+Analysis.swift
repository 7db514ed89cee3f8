import Regression

/// The analysis whose power is simulated.
public enum SimulatedAnalysis: Sendable, Hashable {
    /// A linear mixed model by restricted likelihood.
    case mixed(MixedInference)
    /// Estimating equations with the family's usual link.
    case marginal(MarginalInference)
    /// A generalised linear mixed model by Laplace's approximation, for events and counts.
    case generalised(GeneralisedMixedInference)

    /// Its inference's name.
    public var inference: String {
        switch self {
        case .mixed(let inference): inference.rawValue
        case .marginal(let inference): inference.rawValue
        case .generalised(let inference): inference.rawValue
        }
    }
}

extension PlannedTrial {
    /// The model that analyses the plan's simulated trials, with the correlation that was planned.
    ///
    /// A random treatment effect makes it `randomTreatment`, a decay `decay`, a cluster-period effect `nestedExchangeable`,
    /// otherwise `exchangeable`; individual effects follow `individual`.
    ///
    /// - Throws: `CausalError.Code.badArgument` for proportional decay, plans without effects of time, and two
    ///   structures at once, of which the model has one.
    public func analysis() throws(CausalError) -> SteppedWedge {
        guard time != .none, !dependence.isProportional else {
            throw CausalError(
                .badArgument, "trials are analysed with effects of time, without proportional decay",
                remedy: "Plan so, or give the simulation an analysis of your own.")
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

    /// The power of an analysis, by simulation.
    ///
    /// Coverage is that of the effect as planned: with correlations (and with the identity link) the marginal one, with standard
    /// deviations on the link's scale that within clusters. For the logit link the two differ.
    ///
    /// - Parameters:
    ///   - draws: how many trials.
    ///   - analysis: the model and how its effect is judged.
    ///   - seed: the seed.
    /// - Throws: as ``analysis()``, ``simulation(seed:)`` and `SimulatedPower`; `CausalError.Code.badArgument` for an analysis that
    ///   is not for the outcome.
    public func simulatedPower(
        draws: Int = 1_000, _ analysis: SimulatedAnalysis = .mixed(.kenwardRoger), seed: UInt64 = 42
    ) throws(CausalError) -> SimulatedPower.Answer {
        let fit = try row(analysis)
        return try SimulatedPower(simulation(seed: seed), alpha: alpha).run(draws: draws, analysis: fit)
    }

    /// From a table to the treatment's row.
    private func row(
        _ analysis: SimulatedAnalysis
    ) throws(CausalError) -> @Sendable (DataTable) throws(CausalError) -> Estimate {
        let (model, level, family, link) = (try self.analysis(), 1 - alpha, family, link)
        switch analysis {
        case .mixed(let inference):
            guard link == .identity else {
                throw unfit("a linear mixed model", "means, and differences of proportions", "gee or glmm")
            }
            return { (table) throws(CausalError) in
                try model.fit(table).estimates(inference, level: level).row("treatment")
            }
        case .marginal(let inference):
            let marginal = MarginalModel(model, family: family, link: link)
            guard marginal.correlation != nil else {
                throw unfit("a marginal model", "plans without random treatment effects", "reml or glmm")
            }
            return { (table) throws(CausalError) in
                try marginal.fit(table).estimates(inference, level: level).row("treatment")
            }
        case .generalised(let inference):
            guard family != .gaussian, link == (family == .binomial ? .logit : .log) else {
                throw unfit(
                    "a generalised mixed model", "events with the logit link and counts with the log link",
                    "reml or gee")
            }
            let mixed = GeneralisedMixedModel(model, family: family == .binomial ? .binomial : .poisson)
            return { (table) throws(CausalError) in
                try mixed.fit(table).estimates(inference, level: level).row("treatment")
            }
        }
    }

    /// What is measured, counts with a dispersion of their own.
    private var family: OutcomeFamily {
        guard case .counted(let means) = outcome else { return .gaussian }
        return means.family == .binomial ? .binomial : .quasipoisson
    }

    /// The link of the analysis.
    private var link: Link {
        guard case .counted(let means) = outcome else { return .identity }
        return means.link
    }

    private func unfit(_ model: String, _ what: String, _ other: String) -> CausalError {
        CausalError(
            .badArgument, "\(model) is for \(what)",
            remedy: "Take \(other), or give the simulation an analysis of your own.")
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
