import SteppedWedge
import Testing

/// Events and counts with correlations on their own scale.
@Suite struct OutcomeLikenessTests {
    /// Cells of two people in two periods of 8,000 clusters: means, variances and correlations, errors of .015 or so.
    private func moments(_ trial: SimulatedTrial) throws -> (
        mean: Double, within: Double, between: Double, variance: Double
    ) {
        let y = try trial.table().numbers("y")
        let mean = y.reduce(0, +) / Double(y.count)
        var (within, between, square) = (0.0, 0.0, 0.0)
        for cluster in 0..<(y.count / 4) {
            let d = (0..<4).map { y[4 * cluster + $0] - mean }
            within += (d[0] * d[1] + d[2] * d[3]) / 2
            between += (d[0] + d[1]) * (d[2] + d[3]) / 4
            square += d.reduce(0) { $0 + $1 * $1 } / 4
        }
        return (mean, within / square, between / square, square / Double(y.count / 4))
    }

    private func trial(_ family: SimulatedTrial.Family, _ level: Double) throws -> SimulatedTrial {
        var trial = SimulatedTrial(schedule: try .parallel(clustersPerArm: 4_000, periods: 2))
        trial.sizes = .equal(2)
        (trial.family, trial.level, trial.trend, trial.effect) = (family, level, 0, 0)
        return trial
    }

    @Test func events() throws {
        for (icc, cac, decay) in [(0.2, 0.6, 1.0), (0.1, 1, 0.5), (0.3, 1, 1)] {
            let found = try moments(trial(.binomial, -1).alike(icc: icc, cac: cac, decay: decay))
            #expect(abs(found.mean - 0.26894) < 0.015)
            #expect(abs(found.within - icc) < 0.04, "\(found)")
            #expect(abs(found.between - icc * cac * decay) < 0.04, "\(found)")
        }
    }

    @Test func counts() throws {
        let found = try moments(trial(.poisson, 0.5).alike(icc: 0.2, cac: 0.5))
        #expect(abs(found.mean - 1.6487) < 0.06)
        #expect(abs(found.within - 0.2) < 0.04 && abs(found.between - 0.1) < 0.04, "\(found)")
        #expect(abs(found.variance / found.mean - 1.25) < 0.08, "\(found)")
    }

    /// Simulated estimating equations find an effect about as often as their formula says, with each link.
    @Test(arguments: [Link.identity, .log, .logit]) func powerOfEstimatingEquations(link: Link) throws {
        let means = PlannedMeans(
            .binomial, control: 0.3, treated: 0.42, link: link, analysis: .marginal)
        let plan = PlannedTrial(
            schedule: try .steppedWedge(sequences: 4, clustersPerSequence: 6), size: 20,
            outcome: .counted(means),
            dependence: PlannedDependence(.correlations(icc: 0.03, cac: 0.8)))
        let planned = try plan.power().power
        let answer = try plan.simulatedPower(draws: 40, .marginal(.model))
        #expect(abs(answer.power - planned) < 0.3 && answer.coverage > 0.85, "\(answer) \(planned)")
        #expect(abs(answer.meanEstimate - (try means.effect())) < 0.1)
        #expect(answer.failures == 0)
    }

    /// What the table of `PlannedMeans` promises of a GLMM: an ICC is carried over at the mean under control.
    @Test func correlationsOfMixedModels() throws {
        let means = PlannedMeans(.binomial, control: 0.3, treated: 0.4, link: .logit, analysis: .conditional)
        var plan = PlannedTrial(
            schedule: try .steppedWedge(sequences: 3, clustersPerSequence: 4), size: 30,
            outcome: .counted(means), dependence: PlannedDependence(.correlations(icc: 0.04, cac: 0.75)))
        let byCorrelation = try plan.power().power
        let scale = 0.04 / 0.21
        plan.dependence = PlannedDependence(
            .deviations(
                cluster: (0.75 * scale).squareRoot(), clusterPeriod: (0.25 * scale).squareRoot()))
        #expect(abs(try plan.power().power - byCorrelation) < 1e-12)
        plan.dependence = PlannedDependence(.correlations(icc: 0.04, iac: 0.3))
        #expect(throws: CausalError.self) { try plan.power() }
    }

    /// A linear model of events is simulated too; what has no such simulation is refused.
    @Test func analysesAndRefusals() throws {
        let means = PlannedMeans(.binomial, control: 0.05, treated: 0.2)
        var plan = PlannedTrial(
            schedule: try .steppedWedge(sequences: 3, clustersPerSequence: 3), size: 30,
            outcome: .counted(means), dependence: PlannedDependence(.deviations(cluster: 0.025)))
        #expect(try plan.simulatedPower(draws: 20).failures == 0)
        #expect(throws: CausalError.self) { try plan.simulatedPower(draws: 2, .generalised(.normal)) }
        plan.dependence = PlannedDependence(.correlations(icc: 0.05, iac: 0.3))
        #expect(throws: CausalError.self) { try plan.simulation() }
        let trial = try trial(.binomial, 0)
        for icc in [-0.1, 1, .nan] {
            #expect(throws: CausalError.self) { try trial.alike(icc: icc) }
        }
        #expect(throws: CausalError.self) { try trial.alike(icc: 0.1, cac: 1.5) }
        var numbers = try self.trial(.gaussian, 0)
        #expect(throws: CausalError.self) { try numbers.alike(icc: 0.1) }
        numbers.likeness = try trial.alike(icc: 0.1).likeness
        #expect(throws: CausalError.self) { try numbers.table() }
    }
}
