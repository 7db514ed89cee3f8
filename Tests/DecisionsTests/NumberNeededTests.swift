import Groundwork
import OracleSupport
import Testing

@testable import Decisions

@Suite struct NumberNeededTests {
    /// Newcombe (1998), example (a): 56/70 against 48/80.
    @Test func thePublishedExample() throws {
        let nnt = try NumberNeededToTreat(RiskDifference(Proportion("56/70"), Proportion("48/80")))
        #expect(agree(nnt.reduction.estimate, 0.2, relative: 1e-14))
        // Published to four digits: (.0524, .3339) and (3.00, 19.07).
        #expect(
            abs((nnt.reduction.low ?? 0) - 0.0524) < 5e-5 && abs((nnt.reduction.high ?? 0) - 0.3339) < 5e-5)
        #expect(agree(nnt.value ?? 0, 5, relative: 1e-14) && nnt.type == "NNTB")
        #expect(abs((nnt.ends.low ?? 0) - 3.00) < 5e-3 && abs((nnt.ends.high ?? 0) - 19.07) < 2e-2)
    }

    @Test func limitsAreThoseOfStatsmodels() throws {
        for entry in try Reference.list("newcombe") {
            let counts = entry.numbers("counts").map { Int($0) }
            let difference = try RiskDifference(
                Proportion(counts[0], of: counts[1]), Proportion(counts[2], of: counts[3]))
            // Two square roots on each side.
            #expect(agree(difference.low ?? .nan, entry.number("low"), relative: 1e-11, scale: 1))
            #expect(agree(difference.high ?? .nan, entry.number("high"), relative: 1e-11, scale: 1))
        }
    }

    /// Whatever the counts, exchanging the groups exchanges benefit and harm and nothing else.
    @Test func symmetricUnderSwap() throws {
        for a in 0...6 {
            for b in 0...5 {
                let (first, second) = (try Proportion(a, of: 6), try Proportion(b, of: 5))
                let forth = try NumberNeededToTreat(RiskDifference(first, second))
                let back = try NumberNeededToTreat(RiskDifference(second, first))
                #expect(forth.value == back.value)
                switch (forth.limits, back.limits) {
                case (.benefit(let l, let h), .harm(let m, let i)),
                    (.harm(let l, let h), .benefit(let m, let i)):
                    #expect(agree(l, m, relative: 1e-12) && (h == nil) == (i == nil))
                    if let h, let i { #expect(agree(h, i, relative: 1e-9)) }
                case (.throughInfinity(let b, let h), .throughInfinity(let c, let i)):
                    #expect(agree(b, i, relative: 1e-12) && agree(h, c, relative: 1e-12))
                case (nil, nil): break
                default: Issue.record("\(a)/6 and \(b)/5 differ in kind")
                }
                let adverse = try NumberNeededToTreat(RiskDifference(second, first), events: .adverse)
                #expect(adverse.type == forth.type)
            }
        }
    }

    /// Altman's example of an interval through infinity: ARR .10 (−.05 to .25).
    @Test func throughInfinity() throws {
        let row = Estimate(
            term: "x", estimate: 0.1, standardError: .nan, degreesOfFreedom: nil,
            bounds: Interval(-0.05, 0.25))
        let nnt = try row.numberNeededToTreat()
        #expect(nnt.limits == .throughInfinity(benefit: 4, harm: 20) && nnt.type == "NNTB…∞…NNTH")
        #expect(nnt.description == "NNTB 10 (4 to ∞ to NNTH 20)")
        let rows = try PreventionCost(nnt, costPerParticipant: 100, savingPerCase: 1200).estimates
        #expect(rows["nnt"].interval == Interval(4, 20) && isClean(rows))
        #expect(rows["cost.per.case"].interval == Interval(400, .infinity))
    }

    /// No difference, no interval, all and none: answers, never a trap.
    @Test func edges() throws {
        let none = try NumberNeededToTreat(RiskDifference(Proportion(3, of: 10), Proportion(3, of: 10)))
        #expect(none.value == nil)
        #expect(isClean(try PreventionCost(none, costPerParticipant: 5, savingPerCase: 9).estimates))
        let bare = Estimate(term: "x", estimate: -0.08, standardError: .nan, degreesOfFreedom: nil)
        let prevented = try bare.numberNeededToTreat(events: .adverse)
        #expect(prevented.limits == nil && prevented.type == "NNTB" && prevented.value == 12.5)
        #expect(code { () throws(CausalError) in _ = try Proportion(5, of: 3) } == .badArgument)
        #expect(code { () throws(CausalError) in _ = try Proportion("5 of 9") } == .badArgument)
        let dropped = Estimate(term: "x", estimate: .nan, standardError: .nan, degreesOfFreedom: nil)
        #expect(code { () throws(CausalError) in _ = try dropped.numberNeededToTreat() } == .notIdentified)
        let score = Estimate(term: "x", estimate: -5, standardError: 1, degreesOfFreedom: nil)
        #expect(code { () throws(CausalError) in _ = try score.numberNeededToTreat() } == .badValue)
    }

    /// A baseline risk turns a ratio into a difference: OR 0.5 at p₀ = 0.2 gives p₁ = 1/9.
    @Test func ratiosWithABaselineRisk() throws {
        let row = Estimate(
            term: "x", estimate: -0.693147180559945309, standardError: 0.2, degreesOfFreedom: nil)
        let odds = try RiskDifference(row, measure: .logOdds, baselineRisk: 0.2)
        #expect(agree(odds.estimate, 1.0 / 9 - 0.2, relative: 1e-13))
        #expect(agree(odds.standardError ?? 0, 0.2 * 8 / 81, relative: 1e-13))
        let risk = try RiskDifference(row, measure: .logRisk, baselineRisk: 0.2)
        #expect(agree(risk.estimate, -0.1, relative: 1e-13))
        #expect(
            code { () throws(CausalError) in _ = try RiskDifference(row, measure: .logOdds) } == .badArgument)
    }

    /// The textbook's case: NNT 12.5, a cost per case a little above the saving.
    @Test func breakEven() throws {
        let row = Estimate(term: "programme", estimate: -0.08, standardError: 0.03, degreesOfFreedom: nil)
        let cost = try PreventionCost(
            row.numberNeededToTreat(events: .adverse), costPerParticipant: 1000, savingPerCase: 12_000,
            unpriced: ["medical errors"])
        #expect(cost.costPerCase == 12_500)
        #expect(agree(cost.netPerParticipant ?? 0, -40, relative: 1e-12))
        #expect(agree(cost.breakEvenCost ?? 0, 960, relative: 1e-12))
        let answer = cost.estimates
        #expect(answer.notes.contains { $0.contains("medical errors") })
        #expect(agree(answer["net.per.participant"].standardError, 360, relative: 1e-12))
        #expect(isClean(answer))
    }
}
