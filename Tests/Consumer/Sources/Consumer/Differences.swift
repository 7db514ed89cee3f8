import Causal

/// Difference-in-differences: every estimator, decompositions, sensitivity, power.
func differences(_ panel: DataTable, _ staggered: DataTable) throws -> Estimates {
    section("difference-in-differences")
    let index = PanelIndex(unit: "clinician", period: "month")
    let policy = PolicyRegression(outcome: "burnout", panel: index, treatment: .firstTreated("adopted"))
    print(try TwoWayFixedEffects(policy).fit(panel).estimates(.clustered(by: "clinic")))
    print(try TwoByTwo(policy).fit(panel).estimates(.clustered(by: "clinic")))
    print(try EventStudy(policy, window: -4...4).fit(staggered).estimates(.clustered(by: "clinic")))
    try saturated(policy, staggered)
    let event = try groupTimes(index, policy, staggered)
    try others(index, policy, panel, staggered)
    print(try EstimatorComparison(policy, draws: 19).compare(staggered, clusters: ["clinic"]))
    let planned = DifferenceInDifferencesPower(
        units: 60, before: 4, after: 4, errors: .autoregressive(variance: 25, correlation: 0.4))
    print(try planned.estimates(effect: 1), try planned.sized(effect: 1).units)
    return event
}

private func groupTimes(
    _ index: PanelIndex, _ policy: PolicyRegression, _ staggered: DataTable
) throws -> Estimates {
    let att = try GroupTimeATT(
        outcome: "burnout", panel: index, firstTreated: "adopted", controls: .notYetTreated,
        adjustment: .doublyRobust("caseload")
    ).fit(staggered)
    let event = try att.aggregate(.eventTime(-4...5)).estimates(.multiplierBootstrap(draws: 99, seed: 42))
    print(event)
    let overall = try att.aggregate(.simple)
    print(try overall.estimates()["ATT"].estimate)
    let analysis = SensitivityAnalysis(.relativeMagnitude, bounds: [0.5, 1])
    print(try analysis.analyse(EventCoefficients(event)))
    print(try GoodmanBacon(policy).decompose(staggered), try TwoWayWeights(policy).decompose(staggered))
    return event
}

private func saturated(_ policy: PolicyRegression, _ staggered: DataTable) throws {
    print(try SunAbraham(policy).fit(staggered).aggregate().estimates(.clustered(by: "clinic")))
    print(try ExtendedTwoWay(policy).fit(staggered).aggregate(.event).estimates(.clustered(by: "clinic")))
    print(try Imputation(policy).fit(staggered).aggregate().estimates())
    print(try TwoStage(policy).fit(staggered).aggregate().estimates())
    print(
        try StackedComparisons(policy, window: -3...3).fit(staggered).aggregate().estimates(
            .clustered(by: "clinic")))
    print(try LocalProjections(policy, window: -3...3).fit(staggered).estimates(clusters: ["clinic"]))
}

private func others(
    _ index: PanelIndex, _ policy: PolicyRegression, _ panel: DataTable, _ staggered: DataTable
) throws {
    let synthetic = SyntheticDifferenceInDifferences(
        outcome: "burnout", panel: index, treatment: .firstTreated("adopted"))
    print(try synthetic.fit(panel).estimates(.bootstrap(draws: 5)))
    print(
        try Switchers(outcome: "burnout", panel: index, treatment: "treated", window: -2...3).fit(staggered)
            .estimates())
    let changes = ChangesInChanges(
        outcome: "burnout", panel: index, treatment: .firstTreated("adopted"), quantiles: [0.25, 0.5, 0.75])
    let two = try panel.filtered(where: "month == 12 | month == 13")
    print(try changes.fit(two).estimates(bootstrap: 19))
    print(try RatioOfRatios(policy).fit(panel).estimates(.clustered(by: "clinic")))
}
