import OracleSupport
import SteppedWedge
import Testing

/// Powers that papers and packages have published.
@Suite("Published powers") struct PublishedPowerTests {
    private func example(_ gamma: Double, _ psi: Double) throws -> PlannedTrial {
        PlannedTrial(
            schedule: try .steppedWedge(sequences: 4, clustersPerSequence: 6), size: 100,
            outcome: .counted(PlannedMeans(.binomial, control: 0.05, treated: 0.032)),
            dependence: PlannedDependence(.deviations(cluster: 0.025, clusterPeriod: gamma, individual: psi)))
    }

    /// The example of Hussey & Hughes (2007), and with cluster-period and individual effects; printed to ten digits.
    @Test func husseyAndHughes() throws {
        let trial = try example(0, 0)
        #expect(agree(try trial.variance(), 4.0658472941e-5, relative: 1e-10))
        #expect(agree(try trial.power().power, 0.8059171845, relative: 1e-10))
        #expect(agree(try example(0.01, 0).power().power, 0.7189396673, relative: 1e-10))
        #expect(agree(try example(0.01, 0.1).power().power, 0.7145815690, relative: 1e-10))
    }

    /// swdpwr's README (Chen, Zhou, Li & Spiegelman 2022), example 1: a GLMM with identity link, all outcomes enumerated.
    @Test func enumeratedMixedModel() throws {
        let means = PlannedMeans(
            .binomial, control: 0.2, treated: 0.38, controlAtEnd: 0.25, link: .identity, analysis: .exact)
        let trial = PlannedTrial(
            schedule: try .steppedWedge(sequences: 2, clustersPerSequence: 6), size: 50,
            outcome: .counted(means),
            dependence: PlannedDependence(.correlations(icc: 0.01)))
        #expect(printed(try trial.power(), 0.899))
    }

    /// Example 2: GEE with log link in a closed cohort, α₀ = .03, α₁ = .015, α₂ = .2.
    @Test func closedCohortByEstimatingEquations() throws {
        var means = PlannedMeans(
            .binomial, control: 0.156, treated: 0.156, controlAtEnd: 0.1765, link: .log, analysis: .marginal)
        means.shift(by: 0.75)
        let trial = PlannedTrial(
            schedule: try .steppedWedge(clusters: [6, 6], after: 2), size: 100, outcome: .counted(means),
            dependence: PlannedDependence(.correlations(icc: 0.03, cac: 0.5, iac: (0.2 - 0.015) / 0.97)))
        #expect(printed(try trial.power(), 0.983))
    }

    /// Example 3: GEE with identity link and no effects of time, α₀ = .02, α₁ = .015.
    @Test func crossSectionWithoutTime() throws {
        let means = PlannedMeans(.binomial, control: 0.15, treated: 0.2, link: .identity, analysis: .marginal)
        var trial = PlannedTrial(
            schedule: try .steppedWedge(clusters: [6, 6], after: 2), size: 100, outcome: .counted(means),
            dependence: PlannedDependence(.correlations(icc: 0.02, cac: 0.75)))
        trial.time = .none
        #expect(printed(try trial.power(), 0.946))
    }

    /// Example 4: a continuous outcome in a closed cohort.
    @Test func continuousCohort() throws {
        var trial = PlannedTrial(
            schedule: try .steppedWedge(sequences: 2, clustersPerSequence: 4), size: 24,
            outcome: .continuous(effect: 0.2, deviation: 0.095.squareRoot()),
            dependence: PlannedDependence(.correlations(icc: 0.03, cac: 0.5, iac: (0.2 - 0.015) / 0.97)))
        #expect(printed(try trial.power(), 0.965))
        trial.time = .none
        #expect(printed(try trial.power(), 1))
    }

    /// Published to three decimals.
    private func printed(_ power: PlannedPower, _ value: Double) -> Bool {
        abs(power.power - value) <= 0.0005
    }
}
