import OracleSupport
import Testing

@testable import SteppedWedge

/// Generalised mixed models against glmmTMB, lme4, published numbers and plain integration.
@Suite("Stepped wedge: generalised mixed models")
struct GeneralisedMixedTests {
    private func fit(_ oracle: MarginalOracles.Mixed) throws -> GeneralisedMixedFit {
        let model = GeneralisedMixedModel(
            MarginalOracles.trial(
                try #require(TrialCorrelation(rawValue: oracle.effects)), oracle.covariates),
            family: try #require(OutcomeFamily(rawValue: oracle.family)),
            offset: oracle.design == "rates" ? "log(hours)" : nil, quadraturePoints: oracle.points)
        return try model.fit(try MarginalOracles.table(oracle.design))
    }

    /// glmmTMB's optimum is polished with its exact gradient. lme4 stops where its likelihood is flat to about 1e-6, takes
    /// its second derivatives by differences of it, and with several points leaves constants out of Poisson's.
    @Test(arguments: MarginalOracles.models?.cases ?? [])
    func agreesWithR(_ oracle: MarginalOracles.Mixed) throws {
        let fit = try fit(oracle)
        let isExact = oracle.tool == "glmmTMB"
        #expect(fit.isConverged)
        if oracle.family == "binomial" || oracle.points == 1 {
            #expect(
                abs(fit.logLikelihood - oracle.loglik) < (isExact ? 1e-7 : 1e-5),
                "\(fit.logLikelihood) \(oracle.loglik)")
        }
        let rows = MarginalOracles.ordered(try fit.estimates(), oracle.covariates)
        for (row, (estimate, error)) in zip(rows, zip(oracle.coef, oracle.se)) {
            #expect(
                abs(row.estimate - estimate) < (isExact ? 1e-6 : 1e-3) * error,
                "\(row.term) \(row.estimate) \(estimate)")
            #expect(
                agree(row.standardError, error, relative: isExact ? 1e-6 : 1e-2),
                "\(row.term) \(row.standardError) \(error)")
        }
        let first = try #require(oracle.theta.first)
        let scale = try #require(fit.variances["cluster"]).squareRoot()
        // A variance of zero is one of 1e-6 to glmmTMB, which searches its logarithm.
        #expect(agree(scale, Exponential.of(first), relative: isExact ? 1e-6 : 1e-3, scale: 1e8))
    }

    @Test(.enabled(if: ReferenceData.isAvailable))
    func publishedNumbers() throws {
        let trial = SteppedWedge(
            outcome: "y_bin", cluster: "id", period: "period", treatment: "treatment",
            correlation: .exchangeable)
        let fit = try GeneralisedMixedModel(trial).fit(try ReferenceData.table("geeCRT_sampleSWCRTSmall.csv"))
        let row = try fit.estimates()["treatment"]
        // glmer's default settings stop at a log-likelihood of -200.697222; ours, as glmmTMB's and as glmer's with tighter
        // settings, is -200.697161.
        #expect(abs(row.estimate + 1.033066) < 3e-4, "\(row.estimate)")
        #expect(abs(row.standardError - 0.445880) < 2e-3, "\(row.standardError)")
        #expect(abs((fit.variances["cluster"] ?? .nan) - 0.2610085) < 1e-4, "\(fit.variances)")
        #expect(abs(row.estimate + 1.0332947) < 1e-6 && abs(fit.logLikelihood + 200.6971606) < 1e-7)
    }

    /// The derivatives that the search climbs by are those of the likelihood that it climbs.
    @Test(arguments: [
        (RandomEffects.cluster, 1), (.cluster, 5), (.clusterPeriod, 1), (.randomTreatment, 1),
        (.clusterByTreatment, 1),
    ])
    func gradientsAreExact(_ effects: RandomEffects, _ points: Int) throws {
        for (name, family) in [("incomplete", OutcomeFamily.binomial), ("counts", .poisson)] {
            let design = try PatternDesign(
                MarginalOracles.trial(), offset: nil, family: family, MarginalOracles.table(name))
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
                #expect(
                    abs(slope - here.gradient[m]) < 1e-6 * (1 + abs(slope)),
                    "\(m) \(slope) \(here.gradient[m])")
            }
        }
    }

    /// Adaptive quadrature of 40 points against the trapezoidal rule on a fine grid.
    @Test func quadratureIsTheIntegral() throws {
        let design = try PatternDesign(
            MarginalOracles.trial(), offset: nil, family: .binomial, MarginalOracles.table("few"))
        let data = design.patterns
        let likelihood = MixedLikelihood(
            data: data, family: .binomial, effects: .cluster, rule: try HermiteRule(40))
        let theta = [0.4, -0.3, 0.1, -0.2, 0.05, 0.9]
        let value = try #require(likelihood.at(theta)).value
        var total = 0.0
        for cluster in 0..<data.clusterCount {
            var sum = 0.0
            for step in -1600...1600 {
                let u = Double(step) / 200
                var log = -u * u / 2
                for g in data.patterns(of: cluster) {
                    let moments = PatternMoments(
                        count: data.count[g], total: data.count[g] * data.mean[g], family: .binomial)
                    log += moments.point(data.predictor(g, Array(theta.prefix(5))) + 0.9 * u).value
                }
                sum += Exponential.of(log + 60)
            }
            total += Exponential.logarithm(sum / 200 / (2 * Double.pi).squareRoot()) - 60
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
            Column("cluster", cluster), Column("period", period), Column("treatment", treatment),
            Column("y", outcome),
        ])
        let fit = try GeneralisedMixedModel(MarginalOracles.trial(.exchangeable)).fit(even)
        #expect(fit.boundary == ["cluster"] && fit.isConverged)
        let answer = try fit.estimates()
        #expect(answer.notes.contains { $0.contains("at zero") })
        let independent = try GeneralisedMixedModel(MarginalOracles.trial(.independent)).fit(even)
        #expect(abs(independent.logLikelihood - fit.logLikelihood) < 1e-9)
        #expect(
            agree(
                answer["treatment"].standardError, try independent.estimates()["treatment"].standardError,
                relative: 1e-7))
    }

    @Test func orderAndThreadsDoNotMatter() throws {
        let table = try MarginalOracles.table("counts")
        let model = GeneralisedMixedModel(MarginalOracles.trial(), family: .poisson)
        let plain = try model.fit(table).estimates(.robust)
        Parallel.threads = 1
        defer { Parallel.threads = 0 }
        #expect(try model.fit(table).estimates(.robust) == plain)
        let turned = try DataTable(
            table.columns.map { Column($0.name, Array(($0.numbers ?? []).reversed())) })
        for (first, second) in zip(plain.rows, try model.fit(turned).estimates(.robust).rows) {
            #expect(agree(first.estimate, second.estimate, relative: 1e-9, scale: 1))
            #expect(agree(first.standardError, second.standardError, relative: 1e-9))
        }
    }
}
