import Regression

/// The overall effect by every estimator that applies to the data, side by side.
///
/// Each row is what the estimator itself answers, with its own standard error: estimators differ in which units they
/// compare and in how they average over cohorts and periods, so that rows which disagree say that effects differ or that
/// trends are not parallel, not which of them is right. Rows vary together as their influence functions do, and each is
/// tested against the first (`agreement`). Stacks and local projections, whose mean is over event times, are tested against
/// group-time effects averaged over the same ones.
///
/// ```swift
/// let all = EstimatorComparison(
///     PolicyRegression(
///         outcome: "burnout", panel: PanelIndex(unit: "clinician", period: "month"),
///         treatment: .firstTreated("adopted")))
/// print(try all.compare(table, clusters: ["clinic"]))
/// ```
///
/// | row | average |
/// |---|---|
/// | `callaway-santanna`, `imputation`, `two-stage`, `sun-abraham`, `etwfe`, `synthetic` | over treated rows |
/// | `stacked`, `lp-did` | over event times from 0 to the window's end |
/// | `switchers` | per period of treatment |
/// | `2x2`, `changes-in-changes`, `quantile-did` | after against before (two groups, two periods) |
/// | `continuous` | over treated units, by doses (a treatment that has doses) |
/// | `twfe` | with weights that can be negative (``TwoWayWeights``) |
public struct EstimatorComparison: Sendable, Hashable {
    /// An estimator with one overall effect.
    public enum Estimator: String, CaseIterable, Sendable, Hashable, Codable {
        case groupTime = "callaway-santanna"
        case imputation
        case twoStage = "two-stage"
        case sunAbraham = "sun-abraham"
        case extendedTwoWay = "etwfe"
        case stacked
        case localProjections = "lp-did"
        case synthetic
        case switchers
        case twoByTwo = "2x2"
        case twoWayFixedEffects = "twfe"
        case continuous
        case changesInChanges = "changes-in-changes"
        case quantileDifferences = "quantile-did"

        /// Whether its mean is over event times rather than treated rows.
        var isWindowed: Bool { self == .stacked || self == .localProjections }
    }

    /// Outcome, panel, treatment, covariates and weights.
    public var policy: PolicyRegression
    /// The estimators, in the order of the rows.
    public var estimators: [Estimator]
    /// Who cohorts are compared with, where an estimator can choose; nil is each one's usual choice.
    public var controls: ControlGroup?
    /// For how many periods before its start the treatment may have effects; with 1 or more, estimators that know no
    /// anticipation are left out.
    public var anticipation: Int
    /// The window of stacks and local projections; nil goes from −1 to the last event time at which every cohort is seen
    /// beside clean controls.
    public var window: ClosedRange<Int>?
    /// The placebo draws of synthetic difference-in-differences.
    public var draws: Int
    /// The seed of these draws.
    public var seed: UInt64

    /// Puts the parts together.
    public init(
        _ policy: PolicyRegression, estimators: [Estimator] = Estimator.allCases,
        controls: ControlGroup? = nil, anticipation: Int = 0, window: ClosedRange<Int>? = nil,
        draws: Int = 200, seed: UInt64 = 42
    ) {
        self.policy = policy
        self.estimators = estimators
        self.controls = controls
        self.anticipation = anticipation
        self.window = window
        self.draws = draws
        self.seed = seed
    }

    /// The greatest number of clusters times terms whose influence is held at once (256 MB).
    var mostValues = 1 << 25

    /// The greatest number of units for which synthetic difference-in-differences is tried.
    static let mostSyntheticUnits = 2000

    /// Runs the estimators one after the other.
    ///
    /// - Parameters:
    ///   - table: the data.
    ///   - clusters: the columns of clusters; none stands for the unit, and in repeated cross-sections for rows.
    ///   - level: the confidence level.
    /// - Returns: a row `ATT` for each estimator that applies, labelled `estimator` and `vcov`; notes name the others with
    ///   the reason. Diagnostics `agreement` test that a row equals the first one.
    /// - Throws: `CausalError.Code.badArgument` for a negative anticipation or a level outside (0, 1); what reading the
    ///   columns throws; when no estimator applies, the error of the first.
    public func compare(
        _ table: DataTable, clusters: [String] = [], level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        guard anticipation >= 0 else {
            throw CausalError(.badArgument, "anticipation is 0 or more periods", value: "\(anticipation)")
        }
        let base = try policy.frame(absorbing: [], table)
        let run = ComparisonRun(
            comparison: self,
            table: try ComparisonRun.withStatus(table, base.panel, policy.treatment), panel: base.panel,
            clusters: clusters, level: level,
            window: window ?? base.panel.commonWindow)
        var answers: [ComparedEffect] = []
        var refusals: [(Estimator, CausalError)] = []
        for estimator in estimators {
            do {
                answers.append(try ComparedEffect(estimator, run.overall(estimator)))
            } catch {
                if error.code == .defect { throw error }
                refusals.append((estimator, error))
            }
        }
        guard !answers.isEmpty else { throw refusals.first?.1 ?? noEstimator }
        let reference = answers.contains { $0.estimator.isWindowed } ? run.windowReference() : nil
        return try ComparisonTable(base, run, answers, reference, refusals).estimates()
    }

    private var noEstimator: CausalError {
        CausalError(.badArgument, "no estimator was named")
    }
}

extension PolicyPanel {
    /// From −1 to the last event time at which every cohort that is seen before its start is beside clean controls.
    var commonWindow: ClosedRange<Int> {
        let starts = cohorts.filter { $0 > firstPeriod }
        let end: Double
        if hasNeverTreated {
            end = (time.max() ?? 0) - (starts.last ?? 0)
        } else {
            end = starts.count > 1 ? starts[starts.count - 1] - 1 - starts[starts.count - 2] : 0
        }
        return -1...Int(min(max(end, 0), 1000).rounded(.down))
    }
}
