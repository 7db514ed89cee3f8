import Causal

/// From an effect to a decision: numbers needed, costs, guardrails, budgets, payments, alerts, the unmeasured.
func decisions(_ effect: Estimates, _ panel: DataTable) throws {
    section("decisions")
    let risk = try RiskDifference(Proportion(56, of: 70), Proportion(48, of: 80))
    let needed = try NumberNeededToTreat(risk)
    print(needed, try PreventionCost(needed, costPerParticipant: 1000, savingPerCase: 6000))
    print(try effect["treatment"].numberNeededToTreat())
    let difference = try IncrementalCostEffectiveness(
        effect: 0.05, cost: 900, effectVariance: 0.0004, costVariance: 62_500)
    print(try difference.estimates(willingness: [20_000]), difference.ratioSet())
    let draws = try StrategyDraws(
        effects: [[1, 1.1, 0.9, 1.05], [1.2, 1.1, 1.3, 1.25]], costs: [[10, 11, 9, 10], [14, 15, 13, 14]])
    print(try draws.estimates(willingness: [10, 50]))
    let frontier = try EfficiencyFrontier([
        Strategy("usual", effect: 1, cost: 10), Strategy("scribe", effect: 1.2, cost: 14),
    ])
    print(frontier.best(willingness: 30), frontier.estimates())
    let net = try NetBenefitRegression(
        effect: "burnout", cost: "hours", on: "treated + caseload", treatment: "treated")
    print(try net.fit(panel).estimates(.clustered(by: "clinic"), willingness: [1, 2]))
    print(try QualityAdjustedLife([0.8, 0.7, 0.75], .area(times: [0, 1, 2]), discountRate: 0.03))
    try guards()
    try budgets()
    try unmeasured(panel)
}

private func guards() throws {
    let guardrail = try Guardrail(
        "burnout", estimate: 0.4, standardError: 0.3, threshold: 1, harm: .above)
    print(try GuardrailReview([guardrail]).estimates)
    print(try SequentialBounds(information: [0.5, 1]).estimates)
    let aims = try QuadrupleAim([
        .init(policy: "scribe", aim: "experience", estimate: 0.2, standardError: 0.1, higherIsBetter: true)
    ])
    print(aims.estimates)
    let card = try Scorecard(
        units: ["a", "b", "c"], values: [[1, 2, 3], [3, 1, 2]],
        measures: [.init("volume", weight: 0.7), .init("quality", weight: 0.3)])
    print(try card.estimates(draws: 99))
}

private func budgets() throws {
    let allocation = BudgetAllocation(
        [Programme("huddle", cost: 10, effect: 1), Programme("scribe", cost: 20, effect: 3)], budget: 25)
    print(try AllocationReport(allocation).estimates(), try allocation.frontier(points: 5).count)
    let analysis = PaymentAnalysis(
        practice: Practice(panel: 2000, visits: 3, minutesPerVisit: 20, costPerVisit: 80, spending: 5000),
        change: PracticeChange(visits: Uncertain(-0.1, standardError: 0.05)),
        contracts: [.feeForService(fee: 100), .capitation(perMonth: 30)], draws: 199)
    print(try analysis.estimates())
    let scores = try DataTable([
        Column("score", (0..<200).map { (row: Int) -> Double in Double(row % 20) / 20 }),
        Column("event", (0..<200).map { (row: Int) -> Int in (row * 7 + row % 20) % 27 > 20 ? 1 : 0 }),
    ])
    let alerts = try AlertThresholds(score: "score", outcome: "event", thresholds: [0.25, 0.5, 0.75]).fit(
        scores)
    print(alerts.estimates(try alerts.bootstrap(draws: 19)))
}

private func unmeasured(_ panel: DataTable) throws {
    let value = try EValue(riskRatio: 1.8, low: 1.2, high: 2.7)
    print(value.estimates(of: "RR"))
    let analysis = try RobustnessAnalysis(
        "burnout ~ treated + caseload + experience", treatment: "treated", panel)
    print(try analysis.estimates(benchmarks: ["caseload"]))
    let oster = try OsterDelta("burnout ~ treated + caseload", treatment: "treated", panel)
    print(oster.estimates(term: "treated"))
    print(try RosenbaumBounds([1, 2, -0.5, 3, 1.5, 0.7, -1]).estimates(gammas: [1, 1.5]))
}
