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
                    .adding(
                        constantEffect: model.trial.constantEffect { (changing) throws(CausalError) in
                            var marginal = model
                            marginal.trial = changing
                            return try marginal.fit(table).estimates(inference, level: level)
                        }
                    ).tellingRatio()
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
                try fit.estimates(inference, level: level).tellingRatio()
            }
        }
    }
}

extension Estimates {
    /// The answer with a note of the treatment's ratio, where it is a logarithm.
    fileprivate func tellingRatio() -> Estimates {
        guard let row = rows.first, let ratio = number("ratio", row), let low = number("ratio.low", row),
            let high = number("ratio.high", row)
        else { return self }
        let isCount = fact("family").contains("poisson")
        let name = fact("link") == "logit" ? "odds ratio" : isCount ? "rate ratio" : "risk ratio"
        return adding(
            diagnostics: [],
            notes: [
                "The row treatment is a logarithm: the \(name) is \(shown(ratio)) (\(shown(low)) to \(shown(high)))."
            ])
    }

    private func fact(_ name: String) -> String { model.first { $0.name == name }?.value.text ?? "" }

    private func number(_ name: String, _ row: Estimate) -> Double? {
        row.labels.first { $0.name == name }?.value.double.flatMap { $0.isFinite ? $0 : nil }
    }

    /// Three digits behind the point.
    private func shown(_ value: Double) -> String { ((value * 1000).rounded() / 1000).shortestDecimal }
}

extension TrialOptions {
    /// The family that was named.
    var outcomeFamily: OutcomeFamily? { family.flatMap { OutcomeFamily(rawValue: $0.rawValue) } }
}
