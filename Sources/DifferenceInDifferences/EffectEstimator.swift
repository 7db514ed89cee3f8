import Regression

/// An estimator of a policy's effect that is a regression: it makes a design, which is then fitted.
public protocol EffectEstimator: Sendable, Hashable {
    /// Reads the columns it needs and builds its regression.
    func design(_ table: DataTable) throws(CausalError) -> EffectDesign
}

extension EffectEstimator {
    /// Builds the design and fits it.
    public func fit(_ table: DataTable) throws(CausalError) -> EffectFit { try design(table).fit() }
}

/// A policy's regression, ready to be fitted.
public struct EffectDesign: Sendable {
    let estimator: String
    let unit: String?
    let leastSquares: LeastSquares
    let frame: ModelFrame
    let effects: [EffectFit.Effect]
    let facts: [JSONValue.Member]
    let notes: [String]

    /// Fits the regression.
    public func fit() throws(CausalError) -> EffectFit {
        EffectFit(
            regression: try leastSquares.fit(frame), estimator: estimator, unit: unit, effects: effects,
            facts: facts, notes: notes)
    }
}
