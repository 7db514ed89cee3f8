import Inference

/// The rows of a regression and how they count, whatever is regressed on what.
public struct RegressionRows: Sendable {
    /// The rows used.
    public let sample: Sample
    /// The weights, or nil.
    public let weights: [Double]?
    /// What the weights mean.
    public let weightKind: WeightKind
    /// The number of observations n: the rows, or the sum of frequency weights.
    public let observationCount: Int
    /// Whose the rows are and when they were, when the model says so.
    public let panel: PanelIndex?
    /// The factors swept out.
    public let absorbed: [Factor]
    /// The slopes swept out besides.
    public let slopes: [VaryingSlope]
    /// How redundant absorbed parameters are counted.
    public let parameterRule: ParameterRule

    init(_ frame: ModelFrame, _ choices: RegressionChoices) {
        sample = frame.sample
        weights = frame.weights
        weightKind = choices.weightKind
        observationCount = choices.weightKind.observations(rows: frame.sample.count, weights: frame.weights)
        panel = choices.panel
        absorbed = frame.absorbed
        slopes = frame.slopes
        parameterRule = choices.parameterRule
    }

    /// What the absorbed factors leave of each column, to a relative residual of 1e-11.
    func sweep(_ columns: [[Double]]) throws(CausalError) -> [[Double]] {
        try Absorption.sweeping(absorbed, slopes, out: columns, weights: weights)
    }
}

extension Absorption {
    /// What factors and slopes leave of each column, to a relative residual of 1e-11.
    static func sweeping(
        _ factors: [Factor], _ slopes: [VaryingSlope], out columns: [[Double]], weights: [Double]?
    ) throws(CausalError) -> [[Double]] {
        let factors = AbsorbedFactor.joining(factors, slopes)
        guard !factors.isEmpty else { return columns }
        return try Absorption(factors, weights: weights, tolerance: 1e-11).sweep(columns).columns
    }
}
