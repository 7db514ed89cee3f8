import Regression

extension StandardisedEffects {
    /// The result: for each average a row `treatment` with its label `average`, and a row `unadjusted` for that without a model.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a level outside (0, 1).
    public func estimates(level: Double = 0.95) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        let names = [("treatment", adjusted), ("unadjusted", unadjusted)]
        var rows: [Estimate] = []
        for (term, values) in names {
            for (average, value) in zip(AverageEffect.allCases, values) {
                let variance = covariance[rows.count, rows.count]
                let row = Estimate(
                    term: term, estimate: value,
                    standardError: variance > 0 ? variance.squareRoot() : .nan,
                    degreesOfFreedom: degreesOfFreedom, level: level)
                let labels = [JSONValue.Member("average", .string(average.rawValue))]
                rows.append(row.renamed(term, labels: labels + scale.link.ratioLabels(row)))
            }
        }
        return Estimates(
            command: "stepped-wedge fit", rows: rows, covariance: covariance, model: facts,
            diagnostics: informativeSize.map { [$0] } ?? [], notes: notes)
    }

    /// K − 1
    public var degreesOfFreedom: Double { Double(fit.clusterCount - 1) }

    /// The test that the averages over people and over clusters agree; nil where they are the same by design.
    private var informativeSize: Diagnostic? {
        let difference = adjusted[0] - adjusted[1]
        let variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
        guard variance > 1e-12 * (covariance[0, 0] + covariance[1, 1]) else { return nil }
        let test = WaldTest(
            statistic: difference * difference / variance, restrictions: 1,
            denominatorDegreesOfFreedom: degreesOfFreedom)
        return Diagnostic("informative-size", test)
    }

    private var facts: [JSONValue.Member] {
        [
            .init("estimator", "standardised"), .init("scale", .string(scale.rawValue)),
            .init("family", .string(fit.model.family.rawValue)),
            .init("link", .string(fit.model.usedLink.rawValue)),
        ] + fit.design.facts + [
            .init("correlation", .string(fit.correlation.rawValue)), .init("inference", "jackknife"),
            .init("vcov", "jackknife"), .init("df.residual", .number(degreesOfFreedom)),
            .init("compared.periods", .array(periods.map { .string(fit.design.patterns.periodLabels[$0]) })),
            .init("converged", .bool(fit.isConverged)),
        ]
    }

    private var notes: [String] {
        var notes = fit.design.notes
        let idle = fit.design.patterns.periodLabels.indices.filter { !periods.contains($0) }
        if !idle.isEmpty {
            let labels = idle.prefix(5).map { fit.design.patterns.periodLabels[$0] }
            notes.append(
                "Without both control and treated clusters, and so in the working model only: \(fit.model.trial.period) "
                    + labels.joined(separator: ", ") + (idle.count > 5 ? " and \(idle.count - 5) more." : ".")
            )
        }
        notes.append(
            "Averages hold for the compared periods; 'unadjusted' rows use no model. The working model's correlation "
                + "matters for precision only.")
        return notes
    }
}
