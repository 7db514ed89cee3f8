import Groundwork
import OracleSupport
import Testing

@testable import Decisions

@Suite struct UnmeasuredTests {
    /// VanderWeele & Ding (2017): RR 3.9 (1.8, 8.7) has E-values 7.2 and 3.0.
    @Test func eValues() throws {
        let wanted = try #require(try Reference.json()["evalue"])
        let ratio = try EValue(riskRatio: 3.9, low: 1.8, high: 8.7)
        #expect(agree(ratio.estimate, wanted.number("rr3.9"), relative: 1e-14))
        #expect(abs(ratio.estimate - 7.26) < 5e-3 && abs((ratio.limit ?? 0) - 3.0) < 5e-3)
        func row(_ estimate: Double, _ error: Double) -> Estimate {
            Estimate(term: "x", estimate: estimate, standardError: error, degreesOfFreedom: nil)
        }
        let odds = try EValue(row(Elementary.naturalLog(0.5), 0.1), .logOdds)
        #expect(agree(odds.estimate, wanted.number("or0.5common"), relative: 1e-12))
        let hazard = try EValue(row(Elementary.naturalLog(0.56), 0.1), .logHazard)
        #expect(agree(hazard.estimate, wanted.number("hr0.56"), relative: 1e-12))
        let mean = try EValue(row(4.2, 1.4), .mean, deviation: 10)
        #expect(agree(mean.estimate, wanted.number("d"), relative: 1e-12))
        #expect(agree(mean.limit ?? 0, wanted.number("dlow"), relative: 1e-12))
        // A ratio and its inverse are the same; an interval that holds one needs no confounding.
        #expect(agree(try EValue(riskRatio: 1 / 3.9).estimate, ratio.estimate, relative: 1e-12))
        #expect(try EValue(riskRatio: 1.2, low: 0.9, high: 1.6).limit == 1)
        #expect(isClean(ratio.estimates(of: "x")) && isClean(odds.estimates(of: "x")))
        #expect(code { () throws(CausalError) in _ = try EValue(riskRatio: -1) } == .badArgument)
        #expect(code { () throws(CausalError) in _ = try EValue(row(1, 1), .mean) } == .badArgument)
    }

    @Test func robustnessIsThatOfSensemakr() throws {
        let wanted = try #require(try Reference.json()["robustness"])
        let analysis = try RobustnessAnalysis(
            "qaly ~ arm + age + workload", treatment: "arm", Reference.table("trial.csv"))
        let value = analysis.value
        #expect(agree(value.statistic, wanted.number("t"), relative: 1e-10))
        #expect(agree(value.partialR2, wanted.number("r2"), relative: 1e-10))
        #expect(agree(value.value(), wanted.number("rv"), relative: 1e-10))
        #expect(agree(value.value(alpha: 0.05), wanted.number("rva"), relative: 1e-9, scale: 1e-3))
        let rows = try analysis.estimates(benchmarks: ["age"], times: [1, 2, 3]).rows.filter {
            $0.term == "adjusted"
        }
        for (row, bound) in zip(rows, try #require(wanted["bounds"]?.elements)) {
            #expect(agree(row.json["r2.treatment"]?.double ?? 0, bound.number("r2dz"), relative: 1e-9))
            #expect(agree(row.json["r2.outcome"]?.double ?? 0, bound.number("r2yz"), relative: 1e-9))
            #expect(agree(row.estimate, bound.number("estimate"), relative: 1e-9))
            #expect(agree(row.standardError, bound.number("se"), relative: 1e-9))
            #expect(agree(row.interval.low, bound.number("low"), relative: 1e-8))
        }
    }

    /// Adding a real confounder to a regression moves it as the formula says.
    @Test func theBiasOfAConfounderThatIsThere() throws {
        let table = try Reference.table("trial.csv")
        let short = try RobustnessAnalysis("qaly ~ workload", treatment: "workload", table)
        let long = try LeastSquares("qaly ~ workload + age").fit(table).estimates(.iid)
        let age = try RobustnessAnalysis("qaly ~ age + workload", treatment: "workload", table)
        let shares = try age.shares(of: "age")
        let moved = short.value.adjusted(
            for: try .init(treatment: shares.treatment, outcome: shares.outcome))
        let bias = (short.value.estimate - moved.estimate).magnitude
        #expect(agree(bias, (short.value.estimate - long["workload"].estimate).magnitude, relative: 1e-9))
        #expect(agree(moved.standardError, long["workload"].standardError, relative: 1e-9))
    }

    @Test func osterIsThatOfPsacalc() throws {
        let wanted = try #require(try Reference.json()["oster"])
        let oster = try OsterDelta(
            "qaly ~ arm + age + workload", treatment: "arm", Reference.table("trial.csv"))
        #expect(agree(oster.inputs.shortEstimate, wanted.number("short"), relative: 1e-10))
        #expect(agree(oster.delta() ?? 0, wanted.number("delta"), relative: 1e-8))
        #expect(agree(oster.adjusted() ?? 0, wanted.number("adjusted1"), relative: 1e-8))
        #expect(agree(oster.adjusted(delta: 2) ?? 0, wanted.number("adjusted2"), relative: 1e-8))
        // At δ the effect is zero.
        let roots = oster.adjusted(delta: oster.delta() ?? 0) ?? .nan
        #expect(roots.isFinite && isClean(oster.estimates(term: "arm")))
    }

    @Test func rosenbaumsBounds() throws {
        let table = try Reference.table("pairs.csv")
        let ranks = try RosenbaumBounds(table, outcome: "score", treatment: "treated", pair: "pair")
        let signs = try RosenbaumBounds(
            table, outcome: "score", treatment: "treated", pair: "pair", test: .sign)
        for entry in try Reference.list("rosenbaum") {
            let (w, s) = (
                try ranks.pValues(gamma: entry.number("gamma")),
                try signs.pValues(gamma: entry.number("gamma"))
            )
            #expect(
                agree(w.high, entry.number("high"), relative: 1e-10)
                    && agree(w.low, entry.number("low"), relative: 1e-9))
            #expect(agree(s.high, entry.number("sign_high"), relative: 1e-10))
            #expect(agree(s.low, entry.number("sign_low"), relative: 1e-9))
        }
        let limit = try #require(ranks.sensitivity())
        #expect(agree(try ranks.pValues(gamma: limit).high, 0.05, relative: 1e-9))
        #expect(isClean(try ranks.estimates(gammas: [1, 2])))
        #expect(code { () throws(CausalError) in _ = try ranks.pValues(gamma: 0.5) } == .badArgument)
        #expect(code { () throws(CausalError) in _ = try RosenbaumBounds([0, 0]) } == .tooFewRows)
    }
}
