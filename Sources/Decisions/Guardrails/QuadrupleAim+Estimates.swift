import Groundwork
import Inference

extension QuadrupleAim {
    /// Reads the columns `policy`, `aim`, `estimate`, `std.error` and `better` (`higher` or `lower`); `result` and `term`, a
    /// file that `--format json` wrote and its row, stand in place of an estimate and its error.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`, `CausalError.Code.notNumeric`, `CausalError.Code.missingValue`,
    ///   `CausalError.Code.badValue` with column and row; and as ``init(_:level:)``.
    public init(_ table: DataTable, level: Double = 0.95) throws(CausalError) {
        let (policies, aims) = (try table.column("policy"), try table.column("aim"))
        let given = try GivenEstimates(table)
        let better = try table.column("better")
        var effects: [Effect] = []
        for row in 0..<table.rowCount {
            guard let policy = policies.label(row), let aim = aims.label(row),
                let word = better.label(row)?.lowercased()
            else {
                throw CausalError(
                    .missingValue, "a row needs a policy, an aim and which way is better", file: table.source,
                    row: row + 1)
            }
            guard word == "higher" || word == "lower" else {
                throw CausalError(
                    .badValue, "better is higher or lower", file: table.source, column: "better",
                    row: row + 1,
                    value: word)
            }
            let own = try given.row(row)
            effects.append(
                Effect(
                    policy: policy, aim: aim, estimate: own?.estimate ?? .nan,
                    standardError: own?.standardError ?? .nan, higherIsBetter: word == "higher"))
        }
        try self.init(effects, level: level)
    }

    /// A row for each policy and aim (labels `aim`, `better`, `change`), and a row `improves.all` for each policy with its
    /// probability (labels `policy`, `status`, `pareto`, `dominated.by`).
    public var estimates: Estimates {
        var table = DecisionRows(level: level)
        for policy in policies {
            for (effect, change) in zip(policy.effects, policy.changes) {
                table.add(
                    Estimate(
                        term: policy.name,
                        labels: [
                            .init("aim", .string(effect.aim)),
                            .init("better", effect.higherIsBetter ? "higher" : "lower"),
                            .init("change", .string(change.rawValue)),
                        ], estimate: effect.estimate, standardError: effect.standardError,
                        degreesOfFreedom: nil,
                        level: level), variance: effect.standardError * effect.standardError)
            }
        }
        for policy in policies {
            table.add(
                "improves.all",
                [
                    .init("policy", .string(policy.name)), .init("status", .string(policy.status.rawValue)),
                    .init("pareto", .bool(policy.dominatedBy.isEmpty)),
                    .init("dominated.by", .array(policy.dominatedBy.map(JSONValue.string))),
                ], policy.probabilityOfAll)
        }
        return table.estimates(
            command: "quadruple-aim",
            model: [
                .init("estimator", "quadruple-aim"), .init("aims", .array(aims.map(JSONValue.string))),
                .init(
                    "pareto", .array(policies.filter(\.dominatedBy.isEmpty).map { .string($0.name) })),
            ], notes: policies.map(sentence))
    }

    private func sentence(_ policy: Policy) -> String {
        func named(_ change: Change) -> String {
            zip(aims, policy.changes).filter { $0.1 == change }.map(\.0).joined(separator: ", ")
        }
        let words =
            switch policy.status {
            case .improvesAll: "improves every aim"
            case .improvesSome: "improves \(named(.better)); \(named(.unclear)) may go either way"
            case .trades: "buys \(named(.better)) with \(named(.worse))"
            case .worsens: "worsens \(named(.worse)) and is not shown to improve anything"
            case .unclear: "is not shown to change anything"
            }
        let place =
            policy.dominatedBy.isEmpty
            ? "" : " By the estimates it is dominated by \(policy.dominatedBy.joined(separator: ", "))."
        return "\(policy.name) \(words).\(place)"
    }
}
