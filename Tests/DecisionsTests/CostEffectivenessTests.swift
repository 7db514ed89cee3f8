import Groundwork
import OracleSupport
import Testing

@testable import Decisions

@Suite struct CostEffectivenessTests {
    /// The figures that BCEA's vaccine example is published with.
    @Test(.enabled(if: ReferenceData.isAvailable)) func theVaccineExample() throws {
        let draws = try StrategyDraws(
            ReferenceData.table("bcea_vaccine_psa.csv"), effects: ["e1", "e2"], costs: ["c1", "c2"])
        let difference = try draws.incremental(1, against: 0)
        let decision = draws.decision(willingness: 25_000)
        // Published to the digits shown.
        #expect(abs((difference.ratio ?? 0) - 20097.59148) < 5e-5)
        #expect(abs(difference.netBenefit(25_000) - 1.228428) < 5e-7)
        #expect(decision.acceptability[1] == 0.529)
        #expect(abs(decision.perfectInformation - 2.414467) < 5e-7)
        #expect(decision.best == 1 && decision.frontier == 0.529)
        let rows = try draws.estimates(willingness: [25_000])
        #expect(
            rows.rows.map(\.term) == ["icer", "effect", "cost", "nmb", "ceac", "ceaf", "evpi"]
                && isClean(rows))
    }

    @Test func fiellerSetsAreTheQuadratic() throws {
        for entry in try Reference.list("fieller") {
            let i = entry.numbers("input")
            let difference = try IncrementalCostEffectiveness(
                effect: i[0], cost: i[2], effectVariance: i[1] * i[1], costVariance: i[3] * i[3],
                covariance: i[4])
            let roots = entry.numbers("roots")
            switch difference.ratioSet() {
            case .interval(let low, let high):
                #expect(entry.number("leading") > 0)
                #expect(agree(low, roots[0], relative: 1e-11) && agree(high, roots[1], relative: 1e-11))
            case .outside(let low, let high):
                #expect(entry.number("leading") < 0)
                #expect(agree(low, roots[0], relative: 1e-11) && agree(high, roots[1], relative: 1e-11))
            case .everything: #expect(entry.number("discriminant") <= 0)
            default: Issue.record("a ray")
            }
            #expect(difference.ratioSet().contains(difference.ratio ?? .nan))
            #expect(isClean(try difference.estimates(willingness: [0, 20_000])))
        }
    }

    /// A ratio is in the set of level 1 − α exactly when the net benefit at it does not differ from zero at α.
    @Test func fiellerAgreesWithNetBenefit() throws {
        let difference = try IncrementalCostEffectiveness(
            effect: 0.05, cost: 900, effectVariance: 0.0004, costVariance: 62_500, covariance: 1.5)
        guard case .interval(let low, let high) = difference.ratioSet() else { throw Unexpected() }
        for end in [low, high] {
            let z = difference.netBenefit(end) / difference.netBenefitError(end)
            #expect(agree(z.magnitude, 1.959963984540054, relative: 1e-10))
        }
    }

    private struct Unexpected: Error {}

    /// E max(0, B) − max(0, E B) of a normal B by a fine sum.
    @Test func perfectInformationOfANormal() throws {
        let difference = try IncrementalCostEffectiveness(
            effect: 0.02, cost: 300, effectVariance: 0.0004, costVariance: 40_000, covariance: 1)
        let k = 20_000.0
        let (m, s) = (difference.netBenefit(k), difference.netBenefitError(k))
        var sum = 0.0
        for step in -80_000...80_000 {
            let z = Double(step) / 10_000
            sum += max(0, m + s * z) * Normal().density(z) / 10_000
        }
        // The rectangle rule is off by h²/12 of the kink's slope.
        #expect(agree(difference.perfectInformation(k), sum - max(0, m), relative: 1e-7))
    }

    /// The frontier is monotone and no option lies below it, whatever the options.
    @Test func frontiersAreMonotone() throws {
        var random = Generator(seed: 7)
        for _ in 0..<200 {
            let options = (0..<12).map { index in
                Strategy(
                    "s\(index)", effect: Double(random.integer(below: 9)),
                    cost: Double(random.integer(below: 9)))
            }
            let frontier = try EfficiencyFrontier(options)
            let ratios = frontier.ratios.compactMap { $0 }
            #expect(zip(ratios, ratios.dropFirst()).allSatisfy { $0 < $1 } && ratios.allSatisfy { $0 > 0 })
            for k in [0.0, 0.3, 1, 2.5, 40] {
                let best = options.map { k * $0.effect - $0.cost }.max() ?? 0
                let chosen = frontier.best(willingness: k)
                #expect(abs(k * chosen.effect - chosen.cost - best) < 1e-9)
            }
            #expect(isClean(frontier.estimates()))
        }
    }

    /// A textbook's five options: one dominated, one extendedly dominated.
    @Test func dominance() throws {
        let frontier = try EfficiencyFrontier([
            Strategy("none", effect: 0, cost: 0), Strategy("a", effect: 1, cost: 1000),
            Strategy("b", effect: 2, cost: 4000), Strategy("c", effect: 3, cost: 5000),
            Strategy("d", effect: 2.5, cost: 6000),
        ])
        #expect(
            frontier.status.map(\.rawValue) == [
                "efficient", "efficient", "extendedly-dominated", "efficient", "dominated",
            ])
        #expect(frontier.ratios == [nil, 1000, 2000])
    }

    /// Three strategies: shares add up to one, and knowing everything is worth the mean of the best less the best mean.
    @Test func severalStrategies() throws {
        var random = Generator(seed: 3)
        let effects = (0..<3).map { d in (0..<500).map { _ in 0.1 * Double(d) + random.normal() * 0.1 } }
        let costs = (0..<3).map { d in (0..<500).map { _ in 900 * Double(d) + random.normal() * 200 } }
        let draws = try StrategyDraws(effects: effects, costs: costs)
        let decision = draws.decision(willingness: 10_000)
        #expect(abs(decision.acceptability.reduce(0, +) - 1) < 1e-12)
        let best = (0..<500).map { s in (0..<3).map { 10_000 * effects[$0][s] - costs[$0][s] }.max() ?? 0 }
        let value = best.reduce(0, +) / 500 - (decision.netBenefits.max() ?? 0)
        #expect(agree(decision.perfectInformation, value, relative: 1e-12))
        let rows = try draws.estimates(willingness: [0, 10_000])
        #expect(isClean(rows) && rows.rows.count { $0.term == "ceac" } == 6)
        #expect(code { () throws(CausalError) in _ = try draws.estimates(willingness: [-1]) } == .badArgument)
        #expect(
            code { () throws(CausalError) in
                _ = try StrategyDraws(effects: [[1, .nan], [1, 2]], costs: [[1, 2], [1, 2]])
            }
                == .missingValue)
    }

    @Test func qualityAdjustedYears() throws {
        let wanted = try #require(try Reference.json()["qaly"])
        let states = try QualityAdjustedLife(
            [0.9, 0.7, 0.5, -0.1], .durations([1.5, 0.25, 4, 0.5]), discountRate: 0.035)
        #expect(agree(states.years, wanted.number("durations"), relative: 1e-12))
        let area = try QualityAdjustedLife(
            [0.6, 0.65, 0.8, 0.75, 0.7], .area(times: [0, 0.25, 1, 2.5, 10]), discountRate: 0.035)
        #expect(agree(area.years, wanted.number("area"), relative: 1e-12))
        let cycles = try QualityAdjustedLife(
            [1, 0.9, 0.7, 0.4], .halfCycle(length: 0.5), discountRate: 0.035)
        #expect(agree(cycles.years, wanted.number("halfcycle"), relative: 1e-12))
        // Undiscounted trapezium by hand: .25·.625 + .75·.725 + 1.5·.775 + 7.5·.725.
        let plain = try QualityAdjustedLife(
            [0.6, 0.65, 0.8, 0.75, 0.7], .area(times: [0, 0.25, 1, 2.5, 10]))
        #expect(agree(plain.years, 0.15625 + 0.54375 + 1.1625 + 5.4375, relative: 1e-13))
        #expect(
            code { () throws(CausalError) in _ = try QualityAdjustedLife([80], .durations([1])) } == .badValue
        )
    }
}
