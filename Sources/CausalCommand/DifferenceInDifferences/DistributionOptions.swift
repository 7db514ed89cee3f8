import ArgumentParser
import Causal

/// `changes-in-changes` and `quantile-did`: effects on a distribution.
struct DistributionOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: "The quantiles whose effects are reported, e.g. 0.25,0.5,0.75 (default: deciles).")
    var quantiles: NumberList?

    @Flag(help: "Outcomes are discrete: both ends of the bounds on effects (changes-in-changes).")
    var discrete = false

    static let takes: Set<String> = ["--quantiles", "--discrete", "--bootstrap"]

    /// The options given.
    var given: [String] {
        [("--quantiles", quantiles != nil), ("--discrete", discrete)].filter(\.1).map(\.0)
    }
}

extension DifferenceInDifferencesCommand {
    /// `changes-in-changes` and `quantile-did`
    func distributionAnswer(_ method: ChangesInChanges.Method) throws(CausalError) -> PolicyAnswer {
        var model = ChangesInChanges(
            outcome: policy.outcome, panel: policy.panel, treatment: try policy.treated(), method: method,
            covariates: policy.covariates, weights: policy.weights, isDiscrete: distribution.discrete)
        if let chosen = distribution.quantiles { model.quantiles = chosen.numbers }
        let columns = uncertainty.cluster.flatMap(\.names)
        let draws = uncertainty.bootstrap
        guard draws == nil || columns.count < 2 else {
            throw CausalError(
                .badArgument, "the bootstrap clusters by one column", value: columns.joined(separator: ","))
        }
        let (seed, level, chosen) = (uncertainty.seed ?? 42, output.level, model)
        return { (table, stopwatch) throws(CausalError) in
            let fit = try stopwatch.time("fit") { () throws(CausalError) in try chosen.fit(table) }
            return try stopwatch.time("inference") { () throws(CausalError) in
                guard let draws else { return try fit.estimates(.clustered(by: columns), level: level) }
                return try fit.estimates(bootstrap: draws, seed: seed, by: columns.first, level: level)
            }
        }
    }
}
