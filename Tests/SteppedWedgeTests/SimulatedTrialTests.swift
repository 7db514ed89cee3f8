import SteppedWedge
import Testing

/// Simulated trials have the truth that they tell.
@Suite("Simulated trials") struct SimulatedTrialTests {
    private func trial() throws -> SimulatedTrial {
        SimulatedTrial(schedule: try .steppedWedge(sequences: 3, clustersPerSequence: 2))
    }

    /// A row for each person; the same seed gives the same table, another index another one.
    @Test func rows() throws {
        let table = try trial().table()
        #expect(table.rowCount == 6 * 4 * 20)
        #expect(
            table.columns.map(\.name) == [
                "cluster", "sequence", "period", "individual", "treatment", "exposure", "y",
            ])
        #expect(try trial().table() == table)
        #expect(try trial().table(1) != table)
        #expect(try Set(table.numbers("individual")).count == table.rowCount)
    }

    /// Variances and correlations of cell means are those of the covariance: 4,000 clusters, errors of 2 % or so.
    @Test func momentsOfCells() throws {
        var trial = try trial()
        trial.schedule = try .parallel(clustersPerArm: 2_000, periods: 3)
        trial.sizes = .equal(2)
        trial.effect = 0
        trial.trend = 0
        trial.covariance = PlannedCovariance(
            cluster: 0.5, clusterPeriod: 0.2, decay: 0.7, individual: 0.6, retention: 0.5, residual: 0.4)
        let table = try trial.table()
        let y = try table.numbers("y")
        // Two people a cell, three periods, cluster after cluster.
        var means: [Double] = []
        for cell in 0..<12_000 { means.append((y[2 * cell] + y[2 * cell + 1]) / 2) }
        func moment(_ gap: Int) -> Double {
            var sum = 0.0
            for cluster in 0..<4_000 { sum += means[3 * cluster] * means[3 * cluster + gap] }
            return sum / 4_000
        }
        #expect(abs(moment(0) - 1.2) < 0.08)
        #expect(abs(moment(1) - 0.5) < 0.08)
        #expect(abs(moment(2) - 0.32) < 0.08)
    }

    /// In a closed cohort people stay, in an open one some do.
    @Test func cohorts() throws {
        var trial = try trial()
        trial.covariance.individual = 0.4
        #expect(try Set(trial.table().numbers("individual")).count == 120)
        trial.covariance.retention = 0.5
        let open = try Set(trial.table().numbers("individual")).count
        #expect(open > 240 && open < 360)
    }

    /// The average effect counts exposed cells: two thirds of them are in the first or second period of exposure.
    @Test func averageEffect() throws {
        var trial = try trial()
        #expect(trial.averageEffect == 0.3)
        trial.growth = 0.1
        #expect(abs((trial.averageEffect ?? 0) - (0.3 + 0.1 * 4 / 6)) < 1e-12)
    }

    /// Events are 0 or 1, counts whole.
    @Test func families() throws {
        var trial = try trial()
        trial.family = .binomial
        #expect(try trial.table().numbers("y").allSatisfy { $0 == 0 || $0 == 1 })
        trial.family = .poisson
        trial.level = 1
        let counts = try trial.table().numbers("y")
        #expect(counts.allSatisfy { $0 >= 0 && $0 == $0.rounded() } && counts.contains { $0 > 2 })
        trial.sizes = .equal(1e9)
        #expect(throws: CausalError.self) { try trial.table() }
    }

    /// An analysis that knows the truth rejects as often as its plan says; failures are counted.
    @Test func simulatedPower() throws {
        let plan = PlannedTrial(
            schedule: try .parallel(clustersPerArm: 10), size: 4,
            outcome: .continuous(effect: 1, deviation: 1),
            dependence: PlannedDependence(.deviations(cluster: 0.5)))
        var planned = plan
        planned.time = .none
        let answer = try SimulatedPower(plan.simulation(seed: 9)).run(draws: 400) {
            table throws(CausalError) in
            try differenceOfMeans(table)
        }
        let expected = try planned.power().power
        #expect(abs(answer.power - expected) < 4 * max(answer.monteCarloError, 0.005))
        #expect(answer.failures == 0 && abs(answer.meanEstimate - 1) < 0.08 && answer.coverage > 0.9)
        #expect(throws: CausalError.self) {
            try SimulatedPower(plan.simulation()).run(draws: 3) { _ throws(CausalError) in
                throw CausalError(.notConverged, "never")
            }
        }
    }

    /// The mixed model that was planned finds the effect about as often as its formula says.
    @Test func simulatedMixedModel() throws {
        var plan = PlannedTrial(
            schedule: try .steppedWedge(sequences: 3, clustersPerSequence: 4), size: 6,
            outcome: .continuous(effect: 0.5, deviation: 1),
            dependence: PlannedDependence(.correlations(icc: 0.05, cac: 0.8)))
        let answer = try plan.simulatedPower(draws: 60, .mixed(.normal))
        #expect(abs(answer.power - (try plan.power().power)) < 0.2 && answer.coverage > 0.8)
        #expect(try plan.analysis().correlation == .nestedExchangeable)
        plan.dependence = PlannedDependence(.correlations(icc: 0.05, iac: 0.3), decay: 0.7)
        #expect(try plan.analysis().correlation == .decay && plan.analysis().individual == "individual")
        plan.dependence.treatment = 0.1
        #expect(throws: CausalError.self) { try plan.analysis() }
    }

    /// Events and counts by estimating equations and by mixed models; analyses that are not for an outcome are refused.
    @Test func simulatedMarginalModels() throws {
        var means = PlannedMeans(.binomial, control: 0.3, treated: 0.5, link: .logit, analysis: .conditional)
        var plan = PlannedTrial(
            schedule: try .steppedWedge(sequences: 3, clustersPerSequence: 4), size: 12,
            outcome: .counted(means), dependence: PlannedDependence(.deviations(cluster: 0.3)))
        let planned = try plan.power().power
        let marginal = try plan.simulatedPower(draws: 60, .marginal(.kauermannCarroll))
        let mixed = try plan.simulatedPower(draws: 60, .generalised(.normal))
        #expect(abs(marginal.power - planned) < 0.25 && abs(mixed.power - planned) < 0.2)
        #expect(mixed.coverage > 0.8 && marginal.failures == 0)
        #expect(throws: CausalError.self) { try plan.simulatedPower(draws: 2) }
        means.link = .log
        plan.outcome = .counted(means)
        #expect(throws: CausalError.self) { try plan.simulatedPower(draws: 2, .marginal(.robust)) }
        plan.outcome = .continuous(effect: 1, deviation: 1)
        #expect(throws: CausalError.self) { try plan.simulatedPower(draws: 2, .generalised(.normal)) }
        #expect(try plan.simulatedPower(draws: 20, .marginal(.cr2)).failures == 0)
    }

    /// The difference of the arms' means with the known variance of cluster means.
    private func differenceOfMeans(_ table: DataTable) throws(CausalError) -> Estimate {
        let (x, y) = (try table.numbers("treatment"), try table.numbers("y"))
        let sums = zip(x, y).reduce(into: (0.0, 0.0)) { if $1.0 > 0 { $0.0 += $1.1 } else { $0.1 += $1.1 } }
        return Estimate(
            term: "treatment", estimate: (sums.0 - sums.1) / 40,
            standardError: (2 * (0.25 + 0.25) / 10).squareRoot(),
            degreesOfFreedom: nil)
    }
}
