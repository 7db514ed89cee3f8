import Inference

/// Least squares with any number of absorbed factors.
///
/// Minimises Σ wᵢ(yᵢ − xᵢ′β − Σ_q α_q[level of row i])². Absorbed factors stand behind the formula's bar; they
/// are swept out of the outcome and the regressors exactly (Frisch & Waugh 1933; Lovell 1963), not estimated.
///
/// ```swift
/// let fit = try LeastSquares("burnout ~ treated + caseload | clinician + month").fit(table)
/// print(try fit.estimates(.clustered(by: "clinic")))
/// ```
///
/// - Rows with a missing value in any column that the model reads are dropped and counted.
/// - Rows that are the only one of an absorbed level (singletons) say nothing about β; they are dropped, one
///   after another until none is left, unless ``keepsSingletons`` (Correia 2015).
/// - Columns that others determine are dropped, later ones first, and reported by name.
public struct LeastSquares: RegressionModel {
    /// What is regressed on what.
    public let formula: Formula
    /// Weights, panel, singletons, tolerance and the rule of counting.
    public var choices: RegressionChoices
    /// Whether only rows of the 2-core of the first two absorbed factors are used: those whose levels each meet two
    /// levels of the other factor, after all others are taken off (workers who moved, firms with two of them).
    public var prunesToTwoCore = false
    /// A column by which errors will be clustered, when that is known before the fit: scores are then summed in the
    /// pass over the rows that makes the residuals, and the clustered covariance needs none. It changes no number.
    public var cluster: String?

    /// Makes a model from a formula such as `"y ~ x1 + x2 | unit + year"`.
    ///
    /// - Throws: `CausalError.Code.syntax`, pointing at the character.
    public init(
        _ formula: String, weights: String? = nil, kind: WeightKind = .analytic, panel: PanelIndex? = nil,
        keepsSingletons: Bool = false, tolerance: Double = 1e-8
    ) throws(CausalError) {
        self.init(
            formula: try Formula(formula), weights: weights, kind: kind, panel: panel,
            keepsSingletons: keepsSingletons, tolerance: tolerance)
    }

    /// Makes a model from a parsed formula.
    public init(
        formula: Formula, weights: String? = nil, kind: WeightKind = .analytic, panel: PanelIndex? = nil,
        keepsSingletons: Bool = false, tolerance: Double = 1e-8
    ) {
        self.formula = formula
        choices = RegressionChoices(
            weights: weights, kind: kind, panel: panel, keepsSingletons: keepsSingletons,
            tolerance: tolerance)
    }

    /// Builds the design and fits it.
    ///
    /// - Throws: what the design throws (unknown columns, text where numbers are needed, …),
    ///   `CausalError.Code.noRows`, `CausalError.Code.tooFewRows`, and `CausalError.Code.notConverged`
    ///   when the absorption does not reach `tolerance`; `CausalError.Code.unknownColumn` and
    ///   `CausalError.Code.missingValue` for ``cluster``.
    public func fit(_ table: DataTable) throws(CausalError) -> LeastSquaresFit { try fit(design(table)) }

    /// Reads the columns that the model needs from a table.
    public func design(_ table: DataTable) throws(CausalError) -> ModelFrame {
        try formula.refuseInstruments(in: "least squares", remedy: "Use TwoStageLeastSquares.")
        return try ModelFrame(formula, table: table, weights: weights, panel: panel)
    }

    /// Fits a design that was built before.
    public func fit(_ frame: ModelFrame) throws(CausalError) -> LeastSquaresFit {
        try choices.check(frame)
        var times = Stopwatch()
        let pruning = try times.time("pruning") { () throws(CausalError) in
            try Pruning(frame, weightKind, keepsSingletons: keepsSingletons, toTwoCore: prunesToTwoCore)
        }
        return try LeastSquaresFit(pruning, self, times)
    }
}
