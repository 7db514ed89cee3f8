import ArgumentParser
import Causal

/// `switchers`: treatments that switch on and off.
struct SwitcherOptions: ParsableArguments {
    @Flag(help: "Divide effects by the mean treatment received beyond the first one.")
    var normalised = false

    static let takes: Set<String> = PolicyUncertainty.influenceOptions.union(["--normalised", "--window"])

    /// The options given.
    var given: [String] { normalised ? ["--normalised"] : [] }
}

extension DifferenceInDifferencesCommand {
    /// `switchers`
    func switchersAnswer() throws(CausalError) -> PolicyAnswer {
        guard let treatment = policy.treatment, policy.cohort == nil else {
            throw CausalError(
                .badArgument, "switchers take --treatment, not --cohort",
                remedy: "A cohort has one start; --treatment names the column of each row's treatment.")
        }
        let model = Switchers(
            outcome: policy.outcome, panel: policy.panel, treatment: treatment,
            isNormalised: switchers.normalised, window: policy.window?.range,
            covariates: policy.covariates, weights: policy.weights)
        let covariance = try uncertainty.influence()
        let level = output.level
        return { (table, stopwatch) throws(CausalError) in
            let fit = try stopwatch.time("fit") { () throws(CausalError) in try model.fit(table) }
            return try stopwatch.time("inference") { () throws(CausalError) in
                try fit.estimates(covariance, level: level)
            }
        }
    }
}
