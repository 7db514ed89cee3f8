import ArgumentParser
import Causal

/// `triple`: triple differences.
struct TripleOptions: ParsableArguments {
    @Option(
        help: "The column that is 1 for eligible units; --cohort then says when a unit's group was enabled.")
    var eligible: String?

    static let takes: Set<String> = GroupTimeOptions.takes.union(["--eligible"])

    /// The options given.
    var given: [String] { eligible == nil ? [] : ["--eligible"] }
}

extension DifferenceInDifferencesCommand {
    /// `triple`
    func tripleAnswer() throws(CausalError) -> PolicyAnswer {
        guard let eligible = triple.eligible else {
            throw CausalError(
                .badArgument, "triple differences need to know who is eligible",
                remedy: "--eligible names a column that is 1 for eligible units and 0 for the others.")
        }
        guard let cohort = policy.cohort, policy.treatment == nil else {
            throw CausalError(
                .badArgument, "triple differences take --cohort, not --treatment",
                remedy:
                    "Ineligible units are never treated, and still their group is enabled from some period on: "
                    + "--cohort names the column of it.")
        }
        let covariance = try uncertainty.influence()
        let aggregation = try groupTime.aggregation(window: policy.window?.range)
        let model = TripleDifferences(
            outcome: policy.outcome, panel: policy.panel, firstEnabled: cohort, eligible: eligible,
            controls: groupTime.control ?? .neverTreated,
            adjustment: Adjustment(try groupTime.adjustment(), policy.covariates),
            anticipation: policy.anticipation ?? 0, base: groupTime.base ?? .varying,
            weights: policy.weights)
        let level = output.level
        return { (table, stopwatch) throws(CausalError) in
            let fit = try stopwatch.time("fit") { () throws(CausalError) in try model.fit(table) }
            return try stopwatch.time("inference") { () throws(CausalError) in
                guard let aggregation else { return try fit.estimates(covariance, level: level) }
                return try fit.aggregate(aggregation).estimates(covariance, level: level)
            }
        }
    }
}
