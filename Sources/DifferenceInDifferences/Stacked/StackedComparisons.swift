import Regression

/// Stacked difference-in-differences with corrective weights (Wing, Freedman & Hollingsworth 2024).
///
/// For every cohort a whose window [a + first, a + last] lies within the data and has clean controls, the window's rows
/// are taken of the cohort and of units that do not start until a + last. On the stacked rows
///
///     y_sie = μ + αD_si + λ_e + Σ_{e≠−1} δ_e D_si 1{e} + x_it′θ + u_sie
///
/// is fitted by weighted least squares: treated rows have weight 1, controls of stack a at event time e
/// (N^D_ae/N^D_e)/(N^C_ae/N^C_e), N being sums of the rows' own weights, which multiply these. Without corrective
/// weights the cohorts' treated and control trends get different weights, and δ is no average effect.
///
/// δ_e is the mean of the cohorts' effects by their treated rows. Every stack has all event times, so that which cohorts
/// are averaged does not change with e. The overall effect is the unweighted mean over e ≥ 0; `pretrend-wald` tests
/// e < −1. Clusters are units, which may stand in several stacks.
///
/// - Source: Wing, Freedman & Hollingsworth (2024), *Stacked difference-in-differences*, NBER working paper 32054.
public struct StackedComparisons: Sendable, Hashable {
    /// Outcome, panel, treatment, covariates and weights.
    public var policy: PolicyRegression
    /// From how many periods before the start (a negative number) to how many after it.
    public var window: ClosedRange<Int>
    /// Who cohorts are compared with.
    public var controls: ControlGroup

    /// Makes the estimator.
    public init(
        _ policy: PolicyRegression, window: ClosedRange<Int>, controls: ControlGroup = .notYetTreated
    ) {
        self.policy = policy
        self.window = window
        self.controls = controls
    }

    /// Stacks the rows and fits the regression.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a window that does not hold −1 and 0 and for frequency weights;
    ///   `CausalError.Code.badPanel` when a treatment ends or event times are not whole numbers;
    ///   `CausalError.Code.notIdentified` when no cohort has its whole window and clean controls in the data;
    ///   `CausalError.Code.badValue` for a design that cannot be held.
    public func fit(_ table: DataTable) throws(CausalError) -> StackedFit {
        try checkArguments()
        let everyone = try policy.frame(absorbing: [], table)
        try everyone.panel.checkBinary(policy.treatment)
        try everyone.panel.checkStays(policy.treatment)
        let stack = try StackedRows(
            everyone.panel, weights: everyone.frame.weights, window: window, controls: controls,
            column: policy.treatment.column)
        let rows = everyone.frame.keeping(stack.rows)
        var size = DesignSize(rowCount: stack.rows.count)
        try size.add(
            2 * window.count + rows.columns.count, of: "event times", column: policy.panel.period,
            remedy: "Choose a shorter window.")
        let frame = rows.replacing(
            columns: stack.columns() + rows.columns, intercept: rows.hasIntercept
        ).replacing(response: rows.response, weights: stack.weights)
        let model = LeastSquares(
            formula: everyone.leastSquares.formula, weights: policy.weights, kind: policy.weightKind)
        return try StackedFit(
            regression: model.fit(frame), panel: everyone.panel, stack: stack, column: policy.treatment.column
        )
    }

    private func checkArguments() throws(CausalError) {
        guard window.contains(-1), window.contains(0), (-5000...5000).contains(window.lowerBound),
            window.upperBound <= 5000
        else {
            throw CausalError(
                .badArgument, "the window of a stack holds event times −1 and 0, and none beyond ±5,000",
                value: "\(window.lowerBound):\(window.upperBound)",
                remedy: "Write the periods before and after the start, e.g. -3:2.")
        }
        guard policy.weights == nil || policy.weightKind != .frequency else {
            throw CausalError(
                .badArgument, "corrective weights are no frequencies",
                remedy: "Use analytic or sampling weights, or repeat the rows.")
        }
    }
}

/// What a stacked regression found.
public struct StackedFit: Sendable {
    /// The regression on the stacked rows.
    public let regression: LeastSquaresFit
    let panel: PolicyPanel
    let stack: StackedRows

    init(
        regression: LeastSquaresFit, panel: PolicyPanel, stack: StackedRows, column: String
    ) throws(CausalError) {
        let names = Set(stack.events.map(stack.name))
        let lost = regression.droppedTerms.filter(names.contains)
        guard lost.isEmpty else {
            throw CausalError(
                .notIdentified,
                "the effects cannot be told apart: other columns determine \(lost.joined(separator: ", "))",
                column: column, remedy: "Use fewer covariates or a shorter window.")
        }
        self.regression = regression
        self.panel = panel
        self.stack = stack
    }

    /// The cohorts that have a stack.
    public var cohorts: [Double] { stack.cohorts }

    /// The mean over e ≥ 0 (`simple`), or the effects by event time after it (`event`, all or some).
    ///
    /// - Throws: `CausalError.Code.badArgument` for other averages.
    public func aggregate(_ aggregation: EffectAggregation = .simple) throws(CausalError) -> AveragedEffects {
        let events: [Int]
        switch aggregation {
        case .simple: events = []
        case .eventTime(let window): events = stack.events.filter { window?.contains($0) ?? true }
        default:
            throw CausalError(
                .badArgument, "a stacked regression has effects by event time and their mean",
                value: aggregation.name, remedy: "Use simple or event.")
        }
        return AveragedEffects(
            regression: regression, estimator: "stacked", unit: panel.unit?.name, map: map(events),
            leads: events.indices.filter { events[$0] < 0 }.map { $0 + 1 },
            facts: [.init("aggregation", .string(aggregation.name))] + panel.facts + stack.facts,
            notes: panel.notes + stack.notes + repeatedRowsNote)
    }

    private var repeatedRowsNote: [String] {
        guard panel.unit == nil, cohorts.count > 1 else { return [] }
        return [
            "Without units, rows that stand in several stacks count as independent: name clusters that hold them together."
        ]
    }

    /// The mean over e ≥ 0, then some event times.
    private func map(_ events: [Int]) -> CoefficientMap {
        let offset = regression.hasIntercept ? 1 : 0
        let after = Double(stack.events.count { $0 >= 0 })
        var jacobian = Matrix(1 + events.count, regression.terms.count)
        for (place, event) in stack.events.enumerated() {
            if event >= 0 { jacobian[0, offset + place] = 1 / after }
            if let row = events.firstIndex(of: event) { jacobian[row + 1, offset + place] = 1 }
        }
        let known = regression.coefficients.map { $0.isFinite ? $0 : 0 }
        return CoefficientMap(
            terms: [events.isEmpty ? "ATT" : "overall"] + events.map(stack.name),
            labels: [[]] + events.map { [.init("event", .integer($0))] }, jacobian: jacobian,
            values: jacobian * known)
    }
}
