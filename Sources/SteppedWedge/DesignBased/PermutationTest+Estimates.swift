import Regression

extension PermutationTest {
    /// The result: the row `treatment`, and the diagnostic `permutation`.
    ///
    /// The row's p-value is the test's and its bounds are those of ``interval(level:)``; such a test has no standard error.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a level outside (0, 1).
    public func estimates(level: Double = 0.95) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        let bounds = interval(level: level)
        let row = Estimate(
            term: "treatment", estimate: estimate, standardError: .nan, degreesOfFreedom: nil, level: level,
            bounds: bounds, testPValue: pValue)
        return Estimates(
            command: "stepped-wedge fit", rows: [row], covariance: Matrix(1, 1, repeating: .nan),
            model: facts,
            diagnostics: [diagnostic], notes: notes(bounds, level))
    }

    private var facts: [JSONValue.Member] {
        let (trial, statistics) = (cells.cells, cells.cells.statistics)
        let model = trial.rows.model
        return [
            .init("estimator", analysis.contrast.hasClusterEffects ? "permutation" : "vertical"),
            .init("outcome", .string(model.outcome)), .init("nobs", .integer(statistics.rowCount)),
            .init("clusters", .object([.init(model.cluster, .integer(statistics.clusterCount))])),
            .init("periods", .integer(cells.periodCount)),
            .init("cluster.periods", .integer(statistics.cellCount)),
            .init("contrast", .string(analysis.contrast.rawValue)),
            .init("cell.weights", .string(analysis.weighting.rawValue)),
            .init("inference", "permutation"),
        ]
    }

    private var diagnostic: Diagnostic {
        let kind =
            switch analysis.allowed {
            case .all: "all"
            case .listed: "listed"
            case .constrained: "constrained"
            }
        return Diagnostic(
            "permutation",
            [
                .init("statistic", .number(estimate)), .init("p.value", .number(pValue)),
                .init("exact", .bool(isExact)), .init("draws", .integer(draws)),
                .init("orders", possible.map(JSONValue.finite) ?? .null), .init("allowed", .string(kind)),
                .init("seed", isExact ? .null : .seed(analysis.seed)),
            ])
    }

    private func notes(_ bounds: Interval, _ level: Double) -> [String] {
        let trial = cells.cells
        var notes = trial.rows.frame.notes + trial.crossingNotes + idleNotes + trial.emptyNotes
        notes.append("The p-value and the interval are the permutation test's, which has no std.error.")
        if !isExact {
            notes.append("The p-value rests on drawn orders and counts the observed one among them.")
        }
        if isExact, 1 / Double(max(1, draws)) > 1 - level {
            notes.append(
                "There are \(draws) orders only: no p-value can be below \((1 / Double(draws)).shortestDecimal)."
            )
        }
        if !bounds.low.isFinite || !bounds.high.isFinite {
            notes.append(
                "The interval is not bounded: the test rejects no effect on that side at this level.")
        }
        if lost > 0 { notes.append("\(lost) orders have no estimate and were left out.") }
        return notes
    }

    /// Periods without a comparison.
    private var idleNotes: [String] {
        let arms = cells.cells.arms
        let idle = arms.indices.filter { arms[$0].control == 0 || arms[$0].treated == 0 }
        guard !analysis.contrast.hasClusterEffects, !idle.isEmpty else { return [] }
        let rest = idle.count > 5 ? " and \(idle.count - 5) more" : ""
        let period = cells.cells.rows.period
        return [
            "Without both control and treated clusters, and so without a part in the estimate: \(period.name) "
                + idle.prefix(5).map(period.label).joined(separator: ", ") + rest + "."
        ]
    }
}
