import Causal

/// Interrupted time series: least squares and serial errors, effects, an unknown break, power.
func series() throws -> Estimates {
    section("interrupted time series")
    let series = try SimulatedSeries().table()
    let model = SegmentedRegression(
        outcome: "y", time: "time", interventions: [.levelAndSlope(at: 25)], season: .harmonics(2, period: 12)
    )
    let its = try model.fit(series)
    let trend = try its.estimates(.neweyWest(lag: 3))
    print(trend, try its.effect(at: 36))
    print(try its.estimates(effectsAt: [30, 36]))
    let design = try model.design(series)
    for errors: SerialErrors in [
        .praisWinsten(), .generalisedLeastSquares(ar: 1), .arima(SerialOrder(ar: 1)),
    ] {
        print(try design.fit(errors).estimates(effectsAt: [36]))
    }
    print(try its.unknownBreak(draws: 99))
    var plan = SeriesPower()
    plan.levelChange = -4
    print(try plan.estimates(), try plan.solved(.effect, power: 0.8).levelChange)
    return trend
}
