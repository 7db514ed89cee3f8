import ArgumentParser
import Causal

/// `continuous`: treatments in doses.
struct ContinuousOptions: ParsableArguments {
    @Option(
        help: "The column of each unit's dose, beside --cohort; with --treatment that column is the dose.")
    var dose: String?

    @Option(parsing: .unconditional, help: "The degree of the curve of the dose (default: 3).")
    var degree: Int?

    @Option(
        parsing: .unconditional,
        help: "How many interior knots it has, at quantiles of the doses (default: 0).")
    var knots: Int?

    @Flag(help: "Every dose that occurs has an effect of its own.")
    var levels = false

    @Option(
        parsing: .unconditional, help: "The doses whose effects are reported, e.g. 1,2,4 (default: deciles).")
    var doses: NumberList?

    @Flag(help: "Compare with the units of the lowest dose, where everybody is treated.")
    var lowestDose = false

    @Option(help: "With --aggregate event: level (mean effects, the default) or slope (mean slopes).")
    var target: DoseTarget?

    static let takes: Set<String> = PolicyUncertainty.influenceOptions.union([
        "--dose", "--degree", "--knots", "--levels", "--doses", "--target", "--control", "--base",
        "--aggregate", "--anticipation", "--window", "--method", "--lowest-dose",
    ])

    /// The options given.
    var given: [String] {
        [
            ("--dose", dose != nil), ("--degree", degree != nil), ("--knots", knots != nil),
            ("--levels", levels), ("--lowest-dose", lowestDose),
            ("--doses", doses != nil), ("--target", target != nil),
        ].filter(\.1).map(\.0)
    }

    /// The form of the curve.
    func curve() throws(CausalError) -> DoseCurve {
        guard levels else { return .spline(degree: degree ?? 3, knots: knots ?? 0) }
        guard degree == nil, knots == nil else {
            throw CausalError(.badArgument, "--levels has no curve with --degree and --knots")
        }
        return .levels
    }
}

extension DoseTarget: ExpressibleByArgument {}

extension DifferenceInDifferencesCommand {
    /// `continuous`
    func continuousAnswer() throws(CausalError) -> PolicyAnswer {
        let covariance = try uncertainty.influence()
        let aggregation = try doseAggregation()
        let model = ContinuousDose(
            outcome: policy.outcome, panel: policy.panel, treatment: try policy.treated(),
            dose: continuous.dose, curve: try continuous.curve(),
            controls: groupTime.control ?? .neverTreated,
            covariates: policy.covariates, anticipation: policy.anticipation ?? 0,
            base: groupTime.base ?? .varying, weights: policy.weights,
            method: groupTime.method == nil ? .outcomeRegression : try groupTime.adjustment(),
            comparesWithLowestDose: continuous.lowestDose)
        let level = output.level
        return { (table, stopwatch) throws(CausalError) in
            let fit = try stopwatch.time("fit") { () throws(CausalError) in try model.fit(table) }
            return try stopwatch.time("inference") { () throws(CausalError) in
                try fit.aggregate(aggregation).estimates(covariance, level: level)
            }
        }
    }

    /// The average asked for; by event time when a window says so, else the curve.
    private func doseAggregation() throws(CausalError) -> DoseAggregation {
        let window = policy.window?.range
        let chosen = groupTime.aggregate ?? (window != nil || continuous.target != nil ? .event : .dose)
        guard chosen == .event || (window == nil && continuous.target == nil) else {
            throw CausalError(
                .badArgument, "--window and --target belong to --aggregate event", value: chosen.rawValue)
        }
        guard chosen == .dose || continuous.doses == nil else {
            throw CausalError(.badArgument, "--doses belongs to --aggregate dose", value: chosen.rawValue)
        }
        switch chosen {
        case .dose: return .dose(continuous.doses?.numbers)
        case .simple: return .simple
        case .none: return .none
        case .event: return .eventTime(continuous.target ?? .level, window)
        case .group, .calendar:
            throw CausalError(
                .badArgument,
                "continuous has effects by dose, by event time, by cohort and period, and their means",
                value: chosen.rawValue, remedy: "Use --aggregate dose, event, none or simple.")
        }
    }
}
