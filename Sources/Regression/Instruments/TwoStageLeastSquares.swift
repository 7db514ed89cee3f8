import Inference

/// Two-stage least squares with any number of absorbed factors.
///
/// The formula's third part names endogenous regressors and the instruments that are left out of the equation:
/// `y ~ exogenous | absorbed | endogenous ~ instruments` (`0` or nothing between the bars absorbs nothing). With
/// Z = (exogenous, instruments), X = (exogenous, endogenous) and X̂ = Z(Z′WZ)⁻¹Z′WX,
///
///     β̂ = (X̂′WX̂)⁻¹X̂′Wy,   û = y − Xβ̂.
///
/// ```swift
/// let fit = try TwoStageLeastSquares("burnout ~ experience | clinic | caseload ~ referrals").fit(table)
/// print(try fit.estimates(.clustered(by: "clinic")))
/// ```
///
/// - Absorbed factors are swept out of all columns, instruments included, in one go.
/// - Instruments that exogenous columns or factors determine are dropped and reported by name, so are endogenous
///   columns that exogenous ones determine.
/// - Standard errors carry the same small-sample factors as least squares does, as in fixest and pyfixest.
/// - Source: Theil (1953), Basmann (1957); Wooldridge (2010), Econometric Analysis, chapter 5.
public struct TwoStageLeastSquares: RegressionModel {
    /// The outcome, the exogenous terms, the absorbed factors, the endogenous terms and their instruments.
    public let formula: Formula
    /// Weights, panel, singletons, tolerance and the rule of counting.
    public var choices: RegressionChoices
    /// Whether only rows of the 2-core of the first two absorbed factors are used; see ``LeastSquares/prunesToTwoCore``.
    public var prunesToTwoCore = false

    /// Makes a model from a formula such as `"y ~ x | unit | price ~ cost"`.
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
    /// - Throws: what the design throws, and as ``fit(_:)-(ModelFrame)``.
    public func fit(_ table: DataTable) throws(CausalError) -> TwoStageFit { try fit(design(table)) }

    /// Reads the columns that the model needs from a table.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a formula without instruments, or one that names a term in two of
    ///   its parts.
    public func design(_ table: DataTable) throws(CausalError) -> ModelFrame {
        guard !formula.endogenousNames.isEmpty else {
            throw CausalError(
                .badArgument, "two-stage least squares needs instruments, and the formula has none",
                remedy: "Write 'y ~ exogenous | absorbed | endogenous ~ instruments'.")
        }
        if let slope = formula.slopeNames.first {
            throw CausalError(
                .badArgument, "two-stage least squares does not absorb varying slopes", value: slope,
                remedy: "Write them as terms, as in factor(unit):x.")
        }
        try formula.refuseTermsOfTwoParts()
        return try ModelFrame(formula, table: table, weights: weights, panel: panel)
    }

    /// Fits a design that was built before.
    ///
    /// - Throws: `CausalError.Code.notIdentified` with fewer instruments than endogenous columns, or when the
    ///   instruments move them too little or not apart; `CausalError.Code.noRows`; `CausalError.Code.notConverged`.
    public func fit(_ frame: ModelFrame) throws(CausalError) -> TwoStageFit {
        try choices.check(frame)
        let pruning = try Pruning(
            frame, weightKind, keepsSingletons: keepsSingletons, toTwoCore: prunesToTwoCore)
        return try TwoStageFit(InstrumentDesign(pruning.frame, choices), pruning)
    }
}

extension Formula {
    /// Refuses a term that is endogenous and exogenous, or endogenous and its own instrument.
    fileprivate func refuseTermsOfTwoParts() throws(CausalError) {
        for name in endogenousNames {
            if instrumentNames.contains(name) {
                throw CausalError(
                    .badArgument, "'\(name)' is endogenous and cannot be its own instrument",
                    remedy: "Write '\(name)' among the exogenous terms if nothing is wrong with it.")
            }
            if termNames.contains(name) {
                throw CausalError(
                    .badArgument, "'\(name)' is among the exogenous and the endogenous terms",
                    remedy: "Name it in one part of the formula.")
            }
        }
    }
}
