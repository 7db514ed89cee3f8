import Causal

/// Least squares, instruments, counts and odds; the covariance chosen after the fit.
func regressions(_ panel: DataTable) throws {
    section("regression")
    let ols = try LeastSquares("burnout ~ treated + caseload | clinician + month").fit(panel)
    let result = try ols.estimates(.clustered(by: "clinic", correction: .cr2))
    print(result, result["treated"].interval, try result.wald("treated = 0").pValue)
    for covariance: LinearCovariance in [
        .clustered(by: "clinic", "month"), .neweyWest(lag: 2, unit: "clinician", time: "month"),
        .driscollKraay(lag: 2, unit: "clinician", time: "month"),
    ] {
        print(try ols.estimates(covariance)["treated"].standardError)
    }
    print(try ols.fixedEffects().table().rowCount, try ols.predict().table().rowCount)
    print(try ols.wildBootstrap("treated = 0", clusters: ["clinic"], using: WildBootstrap(draws: 199)))
    print(try ols.clusterDiagnostics(by: "clinic"))
    let assigned = RandomisationInference(by: "clinic", draws: 99)
    let last = try LeastSquares("burnout ~ treated + caseload").fit(panel.filtered(where: "month == 20"))
    print(try last.randomisationTest("treated", using: assigned))
    let several = try ols.estimates(.clustered(by: "clinic"), combinations: ["treated - 2*caseload"])
    print(try several.simultaneous(draws: 999).adjusted(.holm))
    print(
        try ols.romanoWolf(
            terms: ["treated", "caseload"], clusters: ["clinic"], using: WildBootstrap(draws: 99)))
    let stages = try TwoStageLeastSquares("burnout ~ 1 | clinic | caseload ~ experience").fit(panel)
    print(try stages.estimates(.clustered(by: "clinic")), try stages.instrumentTests())
    let poisson = try GeneralisedLinearModel("caseload ~ treated | clinic + month", family: .poisson).fit(
        panel)
    print(try poisson.estimates(.clustered(by: "clinic")))
    print(try GeneralisedLinearModel("treated ~ caseload", family: .binomial).fit(panel).estimates())
}
