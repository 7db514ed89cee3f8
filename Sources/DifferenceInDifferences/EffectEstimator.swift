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
    /// The coefficients of event times before the reference.
    let leads: Set<String>
    /// Coefficients that must all be estimated for the others to mean what they say.
    let inseparable: Set<String>
    /// The rows of an effect that negative weights can distort; nil otherwise.
    let staggered: PolicyPanel?
    let facts: [JSONValue.Member]
    let notes: [String]
    /// How many rows there are, all counted, when weights say how many alike units each stands for; else nil.
    let countedRows: Int?

    /// Fits the regression.
    public func fit() throws(CausalError) -> EffectFit {
        let regression = try leastSquares.fit(frame)
        let lost = regression.droppedTerms.filter(inseparable.contains)
        guard lost.isEmpty else {
            throw CausalError(
                .notIdentified,
                "the event times cannot be told apart: units and periods determine "
                    + lost.prefix(8).joined(separator: ", ") + (lost.count > 8 ? ", …" : ""),
                remedy:
                    "Units that are never treated, or cohorts that start at other times, would identify them."
            )
        }
        return EffectFit(
            regression: regression, estimator: estimator, unit: unit, effects: effects, leads: leads,
            facts: facts,
            notes: notes + (try weightNotes(regression)),
            counts: countedRows.flatMap { CountedUnits(regression, unit: unit, rows: $0) })
    }
}
