import Regression

extension SyntheticFit {
    /// How many weights of a kind and cohort are named in a result at most; all are in ``weightTable()``.
    private static let namedWeights = 100

    /// The coefficients of covariates; one list for each cohort when they were estimated with its weights.
    var coefficientFacts: JSONValue {
        let named = { (values: [Double]) in
            JSONValue.object(zip(covariateNames, values).map { .init($0, .number($1)) })
        }
        if model.adjustment == .projected { return named(coefficients) }
        if weights.count == 1 { return named(weights[0].coefficients) }
        return .array(
            zip(cohorts, weights).map { ["group": $0, "coefficients": named($1.coefficients)] })
    }

    /// The largest weights by name; those that are zero are left out.
    var weightFacts: [JSONValue.Member] {
        [
            .init("unit.weights", .array(listed("unit") { (controls.map(JSONValue.string), $0.units) })),
            .init("time.weights", .array(listed("period") { (periods, $0.periods) })),
        ]
    }

    /// With one cohort, its start and the treated and synthetic means of every period.
    var trajectoryFacts: [JSONValue.Member] {
        guard cohorts.count == 1 else { return [] }
        let paths = trajectories(cohort: 0)
        let rows = periods.indices.map { t -> JSONValue in
            [
                "period": periods[t], "treated": .number(paths.treated[t]),
                "synthetic": .number(paths.synthetic[t]),
            ]
        }
        return [.init("start", cohorts[0]), .init("trajectories", .array(rows))]
    }

    private func listed(
        _ kind: String, _ part: (SyntheticWeights) -> ([JSONValue], [Double])
    ) -> [JSONValue] {
        var entries: [JSONValue] = []
        for (cohort, own) in zip(cohorts, weights) {
            let (names, values) = part(own)
            let used = values.indices.filter { values[$0] > 0 }
            let largest = used.sorted { values[$0] == values[$1] ? $0 < $1 : values[$0] > values[$1] }
            for place in largest.prefix(SyntheticFit.namedWeights).sorted() {
                let group: [JSONValue.Member] = cohorts.count > 1 ? [.init("group", cohort)] : []
                entries.append(
                    .object(group + [.init(kind, names[place]), .init("weight", .number(values[place]))]))
            }
        }
        return entries
    }

    /// Fit before the start and the spread of weights, cohort by cohort; and the other methods' effects.
    var diagnostics: [Diagnostic] {
        let perCohort = cohorts.indices.flatMap { cohort -> [Diagnostic] in
            let group: [JSONValue.Member] = cohorts.count > 1 ? [.init("group", cohorts[cohort])] : []
            let own = weights[cohort]
            return [
                Diagnostic(
                    "fit-before",
                    group + [.init("root.mean.square", .number(rootMeanSquareBefore(cohort: cohort)))]),
                Diagnostic(
                    "weights",
                    group + SyntheticFit.spread("controls", own.units)
                        + SyntheticFit.spread("periods", own.periods)
                        + [
                            .init("unit.gap", .number(own.unitGap)),
                            .init("period.gap", .number(own.periodGap)),
                        ]),
            ]
        }
        let effects = comparison()
        let others = SyntheticMethod.allCases.map {
            JSONValue.Member($0.rawValue, .number(effects[$0] ?? .nan))
        }
        return perCohort + [Diagnostic("methods", others)]
    }

    /// How many weights are above zero, and how many equal ones would be as uncertain (1/Σw²).
    private static func spread(_ name: String, _ weights: [Double]) -> [JSONValue.Member] {
        guard !weights.isEmpty else { return [] }
        return [
            .init("\(name).used", .integer(weights.count { $0 > 0 })),
            .init("\(name).effective", .number(1 / weights.reduce(0) { $0 + $1 * $1 })),
        ]
    }
}
