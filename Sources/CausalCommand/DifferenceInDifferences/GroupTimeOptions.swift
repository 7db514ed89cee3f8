import ArgumentParser
import Causal

/// `callaway-santanna`: group-time effects.
struct GroupTimeOptions: ParsableArguments {
    @Option(help: "Who cohorts are compared with: never (treated) or not-yet (treated).")
    var control: ControlGroup?

    @Option(
        help:
            "callaway-santanna, triple: how covariates enter: dr (doubly robust, the default), ipw or reg. continuous: reg (default) or dr. synthetic: sdid, sc (synthetic control) or did."
    )
    var method: PolicyMethod?

    @Option(help: "The period that outcomes are compared with: varying or universal.")
    var base: BasePeriod?

    @Option(
        help:
            "Which effects are reported: none (by cohort and period), simple, group, event, calendar or dose."
    )
    var aggregate: Aggregate?

    @Option(
        parsing: .unconditional,
        help: "With --aggregate event: only cohorts seen so many periods after their start.")
    var balance: Int?

    enum Aggregate: String, ExpressibleByArgument, CaseIterable {
        case none, simple, group, event, calendar, dose
    }

    /// The error of an estimator without doses.
    static let doseRefusal = CausalError(
        .badArgument, "--aggregate dose belongs to --estimator continuous")

    static let takes: Set<String> = PolicyUncertainty.influenceOptions.union([
        "--control", "--method", "--base", "--aggregate", "--balance", "--anticipation", "--window",
    ])

    /// The options given.
    var given: [String] {
        [
            ("--control", control != nil), ("--method", method != nil), ("--base", base != nil),
            ("--aggregate", aggregate != nil), ("--balance", balance != nil),
        ].filter(\.1).map(\.0)
    }

    /// How covariates enter.
    func adjustment() throws(CausalError) -> Adjustment.Method {
        guard let method else { return .doublyRobust }
        guard let adjustment = Adjustment.Method(rawValue: method.rawValue) else {
            throw method.refusal(by: "callaway-santanna", Adjustment.Method.allCases.map(\.rawValue))
        }
        return adjustment
    }

    /// The average asked for; by event time when a window or a balance says so, else by cohort and period.
    func aggregation(window: ClosedRange<Int>?) throws(CausalError) -> GroupTimeAggregation? {
        let chosen = aggregate ?? (window != nil || balance != nil ? .event : .none)
        guard chosen == .event || (window == nil && balance == nil) else {
            throw CausalError(
                .badArgument, "--window and --balance belong to --aggregate event", value: chosen.rawValue)
        }
        switch chosen {
        case .none: return nil
        case .simple: return .simple
        case .group: return .group
        case .calendar: return .calendar
        case .event: return .eventTime(window, balanced: balance)
        case .dose: throw GroupTimeOptions.doseRefusal
        }
    }
}

extension ControlGroup: ExpressibleByArgument {}
extension BasePeriod: ExpressibleByArgument {}

/// What `--method` can say; each estimator takes some of it.
enum PolicyMethod: String, ExpressibleByArgument, CaseIterable {
    case dr, ipw, reg, sdid, sc, did

    /// The error of an estimator that knows other methods.
    func refusal(by estimator: String, _ known: [String]) -> CausalError {
        CausalError(
            .badArgument, "--method \(rawValue) does not belong to \(estimator)",
            remedy: "Its methods are: \(known.joined(separator: ", ")).")
    }
}

extension DifferenceInDifferencesCommand {
    /// `callaway-santanna`
    func groupTimeAnswer() throws(CausalError) -> PolicyAnswer {
        let covariance = try uncertainty.influence()
        let aggregation = try groupTime.aggregation(window: policy.window?.range)
        var model = GroupTimeATT(
            outcome: policy.outcome, panel: policy.panel, treatment: try policy.treated(),
            controls: groupTime.control ?? .neverTreated,
            adjustment: Adjustment(try groupTime.adjustment(), policy.covariates),
            anticipation: policy.anticipation ?? 0, base: groupTime.base ?? .varying,
            weights: policy.weights)
        model.unitCounts = unitCounts
        let counted = model
        let level = output.level
        return { (table, stopwatch) throws(CausalError) in
            let design = try stopwatch.time("design") { () throws(CausalError) in try counted.design(table) }
            let fit = try stopwatch.time("fit", design.fit)
            return try stopwatch.time("inference") { () throws(CausalError) in
                guard let aggregation else { return try fit.estimates(covariance, level: level) }
                return try fit.aggregate(aggregation).estimates(covariance, level: level)
            }
        }
    }
}
