import Causal

/// Stepped-wedge trials: schedules and power before, mixed models, marginal models and permutations after.
func trials() throws -> Estimates {
    section("stepped wedge")
    let schedule = try Schedule.steppedWedge(sequences: 4, clustersPerSequence: 3)
    let allocation = try Allocation(schedule: schedule, seed: 7)
    print(try allocation.scheduled().table().rowCount)
    let planned = PlannedTrial(
        schedule: schedule, size: 15, outcome: .continuous(effect: 0.4, deviation: 1),
        dependence: PlannedDependence(.correlations(icc: 0.05, cac: 0.8)))
    let power = try planned.power()
    print(try planned.estimates(power), try planned.solved(for: .size).sizes, try planned.usualCurves())
    var simulated = SimulatedTrial(schedule: schedule)
    simulated.effect = 0.4
    let wedge = try simulated.table()
    let trial = SteppedWedge(
        outcome: "y", cluster: "cluster", period: "period", treatment: "treatment",
        correlation: .nestedExchangeable)
    let effect = try trial.fit(wedge).estimates(.kenwardRoger)
    print(effect)
    let marginal = MarginalModel(trial)
    print(try marginal.fit(wedge).estimates(), try marginal.standardised(wedge).estimates())
    print(try trial.permutationTest(wedge, PermutationAnalysis(draws: 99)).estimates())
    print(try trial.staggeredComparison(wedge))
    var shares = simulated
    shares.family = .binomial
    let events = try shares.table()
    var odds = trial
    odds.correlation = .exchangeable
    print(try GeneralisedMixedModel(odds).fit(events).estimates())
    return effect
}
