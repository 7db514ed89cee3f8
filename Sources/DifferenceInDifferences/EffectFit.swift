import Regression

/// What a difference-in-differences regression found: the effects among its coefficients.
public struct EffectFit: Sendable {
    /// The regression behind it, covariates and all.
    public let regression: LeastSquaresFit
    /// The estimator's name, e.g. `twfe`.
    public let estimator: String
    /// The column of units, or nil for repeated cross-sections.
    public let unit: String?
    /// What the regression's rows become.
    let effects: [Effect]
    /// The coefficients of event times before the reference.
    let leads: Set<String>
    /// Facts about the design.
    let facts: [JSONValue.Member]
    /// Remarks on the design.
    let notes: [String]
    /// How many alike units each row's unit stands for, over the regression's rows, or nil.
    let counts: CountedUnits?

    /// One effect: a coefficient of the regression under its name in the answer.
    struct Effect: Sendable {
        let coefficient: String
        let term: String
        let labels: [JSONValue.Member]

        /// The one effect of a regression that has one.
        static let average = Effect(coefficient: "ATT", term: "ATT", labels: [])
    }

    /// The effects with the covariance of choice.
    ///
    /// - Parameters:
    ///   - covariance: how uncertainty is measured; nil clusters by the unit (Bertrand, Duflo & Mullainathan
    ///     2004), or, in repeated cross-sections, takes unequal variances into account (HC1).
    ///   - level: the confidence level.
    /// - Throws: as `LinearFit.estimates(_:level:)`, and `CausalError.Code.notIdentified` when no effect
    ///   could be estimated.
    public func estimates(
        _ covariance: LinearCovariance? = nil, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        let chosen = covariance ?? unit.map { .clustered(by: $0) } ?? .hc1
        if let counts { return try estimates(counts, chosen, level: level) }
        return try estimates(regression, chosen, level: level)
    }

    private func estimates(
        _ regression: some LinearFit, _ chosen: LinearCovariance, level: Double
    ) throws(CausalError) -> Estimates {
        let whole = try regression.estimates(chosen, level: level)
        var positions: [Int] = []
        for effect in effects {
            guard let position = whole.rows.firstIndex(where: { $0.term == effect.coefficient }) else {
                throw CausalError(.defect, "the regression has no coefficient '\(effect.coefficient)'")
            }
            positions.append(position)
        }
        let rows = zip(positions, effects).map { whole.rows[$0].renamed($1.term, labels: $1.labels) }
        guard rows.contains(where: \.isEstimated) else { throw notIdentified }
        let answer = Estimates(
            command: "did", rows: rows, covariance: whole.covariance.submatrix(positions),
            model: [.init("estimator", .string(estimator))] + facts
                + whole.model.filter { $0.name != "estimator" },
            notes: notes + whole.notes)
        return answer.adding(diagnostics: pretrend(regression, whole, chosen))
    }

    /// The joint test that all effects before the treatment are zero, those outside the window too.
    private func pretrend(
        _ regression: some LinearFit, _ whole: Estimates, _ covariance: LinearCovariance
    ) -> [Diagnostic] {
        let before = whole.rows.indices.filter { leads.contains(whole.rows[$0].term) }
        guard !before.isEmpty else { return [] }
        do {
            let test =
                whole.testsNeedDesign
                ? try regression.wald(termsAreZero: before, covariance)
                : try whole.wald(rowsAreZero: before)
            return [Diagnostic("pretrend-wald", test)]
        } catch {
            let none: [JSONValue.Member] = [
                .init("statistic", .null), .init("df", .integer(before.count)), .init("p.value", .null),
                .init("reason", .string(error.message)),
            ]
            return [Diagnostic("pretrend-wald", none)]
        }
    }

    private var notIdentified: CausalError {
        CausalError(
            .notIdentified, "the effect is not identified: units and periods determine the treatment",
            remedy:
                "Check that some units are treated while others are not, and that each is seen before and "
                + "after. A column that holds the first treated period is named by --cohort, a 0/1 column by "
                + "--treatment.")
    }
}
