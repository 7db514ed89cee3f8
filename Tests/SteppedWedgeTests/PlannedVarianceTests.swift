import OracleSupport
import SteppedWedge
import Testing

/// Variances against generalised least squares on individuals.
@Suite("Planned variances") struct PlannedVarianceTests {
    /// Cell means say all that individuals do: ten digits, as many as the dense solution of some hundred rows keeps.
    @Test func agreeWithIndividuals() throws {
        for entry in try PlannedOracle.read().cases where entry.sizes.count == 1 {
            let trial = try plan(entry)
            #expect(agree(try trial.variance(), entry.variance, relative: 1e-10), "\(entry.name)")
        }
    }

    /// Sizes that differ: one allocation of listed sizes is the oracle's, found among all that are drawn.
    @Test func unequalSizesAgree() throws {
        for entry in try PlannedOracle.read().cases where entry.sizes.count > 1 {
            var trial = try plan(entry)
            trial.sizes = .listed(entry.sizes)
            let test = WaldPower()
            let wanted = test.power(ratio: 1 / entry.variance.squareRoot())
            let drawn = try trial.power(draws: 1_000).allocations
            let nearest = drawn.map { abs($0 - wanted) }.min() ?? 1
            #expect(nearest < 1e-10, "\(entry.name)")
            #expect(drawn.first ?? 1 <= wanted && wanted <= drawn.last ?? 0)
        }
    }

    /// GEE: variances by cell and a working correlation.
    @Test func marginalModelsAgree() throws {
        for entry in try PlannedOracle.read().marginal {
            let c = entry.components
            let icc = c.cluster + c.clusterPeriod
            let means = PlannedMeans(
                .binomial, control: entry.p0 ?? 0, treated: entry.p1 ?? 0, controlAtEnd: entry.end,
                link: try #require(Link(rawValue: entry.link ?? "")), analysis: .marginal)
            let trial = PlannedTrial(
                schedule: try entry.schedule(), size: entry.sizes[0], outcome: .counted(means),
                dependence: PlannedDependence(
                    .correlations(icc: icc, cac: c.cluster / icc, iac: c.individual / (1 - icc)),
                    decay: c.decay))
            #expect(agree(try trial.variance(), entry.variance, relative: 1e-10), "\(entry.name)")
        }
    }

    private func plan(_ entry: PlannedOracle.Case) throws -> PlannedTrial {
        var trial = PlannedTrial(
            schedule: try entry.schedule(), size: entry.sizes[0],
            outcome: .continuous(effect: 1, deviation: entry.deviation), dependence: entry.dependence)
        trial.time = try #require(PlannedTrial.Time(rawValue: entry.time))
        trial.effect = entry.effect == "immediate" ? .immediate : .exposureTime
        return trial
    }

    /// Closed forms equal least squares to 1e-12, whatever the complete schedule.
    @Test func closedFormsAgree() throws {
        let schedules = [
            try Schedule.steppedWedge(sequences: 4, clustersPerSequence: 6), try .steppedWedge(sequences: 12),
            try .steppedWedge(clusters: [5, 2, 1], baseline: 2, step: 2, after: 3),
            try .steppedWedge(sequences: 3, clustersPerSequence: 2, onset: [0.4, 0.7]),
            try .parallel(clustersPerArm: 5, periods: 2, baseline: 1),
            try .crossover(clustersPerSequence: 4, phases: 4),
        ]
        var random = Generator(seed: 5)
        for schedule in schedules {
            for _ in 0..<40 {
                let trial = PlannedTrial(
                    schedule: schedule, size: Double(1 + random.integer(below: 300)),
                    outcome: .continuous(effect: 1, deviation: 0.1 + 3 * random.uniform()),
                    dependence: PlannedDependence(
                        .correlations(
                            icc: 0.3 * random.uniform(), cac: random.uniform(), iac: 0.6 * random.uniform())))
                let closed = try #require(try trial.closedFormVariance())
                #expect(agree(try trial.variance(), closed, relative: 1e-12))
            }
        }
    }

    /// No closed form where the covariance or the schedule has none.
    @Test func closedFormsKnowTheirLimits() throws {
        var trial = PlannedTrial(
            schedule: try .staircase(sequences: 3, clustersPerSequence: 2), size: 5,
            outcome: .continuous(effect: 1, deviation: 1),
            dependence: PlannedDependence(.correlations(icc: 0.05)))
        #expect(try trial.closedFormVariance() == nil)
        trial.schedule = try .steppedWedge(sequences: 3, clustersPerSequence: 2)
        #expect(try trial.closedFormVariance() != nil)
        trial.dependence.decay = 0.8
        #expect(try trial.closedFormVariance() == nil)
    }
}
