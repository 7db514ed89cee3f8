import Inference

/// How a regression treats its rows and absorbs its factors, whatever is regressed on what.
public struct RegressionChoices: Sendable, Hashable {
    /// The column of weights, or nil.
    public var weights: String?
    /// What the weights mean.
    public var weightKind: WeightKind
    /// The units and periods that `l()`, `f()` and `d()` in the formula refer to, and covariances under serial
    /// dependence unless they name columns of their own.
    public var panel: PanelIndex?
    /// Whether singleton rows of absorbed factors stay in.
    public var keepsSingletons: Bool
    /// The relative residual of the normal equations that the absorption reaches at least.
    public var tolerance: Double
    /// How redundant absorbed parameters are counted.
    public var parameterRule = ParameterRule.conventional

    /// Makes choices.
    public init(
        weights: String? = nil, kind: WeightKind = .analytic, panel: PanelIndex? = nil,
        keepsSingletons: Bool = false, tolerance: Double = 1e-8
    ) {
        self.weights = weights
        weightKind = kind
        self.panel = panel
        self.keepsSingletons = keepsSingletons
        self.tolerance = tolerance
    }

    /// Refuses a tolerance outside (0, 1) and weights that are not of their kind.
    func check(_ frame: ModelFrame) throws(CausalError) {
        try Absorption.check(tolerance: tolerance)
        try weightKind.check(frame.weights, column: weights, sample: frame.sample)
    }
}

/// A regression to be made: a formula, and ``RegressionChoices`` that may be read and set as its own.
public protocol RegressionModel: Sendable, Hashable {
    /// What is regressed on what.
    var formula: Formula { get }
    /// How rows are treated and factors absorbed.
    var choices: RegressionChoices { get set }
}

extension RegressionModel {
    /// The column of weights, or nil.
    public var weights: String? {
        get { choices.weights }
        set { choices.weights = newValue }
    }
    /// What the weights mean.
    public var weightKind: WeightKind {
        get { choices.weightKind }
        set { choices.weightKind = newValue }
    }
    /// The units and periods that `l()`, `f()` and `d()` refer to, and covariances under serial dependence.
    public var panel: PanelIndex? {
        get { choices.panel }
        set { choices.panel = newValue }
    }
    /// Whether singleton rows of absorbed factors stay in.
    public var keepsSingletons: Bool {
        get { choices.keepsSingletons }
        set { choices.keepsSingletons = newValue }
    }
    /// The relative residual of the normal equations that the absorption reaches at least.
    public var tolerance: Double {
        get { choices.tolerance }
        set { choices.tolerance = newValue }
    }
    /// How redundant absorbed parameters are counted.
    public var parameterRule: ParameterRule {
        get { choices.parameterRule }
        set { choices.parameterRule = newValue }
    }
}
