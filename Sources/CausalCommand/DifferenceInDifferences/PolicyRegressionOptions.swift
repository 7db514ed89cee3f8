import ArgumentParser
import Causal

/// `2x2`, `twfe` and `event-study`: regressions.
enum PolicyRegressionOptions {
    static let takes = PolicyUncertainty.regressionOptions
}

extension DifferenceInDifferencesCommand {
    /// Runs a regression estimator of the policy's effect.
    func regressionAnswer(
        _ make: (PolicyRegression) -> any EffectEstimator
    ) throws(CausalError) -> PolicyAnswer {
        let covariance = try CovarianceName.choose(
            uncertainty.vcov, clusters: uncertainty.cluster, usual: policy.unit.map { [$0] } ?? [],
            dependence: uncertainty.dependence.covariance(
                uncertainty.vcov, unit: policy.unit, time: policy.time))
        let model = make(
            PolicyRegression(
                outcome: policy.outcome, panel: policy.panel, treatment: try policy.treated(),
                covariates: policy.covariates, weights: policy.weights))
        let level = output.level
        return { (table, stopwatch) throws(CausalError) in
            let design = try stopwatch.time("design") { () throws(CausalError) in try model.design(table) }
            let fit = try stopwatch.time("fit", design.fit)
            return try stopwatch.time("inference") { () throws(CausalError) in
                try fit.estimates(covariance, level: level)
            }
        }
    }

    /// `event-study`
    func eventStudyAnswer() throws(CausalError) -> PolicyAnswer {
        try regressionAnswer {
            EventStudy($0, window: policy.window?.range, anticipation: policy.anticipation ?? 0)
        }
    }
}
