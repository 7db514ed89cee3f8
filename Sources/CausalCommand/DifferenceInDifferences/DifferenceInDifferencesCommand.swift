import ArgumentParser
import Causal

/// `causal did`
struct DifferenceInDifferencesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "did",
        abstract: "Difference-in-differences: what a change did to those who got it.",
        discussion: """
            causal did clinics.csv --outcome burnout --unit clinician --time month \\
                --cohort adopted --aggregate event --bootstrap 999

            callaway-santanna  effects by cohort and period, and their averages (default)
            imputation         untreated outcomes imputed from untreated rows, and leads
            two-stage          the same estimates with the covariance of both stages
            sun-abraham        an effect for each cohort and period, weighted by shares
            etwfe              the same with untreated rows as controls, covariates,
                               other families
            stacked            cohorts with clean controls, stacked with corrective weights
            lp-did             a regression of changes for each horizon, with clean controls
            triple             eligible and ineligible units within enabled groups
            switchers          treatments that switch on and off or change their dose
            continuous         treatments in doses: a curve of effects and its slope
            changes-in-changes effects on the whole distribution, two groups in two periods
            quantile-did       the same by differences of quantiles
            2x2                four means, one starting period
            ratio-of-ratios    by what factor outcomes change: Poisson with units and
                               periods absorbed
            twfe               one effect, units and periods absorbed
            event-study        two-way fixed effects by period before and after the start
            synthetic          controls and periods weighted to resemble the treated;
                               --method sc: synthetic control
            all                the overall effect by every estimator that applies

            Periods are numbers or text that sorts in time: 2021-03, 2021-Q1.
            """)

    @OptionGroup var input: InputOptions

    @OptionGroup(title: "Who, when and what") var policy: PolicyOptions

    @Option(
        help: """
            callaway-santanna, imputation, two-stage, sun-abraham, etwfe, stacked, lp-did, synthetic, triple, \
            switchers, continuous, changes-in-changes, quantile-did, 2x2, twfe, event-study, \
            ratio-of-ratios or all.
            """)
    var estimator: PolicyEstimator = .groupTime

    @OptionGroup(title: "Group-time effects") var groupTime: GroupTimeOptions

    @OptionGroup(title: "Synthetic difference-in-differences") var synthetic: SyntheticOptions

    @OptionGroup(title: "Imputation and two-stage") var imputation: ImputationOptions

    @OptionGroup(title: "Saturated regressions") var saturated: SaturatedOptions

    @OptionGroup(title: "Stacks and local projections") var windowed: WindowedOptions

    @OptionGroup(title: "Triple differences") var triple: TripleOptions

    @OptionGroup(title: "Switchers") var switchers: SwitcherOptions

    @OptionGroup(title: "Doses") var continuous: ContinuousOptions

    @OptionGroup(title: "Distributions") var distribution: DistributionOptions

    @OptionGroup(title: "Checks") var checks: CheckOptions

    @OptionGroup(title: "Uncertainty") var uncertainty: PolicyUncertainty

    @OptionGroup(title: "Several rows") var several: SeveralOptions

    @OptionGroup var output: OutputOptions

    /// Reads, fits and writes.
    func run() throws {
        try output.apply()
        try several.refuseRomanoWolf()
        try refuseForeignOptions()
        let answer = try checks.isAsked ? checkAnswer() : estimator.answer(self)
        var stopwatch = Stopwatch()
        let rows = try input.rows(&stopwatch) { () throws(CausalError) in try engineRequest() }
        let estimates = try output.reporting { () throws(CausalError) in
            let found = try answer(rows.table, &stopwatch)
            guard estimator == .all, !checks.isAsked, several.simultaneous else {
                return try several.apply(found, seed: uncertainty.seed)
            }
            return try several.withoutSimultaneous.apply(
                found.simultaneousAmongCorrelated(seed: uncertainty.seed ?? 42), seed: uncertainty.seed)
        }
        try output.write(
            estimates.restated(for: rows, input, unit: policy.unit).adding(notes: windowNote(estimates)),
            stopwatch)
    }

    /// Refuses an option that the estimator does not take.
    func refuseForeignOptions() throws(CausalError) {
        let given =
            policy.given + groupTime.given + imputation.given + synthetic.given + saturated.given
            + windowed.given + triple.given + switchers.given + continuous.given
            + distribution.given + uncertainty.given
        if let option = given.first(where: { !estimator.takes.contains($0) }) {
            throw CausalError(
                .badArgument, "\(option) does not belong to \(estimator.rawValue)",
                remedy: "It belongs to \(PolicyEstimator.taking(option)).")
        }
    }
}

/// What an estimator does with a table: it estimates, timing its steps.
typealias PolicyAnswer = (DataTable, inout Stopwatch) throws(CausalError) -> Estimates

/// The estimators of `causal did`. Each has a file that turns options into an answer.
enum PolicyEstimator: String, ExpressibleByArgument, CaseIterable {
    case groupTime = "callaway-santanna"
    case twoByTwo = "2x2"
    case twfe
    case eventStudy = "event-study"
    case imputation
    case twoStage = "two-stage"
    case synthetic
    case sunAbraham = "sun-abraham"
    case extendedTwoWay = "etwfe"
    case stacked
    case localProjections = "lp-did"
    case triple
    case switchers
    case continuous
    case changesInChanges = "changes-in-changes"
    case quantileDifferences = "quantile-did"
    case ratio = "ratio-of-ratios"
    case all

    init?(argument: String) { self.init(rawValue: argument.lowercased()) }

    /// The options that not all estimators take and this one does.
    var takes: Set<String> {
        switch self {
        case .groupTime: GroupTimeOptions.takes
        case .twoByTwo, .twfe: PolicyRegressionOptions.takes
        case .eventStudy: PolicyRegressionOptions.takes.union(["--window", "--anticipation"])
        case .imputation: ImputationOptions.takes.union(["--leave-out"])
        case .twoStage: ImputationOptions.takes
        case .synthetic: SyntheticOptions.takes
        case .sunAbraham: SaturatedOptions.takes
        case .extendedTwoWay:
            SaturatedOptions.takes.union(["--control", "--family", "--link", "--unit-effects", "--scale"])
        case .stacked: WindowedOptions.takes.union(PolicyUncertainty.influenceOptions).union(["--vcov"])
        case .localProjections: WindowedOptions.takes.union(["--reweight", "--baseline"])
        case .triple: TripleOptions.takes
        case .switchers: SwitcherOptions.takes
        case .continuous: ContinuousOptions.takes
        case .changesInChanges, .quantileDifferences: DistributionOptions.takes
        case .ratio:
            PolicyUncertainty.regressionOptions.union(PolicyUncertainty.influenceOptions).union(
                ["--weight-kind"])
        case .all: ComparisonOptions.takes
        }
    }

    /// Checks the options and makes the answer.
    func answer(_ command: DifferenceInDifferencesCommand) throws(CausalError) -> PolicyAnswer {
        switch self {
        case .groupTime: try command.groupTimeAnswer()
        case .twoByTwo: try command.regressionAnswer { TwoByTwo($0) }
        case .twfe: try command.regressionAnswer { TwoWayFixedEffects($0) }
        case .eventStudy: try command.eventStudyAnswer()
        case .imputation: try command.imputationAnswer()
        case .twoStage: try command.twoStageAnswer()
        case .synthetic: try command.syntheticAnswer()
        case .sunAbraham: try command.sunAbrahamAnswer()
        case .extendedTwoWay: try command.extendedTwoWayAnswer()
        case .stacked: try command.stackedAnswer()
        case .localProjections: try command.localProjectionAnswer()
        case .triple: try command.tripleAnswer()
        case .switchers: try command.switchersAnswer()
        case .continuous: try command.continuousAnswer()
        case .changesInChanges: try command.distributionAnswer(.changesInChanges)
        case .quantileDifferences: try command.distributionAnswer(.quantileDifferences)
        case .ratio: try command.ratioAnswer()
        case .all: try command.comparisonAnswer()
        }
    }

    /// The estimators that take an option.
    static func taking(_ option: String) -> String {
        allCases.filter { $0.takes.contains(option) }.map(\.rawValue).joined(separator: ", ")
    }
}
