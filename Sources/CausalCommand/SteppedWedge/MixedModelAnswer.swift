import ArgumentParser
import Causal

extension SteppedWedgeFitCommand {
    /// `reml` and `ml`: linear mixed models.
    func mixedModelAnswer(_ kind: LikelihoodKind) throws(CausalError) -> TrialAnswer {
        let model = try self.model()
        let inference = try chosen(MixedInference.self)
        guard trial.family == nil || trial.family == .gaussian else {
            throw CausalError(
                .badArgument, "--method \(kind.rawValue) is for outcomes that are numbers",
                value: trial.family?.rawValue,
                remedy:
                    "Take --method gee or glmm; or leave --family out for a linear model, which estimates differences of risk."
            )
        }
        guard inference != .kenwardRoger || kind == .reml else {
            throw CausalError(
                .badArgument, "--inference kenward-roger belongs to --method reml",
                remedy: "Use --method reml, or --inference satterthwaite.")
        }
        let level = output.level
        return { (table, stopwatch) throws(CausalError) in
            let fit = try stopwatch.time("fit") { () throws(CausalError) in try model.fit(table, kind) }
            return try stopwatch.time("inference") { () throws(CausalError) in
                try fit.estimates(inference, level: level)
                    .adding(
                        constantEffect: model.constantEffect { (changing) throws(CausalError) in
                            try changing.fit(table, kind).estimates(inference, level: level)
                        }
                    ).adding(clusterPeriod: fit.clusterPeriodTest(table))
            }
        }
    }
}
