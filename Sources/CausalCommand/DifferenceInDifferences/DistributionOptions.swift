import ArgumentParser
import Causal

/// `changes-in-changes` and `quantile-did`: effects on a distribution.
struct DistributionOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: "The quantiles whose effects are reported, e.g. 0.25,0.5,0.75 (default: deciles).")
    var quantiles: NumberList?

    static let takes: Set<String> = ["--quantiles", "--bootstrap"]

    /// The options given.
    var given: [String] { quantiles == nil ? [] : ["--quantiles"] }
}

extension DifferenceInDifferencesCommand {
    /// `changes-in-changes` and `quantile-did`
    func distributionAnswer(_ method: ChangesInChanges.Method) throws(CausalError) -> PolicyAnswer {
        if let option = [("--covariates", policy.covariates), ("--weights", policy.weights)]
            .first(where: { $0.1 != nil })?.0
        {
            throw CausalError(.badArgument, "\(option) does not belong to \(method.rawValue)")
        }
        var model = ChangesInChanges(
            outcome: policy.outcome, panel: policy.panel, treatment: try policy.treated(), method: method)
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
