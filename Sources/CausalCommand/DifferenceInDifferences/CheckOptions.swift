import ArgumentParser
import Causal

/// Checks that re-estimate the overall effect on other data, with any estimator that has one.
struct CheckOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: "Set starts so many periods earlier and use the rows before the true ones.")
    var placeboTime: Int?

    @Option(
        parsing: .unconditional, help: "Deal starts to never-treated units at random, so many times (--seed)."
    )
    var placeboUnits: Int?

    @Flag(help: "Estimate without each cohort in turn.")
    var leaveOneCohortOut = false

    var isAsked: Bool { placeboTime != nil || placeboUnits != nil || leaveOneCohortOut }
}

extension DifferenceInDifferencesCommand {
    /// The answer of the check asked for.
    func checkAnswer() throws(CausalError) -> PolicyAnswer {
        let asked = [checks.placeboTime != nil, checks.placeboUnits != nil, checks.leaveOneCohortOut].count {
            $0
        }
        guard asked == 1 else {
            throw CausalError(
                .badArgument, "one check at a time: --placebo-time, --placebo-units or --leave-one-cohort-out"
            )
        }
        let overall = try overallEffect()
        let check = PolicyCheck(panel: policy.panel, treatment: try policy.treated(), estimate: overall)
        let columns = uncertainty.cluster.flatMap(\.names)
        return { (table, stopwatch) throws(CausalError) in
            try stopwatch.time("fit") { () throws(CausalError) in
                if let shift = checks.placeboTime { return try check.placeboInTime(table, shift: shift) }
                if let draws = checks.placeboUnits {
                    return try check.placeboInUnits(
                        table, draws: draws, seed: uncertainty.seed ?? 42, by: columns.first)
                }
                return try check.leaveOneCohortOut(table)
            }
        }
    }

    /// The overall effect by the command's own estimator, for a table with another column of starts.
    private func overallEffect() throws(CausalError) -> PolicyCheck.Estimator {
        guard estimator != .all else {
            throw CausalError(
                .badArgument, "a check re-estimates one effect, and all have one each",
                remedy: "Name one estimator, e.g. --estimator imputation.")
        }
        let plan = OverallEffect(command: self)
        _ = try plan.answer(try policy.treated())
        return { (table, treatment) throws(CausalError) in
            var stopwatch = Stopwatch()
            let found = try plan.answer(treatment)(table, &stopwatch)
            if let row = found.rows.first(where: { $0.term == "overall" || $0.term == "ATT" }) { return row }
            throw CausalError(
                .badArgument, "the check needs an estimator with one overall effect",
                value: plan.estimatorName, remedy: "Use --estimator callaway-santanna, imputation or twfe.")
        }
    }
}

/// A command's estimator with its simple average, for any column of starts.
private struct OverallEffect: @unchecked Sendable {
    // A parsed command is a value that nothing changes after parsing.
    let command: DifferenceInDifferencesCommand

    var estimatorName: String { command.estimator.rawValue }

    func answer(_ treatment: Treatment) throws(CausalError) -> PolicyAnswer {
        var copy = command
        copy.policy.cohort = nil
        copy.policy.treatment = nil
        switch treatment {
        case .firstTreated(let column): copy.policy.cohort = column
        case .status(let column): copy.policy.treatment = column
        }
        if copy.estimator.takes.contains("--aggregate"), copy.groupTime.aggregate == nil {
            copy.groupTime.aggregate = copy.policy.window == nil ? .simple : .event
        }
        if copy.uncertainty.bootstrap == nil { copy.uncertainty.wild.seed = nil }
        return try copy.estimator.answer(copy)
    }
}
