import ArgumentParser
import Causal

/// `causal did`
struct DifferenceInDifferencesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "did",
        abstract: "Difference-in-differences: what a change did to those who got it.",
        discussion: """
            causal did clinics.csv --outcome burnout --unit clinician --time month \\
                --cohort adopted --cluster clinic --estimator event-study

            2x2          four means, one starting period
            twfe         one effect, units and periods absorbed
            event-study  an effect for each period before and after the start

            Periods are numbers or text that sorts in time: 2021-03, 2021-Q1.
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The column of the outcome.")
    var outcome: String

    @Option(help: "The column of periods.")
    var time: String

    @Option(help: "The column of units; without it rows are repeated cross-sections.")
    var unit: String?

    @Option(help: "The column of each unit's first treated period (0 or empty: never).")
    var cohort: String?

    @Option(help: "The column that is 1 in treated rows and 0 elsewhere (in place of --cohort).")
    var treatment: String?

    @Option(help: "2x2, twfe or event-study.")
    var estimator: Estimator

    @Option(help: "Further regressors, e.g. \"x1 + log(x2)\".")
    var covariates: String?

    @Option(
        parsing: .unconditional,
        help: "For how many periods before its start the treatment may have effects (event-study).")
    var anticipation: Int?

    @Option(parsing: .unconditional, help: "The event times to report, from:to, e.g. -5:5 (event-study).")
    var window: EventWindow?

    @Option(help: "Columns that name the clusters (default: the unit).")
    var cluster: [ColumnNames] = []

    @Option(
        help: "The covariance: iid, hc0 to hc3, cr0 to cr3, jackknife, newey-west, driscoll-kraay or conley.")
    var vcov: CovarianceName?

    @Option(help: "The column of analytic weights.")
    var weights: String?

    @OptionGroup var dependence: DependenceOptions

    @OptionGroup var several: SeveralOptions

    @OptionGroup var output: OutputOptions

    enum Estimator: String, ExpressibleByArgument, CaseIterable {
        case twoByTwo = "2x2"
        case twfe
        case eventStudy = "event-study"

        init?(argument: String) { self.init(rawValue: argument.lowercased()) }
    }

    /// Reads, fits and writes.
    func run() throws {
        try output.apply()
        try several.refuseRomanoWolf()
        let covariance = try CovarianceName.choose(
            vcov, clusters: cluster, usual: unit.map { [$0] } ?? [],
            dependence: dependence.covariance(vcov, unit: unit, time: time))
        let model = try effectEstimator()
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let design = try stopwatch.time("design") { () throws(CausalError) in try model.design(table) }
        let fit = try stopwatch.time("fit", design.fit)
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            try several.apply(fit.estimates(covariance, level: output.level))
        }
        try output.write(estimates, stopwatch)
    }

    private func effectEstimator() throws(CausalError) -> any EffectEstimator {
        guard estimator == .eventStudy || (window == nil && anticipation == nil) else {
            throw CausalError(
                .badArgument, "--window and --anticipation belong to event-study", value: estimator.rawValue)
        }
        let policy = PolicyRegression(
            outcome: outcome, panel: PanelIndex(unit: unit, period: time), treatment: try treatmentColumn(),
            covariates: covariates, weights: weights)
        switch estimator {
        case .twoByTwo: return TwoByTwo(policy)
        case .twfe: return TwoWayFixedEffects(policy)
        case .eventStudy:
            return EventStudy(policy, window: window?.range, anticipation: anticipation ?? 0)
        }
    }

    private func treatmentColumn() throws(CausalError) -> Treatment {
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
