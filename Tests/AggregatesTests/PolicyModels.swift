import Aggregates

/// A way to answer a question about a panel; `counts` names the column of how many units a unit stands for.
struct PolicyQuestion: Sendable {
    let name: String
    let answer: @Sendable (DataTable, String?) throws -> Estimates

    /// Every estimator that sums serve, on one treatment, clustered by the unit or above.
    static func all(_ treatment: Treatment, unit: String?, cluster: String?) -> [PolicyQuestion] {
        let index = PanelIndex(unit: unit, period: "year")
        let influence = InfluenceCovariance.clustered(by: cluster.map { [$0] } ?? [])
        let linear = cluster.map { LinearCovariance.clustered(by: $0) }
        @Sendable func policy(_ counts: String?) -> PolicyRegression {
            var policy = PolicyRegression(outcome: "y", panel: index, treatment: treatment)
            policy.unitCounts = counts
            return policy
        }
        @Sendable func groupTime(_ controls: ControlGroup, _ base: BasePeriod, _ counts: String?)
            -> GroupTimeATT
        {
            var model = GroupTimeATT(
                outcome: "y", panel: index, treatment: treatment, controls: controls, base: base)
            model.unitCounts = counts
            return model
        }
        var all = [
            PolicyQuestion(name: "group-time") { table, counts in
                try groupTime(.neverTreated, .varying, counts).fit(table).estimates(influence)
            },
            PolicyQuestion(name: "group-time by event") { table, counts in
                try groupTime(.notYetTreated, .universal, counts).fit(table).aggregate(.eventTime())
                    .estimates(influence)
            },
            PolicyQuestion(name: "group-time simple") { table, counts in
                try groupTime(.notYetTreated, .varying, counts).fit(table).aggregate(.simple).estimates(
                    influence)
            },
            PolicyQuestion(name: "twfe") { try TwoWayFixedEffects(policy($1)).fit($0).estimates(linear) },
            PolicyQuestion(name: "event study") { try EventStudy(policy($1)).fit($0).estimates(linear) },
            PolicyQuestion(name: "sun-abraham") {
                try SunAbraham(policy($1)).fit($0).aggregate(.event).estimates(linear)
            },
            PolicyQuestion(name: "etwfe") {
                try ExtendedTwoWay(policy($1)).fit($0).aggregate(.simple).estimates(linear)
            },
            PolicyQuestion(name: "imputation") {
                try Imputation(policy($1)).fit($0).aggregate(.simple).estimates(influence)
            },
            PolicyQuestion(name: "imputation by event") {
                try Imputation(policy($1)).fit($0).aggregate(.eventTime(-2...3)).estimates(influence)
            },
        ]
        if case .firstTreated = treatment {
            // One cohort beside those never treated: the rows say so, and so must the few.
            all.append(
                PolicyQuestion(name: "2x2") { table, counts in
                    let starts = try table.numbers("first treated")
                    let kept = starts.indices.filter { starts[$0] == 0 || starts[$0] == 2005 }
                    return try TwoByTwo(policy(counts)).fit(table.rows(kept.map(Int32.init)))
                        .estimates(linear)
                })
        }
        if cluster != nil {
            all.append(
                PolicyQuestion(name: "event study cr2") {
                    try EventStudy(policy($1)).fit($0).estimates(
                        .clustered(by: cluster ?? "", correction: .cr2))
                })
        }
        return all
    }
}
