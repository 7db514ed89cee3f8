import Regression

extension SeriesPower {
    /// The answer: the row `effect` with its standard error, and the power among the facts.
    ///
    /// - Parameters:
    ///   - weighting: the closed form's analysis.
    ///   - simulation: what drawn series gave, with their analysis; nil without.
    ///   - level: the confidence level of the interval that is expected; nil for 1 − ``alpha``.
    ///   - wanted: the power that the picture marks.
    /// - Throws: as ``closedForm(_:)``; `CausalError.Code.badArgument` for a level outside (0, 1).
    public func estimates(
        _ weighting: Weighting = .gls, simulation: (analysis: Analysis, found: Simulated)? = nil,
        level: Double? = nil, wanted: Double = 0.8
    ) throws(CausalError) -> Estimates {
        if let level { try Estimates.check(level: level) }
        let plan = try closedForm(weighting)
        let row = Estimate(
            term: "effect", labels: [.init("horizon", .integer(horizon))], estimate: plan.effect,
            standardError: plan.standardError, degreesOfFreedom: plan.degreesOfFreedom,
            level: level ?? 1 - alpha)
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
        if let curve = curve(weighting, wanted) { facts.append(.init("power.curves", curve)) }
        var covariance = Matrix(1, 1)
        covariance[0, 0] = plan.standardError * plan.standardError
        return Estimates(
            command: "its-power", rows: [row], covariance: covariance, model: facts, notes: notes)
    }

    /// The power by periods after the change, up to twice those planned, for the picture; nil for a series of more than
    /// 1,000 periods.
    private func curve(_ weighting: Weighting, _ wanted: Double) -> JSONValue? {
        guard before + 2 * after <= 1000 else { return nil }
        let counts = stride(from: 1, through: 2 * max(after, 3), by: max(1, after / 20))
        let points = counts.compactMap { count -> (Int, Double)? in
            var shorter = self
            shorter.after = count
            return (try? shorter.closedForm(weighting)).map { (count, $0.power) }
        }
        guard points.count > 1 else { return nil }
        return [
            "by": "", "label": "periods after the change", "wanted": .number(wanted),
            "values": .array(points.map { .integer($0.0) }),
            "curves": [["value": .integer(before), "power": .array(points.map { .number($0.1) })]],
        ]
    }

    private func percent(_ share: Double) -> String { ((share * 1000).rounded() / 10).shortestDecimal + " %" }
}
