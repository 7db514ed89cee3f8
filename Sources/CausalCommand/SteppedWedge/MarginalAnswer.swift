import ArgumentParser
import Causal

extension SteppedWedgeFitCommand {
    /// `gee`: marginal models. Counts may vary more than Poisson's, which estimated correlations would take for likeness.
    func marginalAnswer() throws(CausalError) -> TrialAnswer {
        let model = try marginalModel()
        // Student's t on what the model itself says.
        let inference =
            inference == .t ? .model : try chosen(MarginalInference.self, beside: ["t"])
        let level = output.level
        return { (table, stopwatch) throws(CausalError) in
            let fit = try stopwatch.time("fit") { () throws(CausalError) in try model.fit(table) }
            return try stopwatch.time("inference") { () throws(CausalError) in
                try fit.estimates(inference, level: level)
            }
        }
    }

    /// `standardised`: average effects, a marginal model standardised, with the jackknife.
    func standardisedAnswer() throws(CausalError) -> TrialAnswer {
        guard inference == nil else {
            throw CausalError(
                .badArgument, "--inference does not belong to --method standardised",
                remedy: "Leave it out: standard errors are the jackknife's over clusters.")
        }
        let (model, scale, level) = (try marginalModel(), events.scale ?? .difference, output.level)
        return { (table, stopwatch) throws(CausalError) in
            try stopwatch.time("fit") { () throws(CausalError) in
                try model.standardised(table, scale: scale).estimates(level: level)
            }
        }
    }

    private func marginalModel() throws(CausalError) -> MarginalModel {
        MarginalModel(
            try self.model(),
            family: trial.outcomeFamily == .poisson ? .quasipoisson : trial.outcomeFamily ?? .gaussian,
            link: events.link, offset: events.offset, isMatrixAdjusted: events.maee,
            tolerance: events.tolerance)
    }

    /// `glmm`: generalised linear mixed models.
    func generalisedMixedAnswer() throws(CausalError) -> TrialAnswer {
        let model = GeneralisedMixedModel(
            try self.model(), family: trial.outcomeFamily ?? .gaussian, offset: events.offset,
            quadraturePoints: events.quadraturePoints ?? 1)
        let inference = try chosen(GeneralisedMixedInference.self) ?? .normal
        let level = output.level
        return { (table, stopwatch) throws(CausalError) in
            let fit = try stopwatch.time("fit") { () throws(CausalError) in try model.fit(table) }
            return try stopwatch.time("inference") { () throws(CausalError) in
                try fit.estimates(inference, level: level)
            }
        }
    }
}

extension TrialOptions {
    /// The family that was named.
    var outcomeFamily: OutcomeFamily? { family.flatMap { OutcomeFamily(rawValue: $0.rawValue) } }
}
