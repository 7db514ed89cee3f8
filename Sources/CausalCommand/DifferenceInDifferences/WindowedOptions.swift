import ArgumentParser
import Causal

/// `stacked` and `lp-did`, whose window is part of the estimator.
struct WindowedOptions: ParsableArguments {
    @Flag(help: "Every treated row counts the same (lp-did).")
    var reweight = false

    @Option(
        help: "What outcomes are compared with (lp-did): before, mean, or the number of periods in a mean.")
    var baseline: Baseline?

    static let takes: Set<String> = ["--weight-kind", "--aggregate", "--window", "--control"]

    /// The options given.
    var given: [String] { [("--reweight", reweight), ("--baseline", baseline != nil)].filter(\.1).map(\.0) }

    /// `before`, `mean` or a number of periods.
    struct Baseline: ExpressibleByArgument {
        let base: LocalProjections.Base

        init?(argument: String) {
            switch argument.lowercased() {
            case "before": base = .before
            case "mean": base = .mean()
            default:
                guard let last = Int(argument) else { return nil }
                base = .mean(last: last)
            }
        }
    }
}

extension DifferenceInDifferencesCommand {
    /// `stacked`
    func stackedAnswer() throws(CausalError) -> PolicyAnswer {
        let window = try requiredWindow()
        let model = StackedComparisons(
            try regressionPolicy(), window: window, controls: groupTime.control ?? .notYetTreated)
        let aggregation: EffectAggregation = try isByEvent() ? .eventTime(window) : .simple
        return try averagedAnswer { (table) throws(CausalError) in
            try model.fit(table).aggregate(aggregation)
        }
    }

    /// `lp-did`
    func localProjectionAnswer() throws(CausalError) -> PolicyAnswer {
        let model = LocalProjections(
            try regressionPolicy(), window: try requiredWindow(),
            controls: groupTime.control ?? .notYetTreated, base: windowed.baseline?.base ?? .before,
            reweights: windowed.reweight)
        let byHorizon = try isByEvent()
        let clusters = uncertainty.cluster.flatMap(\.names)
        let level = output.level
        return { (table, stopwatch) throws(CausalError) in
            let fit = try stopwatch.time("fit") { () throws(CausalError) in try model.fit(table) }
            return try stopwatch.time("inference") { () throws(CausalError) in
                try fit.estimates(byHorizon: byHorizon, clusters: clusters, level: level)
            }
        }
    }

    private func requiredWindow() throws(CausalError) -> ClosedRange<Int> {
        guard let window = policy.window?.range else {
            throw CausalError(
                .badArgument, "\(estimator.rawValue) needs a window of event times",
                remedy: "Add the periods before and after the start, e.g. --window -3:2.")
        }
        return window
    }

    /// Whether rows by event time are asked for.
    private func isByEvent() throws(CausalError) -> Bool {
        switch groupTime.aggregate ?? .event {
        case .event: return true
        case .simple: return false
        default:
            throw CausalError(
                .badArgument, "\(estimator.rawValue) has effects by event time and their mean",
                value: groupTime.aggregate?.rawValue, remedy: "Use --aggregate event or simple.")
        }
    }
}

extension DifferenceInDifferencesCommand {
    /// What `overall` averages when a window leaves out event times.
    func windowNote(_ estimates: Estimates) -> [String] {
        guard policy.window != nil, estimates.rows.contains(where: { $0.term == "overall" }) else {
            return []
        }
        let events = estimates.rows.filter(\.isEstimated).compactMap { row in
            row.labels.first { $0.name == "event" }?.value.double
        }.filter { $0 >= 0 }
        guard let first = events.min(), let last = events.max() else { return [] }
        let times =
            first == last
            ? "event time \(first.shortestDecimal) alone"
            : "the event times \(first.shortestDecimal) to \(last.shortestDecimal)"
        return ["'overall' is the mean of \(times), those that --window shows; without it, of all."]
    }
}
