import OracleSupport
import Testing

@testable import SteppedWedge

/// Generalised mixed models against glmmTMB, lme4, published numbers and plain integration.
@Suite("Stepped wedge: generalised mixed models")
struct GeneralisedMixedTests {
    private func fit(_ oracle: MarginalOracles.Mixed) throws -> GeneralisedMixedFit {
        let model = GeneralisedMixedModel(
            MarginalOracles.mean(oracle.covariates, offset: oracle.design == "rates" ? "hours" : nil),
            effects: try #require(RandomEffects(rawValue: oracle.effects)),
            family: try #require(OutcomeFamily(rawValue: oracle.family)), quadraturePoints: oracle.points)
        return try model.fit(try MarginalOracles.table(oracle.design))
    }

    /// glmmTMB's optimum is polished with its exact gradient; lme4 stops where its likelihood is flat to about 1e-9.
    @Test(arguments: MarginalOracles.models?.cases ?? [])
    func agreesWithR(_ oracle: MarginalOracles.Mixed) throws {
        let fit = try fit(oracle)
        let isExact = oracle.tool == "glmmTMB"
        #expect(fit.isConverged)
        #expect(abs(fit.logLikelihood - oracle.loglik) < (isExact ? 1e-7 : 1e-6), "\(fit.logLikelihood) \(oracle.loglik)")
        let rows = try fit.estimates().rows
        for (row, (estimate, error)) in zip(rows, zip(oracle.coef, oracle.se)) {
            #expect(abs(row.estimate - estimate) < (isExact ? 1e-6 : 1e-3) * error, "\(row.term) \(row.estimate) \(estimate)")
            #expect(
                agree(row.standardError, error, relative: isExact ? 1e-6 : 1e-3), "\(row.term) \(row.standardError) \(error)")
        }
        let first = try #require(oracle.theta.first)
        let scale = try #require(fit.variances["cluster"]).squareRoot()
        #expect(agree(scale, Exponential.of(first), relative: isExact ? 1e-6 : 1e-3))
    }

    @Test(.enabled(if: ReferenceData.isAvailable))
    func publishedNumbers() throws {
        let mean = TrialMean(outcome: "y_bin", cluster: "id", period: "period", treatment: "treatment")
        let fit = try GeneralisedMixedModel(mean).fit(try ReferenceData.table("geeCRT_sampleSWCRTSmall.csv"))
        let row = try fit.estimates()["treatment"]
        // glmer's own optimum is known to about 1e-4 of a standard error.
        #expect(abs(row.estimate + 1.033066) < 5e-5, "\(row.estimate)")
        #expect(abs(row.standardError - 0.445880) < 5e-5, "\(row.standardError)")
        #expect(abs((fit.variances["cluster"] ?? .nan) - 0.2610085) < 5e-5, "\(fit.variances)")
    }

    /// The derivatives that the search climbs by are those of the likelihood that it climbs.
    @Test(arguments: [
        (RandomEffects.cluster, 1), (.cluster, 5), (.clusterPeriod, 1), (.randomTreatment, 1), (.clusterByTreatment, 1),
    ])
    func gradientsAreExact(_ effects: RandomEffects, _ points: Int) throws {
        for (name, family) in [("incomplete", OutcomeFamily.binomial), ("counts", .poisson)] {
            let design = try PatternDesign(MarginalOracles.mean([]), family: family, MarginalOracles.table(name))
            let likelihood = MixedLikelihood(
                data: design.patterns, family: family, effects: effects, rule: try HermiteRule(points))
            let theta = (0..<likelihood.width).map { 0.1 + 0.05 * Double($0 % 7) }
            let here = try #require(likelihood.at(theta))
            for m in theta.indices {
                let values = try [-2.0, -1, 1, 2].map { k in
                    var moved = theta
                    moved[m] += k * 1e-3
                    return try #require(likelihood.at(moved)).value
                }
                let slope = (8 * (values[2] - values[1]) - (values[3] - values[0])) / 12e-3
                #expect(abs(slope - here.gradient[m]) < 1e-6 * (1 + abs(slope)), "\(m) \(slope) \(here.gradient[m])")
            }
        }
    }

    /// Adaptive quadrature of 40 points against the trapezoidal rule on a fine grid.
    @Test func quadratureIsTheIntegral() throws {
        let design = try PatternDesign(
            MarginalOracles.mean([]), family: .binomial, MarginalOracles.table("few"))
        let data = design.patterns
        let likelihood = MixedLikelihood(data: data, family: .binomial, effects: .cluster, rule: try HermiteRule(40))
        let theta = [0.4, -0.3, 0.1, -0.2, 0.05, 0.9]
        let value = try #require(likelihood.at(theta)).value
        var total = 0.0
        for cluster in 0..<data.clusterCount {
            var sum = 0.0
            for step in -8000...8000 {
                let u = Double(step) / 800
                var log = -u * u / 2
                for g in data.patterns(of: cluster) {
                    let moments = PatternMoments(
                        count: data.count[g], total: data.count[g] * data.mean[g], family: .binomial)
                    log += moments.point(data.predictor(g, Array(theta.prefix(5))) + 0.9 * u).value
                }
                sum += Exponential.of(log + 60)
            }
            total += Exponential.logarithm(sum / 800 / (2 * Double.pi).squareRoot()) - 60
        }
        #expect(abs(value - total) < 1e-9, "\(value) \(total)")
    }

    @Test func noVarianceIsSaid() throws {
        let table = try MarginalOracles.table("few")
        let cluster = try #require(table["cluster"]?.numbers)
        let period = try #require(table["period"]?.numbers)
        let treatment = try #require(table["treatment"]?.numbers)
        // Every cluster has the same pattern of events: less variation than chance would give.
        let outcome = cluster.indices.map { Double(($0 * 7 + Int(period[$0])) % 3 == 0 ? 1 : 0) }
        let even = try DataTable([
            Column("cluster", cluster), Column("period", period), Column("treatment", treatment), Column("y", outcome),
        ])
        let fit = try GeneralisedMixedModel(MarginalOracles.mean([])).fit(even)
        #expect(fit.boundary == ["cluster"] && fit.isConverged)
        let answer = try fit.estimates()
        #expect(answer.notes.contains { $0.contains("at zero") })
        let independent = try GeneralisedMixedModel(MarginalOracles.mean([]), effects: .none).fit(even)
        #expect(abs(independent.logLikelihood - fit.logLikelihood) < 1e-9)
        #expect(agree(answer["treatment"].standardError, try independent.estimates()["treatment"].standardError, relative: 1e-7))
    }

    @Test func orderAndThreadsDoNotMatter() throws {
        let table = try MarginalOracles.table("counts")
        let model = GeneralisedMixedModel(MarginalOracles.mean([]), effects: .clusterPeriod, family: .poisson)
        let plain = try model.fit(table).estimates(.robust)
        Parallel.threads = 1
        defer { Parallel.threads = 0 }
        #expect(try model.fit(table).estimates(.robust) == plain)
        let turned = try DataTable(table.columns.map { Column($0.name, Array(($0.numbers ?? []).reversed())) })
        for (first, second) in zip(plain.rows, try model.fit(turned).estimates(.robust).rows) {
            #expect(agree(first.estimate, second.estimate, relative: 1e-9, scale: 1))
            #expect(agree(first.standardError, second.standardError, relative: 1e-9))
        }
    }
}
