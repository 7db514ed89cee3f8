import Groundwork
import OracleSupport
import Testing

@testable import Decisions

@Suite struct NetBenefitTests {
    private func fit() throws -> NetBenefitFit {
        try NetBenefitRegression(effect: "qaly", cost: "cost", on: "arm + age", treatment: "arm")
            .fit(Reference.table("trial.csv"))
    }

    /// Every willingness to pay at once gives what a regression of k·e − c gives one by one.
    @Test func isTheRegressionOfNetBenefit() throws {
        let fit = try fit()
        for entry in try Reference.list("netbenefit") {
            let isClustered = entry["vcov"]?.text == "cluster"
            let difference = try fit.incremental(isClustered ? .clustered(by: "site") : .iid)
            let k = entry.number("wtp")
            #expect(agree(difference.netBenefit(k), entry.number("estimate"), relative: 1e-9))
            // The covariance comes from three variances, which costs some digits.
            #expect(agree(difference.netBenefitError(k), entry.number("se"), relative: 1e-9))
        }
    }

    @Test func flowsFromEstimates() throws {
        let answer = try fit().estimates(.clustered(by: "site"), willingness: [20_000])
        #expect(isClean(answer) && answer.fact("vcov")?.text == "cr1")
        let again = try IncrementalCostEffectiveness(answer, effect: "effect", cost: "cost")
        let direct = try fit().incremental(.clustered(by: "site"))
        #expect(agree(again.covariance, direct.covariance, relative: 1e-12))
        #expect(again.degreesOfFreedom == 23)
        // The JSON that is printed reads back to the same rows.
        let text = try Estimates(json: JSONValue(parsing: answer.json.text(indent: 2)))
        #expect(text.rows.map(\.estimate).count == answer.rows.count)
        #expect(try IncrementalCostEffectiveness(text, effect: "effect", cost: "cost") == again)
    }

    @Test func theBootstrapSpreadsAsTheErrors() throws {
        let fit = try fit()
        let samples = try fit.bootstrap(draws: 600, seed: 1, clusters: ["site"])
        let difference = try fit.incremental(.clustered(by: "site"))
        // 600 draws know a standard deviation to 3 %; few clusters make both differ by as much again.
        let spread = Numbers.covariance(samples.costs, samples.costs).squareRoot()
        #expect(agree(spread, difference.costVariance.squareRoot(), relative: 0.25))
        #expect(try samples == fit.bootstrap(draws: 600, seed: 1, clusters: ["site"]))
        let answer = samples.added(
            to: try fit.estimates(willingness: [20_000]), of: difference, willingness: [20_000])
        #expect(isClean(answer) && answer.diagnostic("bootstrap") != nil)
    }

    @Test func faults() throws {
        let table = try Reference.table("trial.csv")
        #expect(
            code { () throws(CausalError) in
                _ = try NetBenefitRegression(effect: "qaly", cost: "cost", on: "arm", treatment: "arn").fit(
                    table)
            } == .unknownTerm)
        #expect(
            code { () throws(CausalError) in
                _ = try NetBenefitRegression(effect: "qaly", cost: "nothing", on: "arm", treatment: "arm")
                    .fit(table)
            } == .unknownColumn)
    }
}
