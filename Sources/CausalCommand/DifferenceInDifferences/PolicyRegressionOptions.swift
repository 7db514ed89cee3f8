import ArgumentParser
import Causal

/// `2x2`, `twfe` and `event-study`: regressions.
enum PolicyRegressionOptions {
    static let takes = PolicyUncertainty.regressionOptions.union(WildBootstrapOptions.names).union([
        "--weight-kind"
    ])
}

extension DifferenceInDifferencesCommand {
    /// Runs a regression estimator of the policy's effect.
    func regressionAnswer(
        _ make: (PolicyRegression) -> any EffectEstimator
    ) throws(CausalError) -> PolicyAnswer {
        let usual = policy.unit.map { [$0] } ?? []
        let clusters = uncertainty.cluster.isEmpty ? usual : uncertainty.cluster.flatMap(\.names)
        let wild = uncertainty.wild
        let covariance = try CovarianceName.choose(
            uncertainty.vcov, clusters: uncertainty.cluster, usual: usual,
            dependence: uncertainty.dependence.covariance(
                uncertainty.vcov, unit: policy.unit, time: policy.time))
        let model = make(try regressionPolicy())
        let level = output.level
        return { (table, stopwatch) throws(CausalError) in
            let design = try stopwatch.time("design") { () throws(CausalError) in try model.design(table) }
            let fit = try stopwatch.time("fit", design.fit)
            return try stopwatch.time("inference") { () throws(CausalError) in
                let estimates = try fit.estimates(covariance, level: level)
                return try wild.test(
                    estimates, clusters: clusters, level: level, fit.wildBootstrap)
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
