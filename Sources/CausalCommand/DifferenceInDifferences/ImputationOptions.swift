import ArgumentParser
import Causal

/// `imputation` and `two-stage`.
struct ImputationOptions: ParsableArguments {
    @Option(
        help: "The columns with effects on untreated outcomes, e.g. state,year (default: units and periods).")
    var absorb: ColumnNames?

    @Flag(help: "Leave each cluster out of its own auxiliary effect: larger standard errors (imputation).")
    var leaveOut = false

    static let takes: Set<String> = PolicyUncertainty.influenceOptions.union([
        "--aggregate", "--anticipation", "--window", "--absorb",
    ])

    /// The options given.
    var given: [String] {
        [("--absorb", absorb != nil), ("--leave-out", leaveOut)].filter(\.1).map(\.0)
    }
}

extension DifferenceInDifferencesCommand {
    /// `imputation`
    func imputationAnswer() throws(CausalError) -> PolicyAnswer {
        let model = Imputation(
            try imputationPolicy(), absorbing: imputation.absorb?.names,
            anticipation: policy.anticipation ?? 0,
            leavesOut: imputation.leaveOut)
        let aggregation = try effectAggregation()
        return try influenceAnswer { (table) throws(CausalError) in
            try model.fit(table).aggregate(aggregation)
        }
    }

    /// `two-stage`
    func twoStageAnswer() throws(CausalError) -> PolicyAnswer {
        let model = TwoStage(
            try imputationPolicy(), absorbing: imputation.absorb?.names,
            anticipation: policy.anticipation ?? 0)
        let aggregation = try effectAggregation()
        return try influenceAnswer { (table) throws(CausalError) in
            try model.fit(table).aggregate(aggregation)
        }
    }

    private func imputationPolicy() throws(CausalError) -> PolicyRegression {
        var regression = PolicyRegression(
            outcome: policy.outcome, panel: policy.panel, treatment: try policy.treated(),
            covariates: policy.covariates, weights: policy.weights)
        regression.unitCounts = unitCounts
        return regression
    }

    /// The average asked for; by event time when a window says so, else over all treated rows.
    func effectAggregation() throws(CausalError) -> EffectAggregation {
        let window = policy.window?.range
        let chosen = groupTime.aggregate ?? (window == nil ? .simple : .event)
        guard chosen == .event || window == nil else {
            throw CausalError(
                .badArgument, "--window belongs to --aggregate event", value: chosen.rawValue)
        }
        switch chosen {
        case .none: return .cohortPeriods
        case .simple: return .simple
        case .group: return .group
        case .calendar: return .calendar
        case .event: return .eventTime(window)
        case .dose: throw GroupTimeOptions.doseRefusal
        }
    }

    private func influenceAnswer(
        _ make: @escaping (DataTable) throws(CausalError) -> any InfluenceFit
    ) throws(CausalError) -> PolicyAnswer {
        let covariance = try uncertainty.influence()
        let level = output.level
        return { (table, stopwatch) throws(CausalError) in
            let fit = try stopwatch.time("fit") { () throws(CausalError) in try make(table) }
            return try stopwatch.time("inference") { () throws(CausalError) in
                try fit.estimates(covariance, level: level)
            }
        }
    }
}
