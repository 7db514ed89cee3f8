import Regression

extension SeriesPower {
    /// The answer: the row `effect` with its standard error, and the power among the facts.
    ///
    /// - Parameters:
    ///   - weighting: the closed form's analysis.
    ///   - simulation: what drawn series gave, with their analysis; nil without.
    /// - Throws: as ``closedForm(_:)``.
    public func estimates(
        _ weighting: Weighting = .gls, simulation: (analysis: Analysis, found: Simulated)? = nil
    ) throws(CausalError) -> Estimates {
        let plan = try closedForm(weighting)
        let row = Estimate(
            term: "effect", labels: [.init("horizon", .integer(horizon))], estimate: plan.effect,
            standardError: plan.standardError, degreesOfFreedom: plan.degreesOfFreedom, level: 1 - alpha)
        var facts: [JSONValue.Member] = [
            .init("estimator", .string("series-power-\(weighting.rawValue)")),
            .init("power", .number(plan.power)), .init("alpha", .number(alpha)),
            .init("before", .integer(before)), .init("after", .integer(after)),
            .init("level", .number(levelChange)), .init("slope", .number(slopeChange)),
            .init("autocorrelation", .number(autocorrelation)), .init("sd", .number(standardDeviation)),
            .init("df.residual", .number(plan.degreesOfFreedom)),
        ]
        var notes = [
            "The row is what the plan expects: no data were analysed.",
            "By the closed form with φ known: \(percent(plan.power)) power with \(before) periods before and \(after) after.",
        ]
        if let (analysis, found) = simulation {
            facts += [
                .init("power.simulated", .number(found.power)),
                .init("power.monte.carlo.error", .number(found.monteCarloError)),
                .init("analysis", .string(analysis.rawValue)), .init("draws", .integer(found.draws)),
                .init("failures", .integer(found.failures)),
                .init("seed", .seed(found.seed)),
            ]
            notes.append(
                "By \(found.draws) drawn series analysed by \(analysis.rawValue), φ estimated: \(percent(found.power)) "
                    + "(± \(percent(1.96 * found.monteCarloError))).")
            if found.failures > 0 {
                notes.append("\(found.failures) of them had no standard error and count as not found.")
            }
        }
        var covariance = Matrix(1, 1)
        covariance[0, 0] = plan.standardError * plan.standardError
        return Estimates(
            command: "its-power", rows: [row], covariance: covariance, model: facts, notes: notes)
    }

    private func percent(_ share: Double) -> String { ((share * 1000).rounded() / 10).shortestDecimal + " %" }
}
