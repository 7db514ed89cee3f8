import ArgumentParser
import Causal

/// `all`: every estimator that applies, side by side.
enum ComparisonOptions {
    static let takes: Set<String> = [
        "--control", "--anticipation", "--window", "--weight-kind", "--draws",
    ]
}

extension DifferenceInDifferencesCommand {
    /// `all`
    func comparisonAnswer() throws(CausalError) -> PolicyAnswer {
        let comparison = EstimatorComparison(
            try regressionPolicy(), controls: groupTime.control, anticipation: policy.anticipation ?? 0,
            window: policy.window?.range, draws: uncertainty.wild.draws ?? 200, seed: uncertainty.seed ?? 42)
        let clusters = uncertainty.cluster.flatMap(\.names)
        let level = output.level
        return { (table, stopwatch) throws(CausalError) in
            try stopwatch.time("fit") { () throws(CausalError) in
                try comparison.compare(table, clusters: clusters, level: level)
            }
        }
    }
}
