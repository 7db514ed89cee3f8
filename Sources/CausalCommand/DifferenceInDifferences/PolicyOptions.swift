import ArgumentParser
import Causal

/// The columns of a policy evaluation, shared by all estimators of `causal did`.
struct PolicyOptions: ParsableArguments {
    @Option(help: "The column of the outcome, or an expression, e.g. \"burnout > 60\" or \"log(cost)\".")
    var outcome: String

    @Option(help: "The column of periods.")
    var time: String

    @Option(help: "The column of units; without it rows are repeated cross-sections.")
    var unit: String?

    @Option(help: "The column of each unit's first treated period (0 or empty: never).")
    var cohort: String?

    @Option(help: "The column that is 1 in treated rows and 0 elsewhere (in place of --cohort).")
    var treatment: String?

    @Option(help: "Covariates, e.g. \"x1 + log(x2)\".")
    var covariates: String?

    @Option(
        help: "The column of weights: sampling weights for callaway-santanna, analytic ones for regressions.")
    var weights: String?

    @Option(
        help: "What the weights of a regression are: analytic, frequency or sampling (default: analytic).")
    var weightKind: WeightKind?

    @Option(
        parsing: .unconditional,
        help: "For how many periods before its start the treatment may have effects.")
    var anticipation: Int?

    @Option(parsing: .unconditional, help: "The event times to report, from:to, e.g. -5:5.")
    var window: EventWindow?

    /// The columns of units and periods.
    var panel: PanelIndex { PanelIndex(unit: unit, period: time) }

    /// The options given that not all estimators take.
    var given: [String] {
        [
            ("--window", window != nil), ("--anticipation", anticipation != nil),
            ("--weight-kind", weightKind != nil),
        ].filter(\.1).map(\.0)
    }

    /// Who is treated and when.
    func treated() throws(CausalError) -> Treatment {
        try PolicyOptions.treated(cohort: cohort, treatment: treatment)
    }

    /// Who is treated and when, from exactly one of two columns.
    static func treated(cohort: String?, treatment: String?) throws(CausalError) -> Treatment {
        switch (cohort, treatment) {
        case (let cohort?, nil): return .firstTreated(cohort)
        case (nil, let treatment?): return .status(treatment)
        default:
            throw CausalError(
                .badArgument, "exactly one of --cohort and --treatment says who is treated",
                remedy: "--cohort names the column of first treated periods, --treatment a 0/1 column.")
        }
    }
}

/// Event times from one to another, written `-5:5`.
struct EventWindow: ExpressibleByArgument {
    let range: ClosedRange<Int>

    init?(argument: String) {
        let bounds = argument.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard bounds.count == 2, let low = bounds[0], let high = bounds[1], low <= high else { return nil }
        range = low...high
    }
}
