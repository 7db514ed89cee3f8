import Groundwork
import Inference
import LinearAlgebra
import Presentation
import Testing

/// The sentence to publish says what the number is: a change, or a factor where the estimate is a logarithm.
@Suite struct ReportSentenceTests {
    private func sentence(
        _ command: String, _ terms: [String], _ model: [(String, String)], isRatio: Bool,
        labels: [JSONValue.Member] = []
    ) throws -> String {
        let rows = terms.map { term in
            Estimate(
                term: term, labels: labels + (isRatio ? [.init("ratio", .number(2))] : []),
                estimate: 0.6931471805599453, standardError: 0.1, degreesOfFreedom: nil)
        }
        let estimates = Estimates(
            command: command, rows: rows, covariance: Matrix(rows.count, rows.count, repeating: 0),
            model: [.init("outcome", .string("y"))] + model.map { .init($0.0, .string($0.1)) })
        return try Report(
            question: "?", data: SampleResults.description(), estimates: estimates, command: "causal"
        ).sentence
    }

    @Test func changes() throws {
        let its = try sentence("its", ["level", "slope@25"], [], isRatio: false)
        #expect(
            its.hasPrefix("The level of 'y' changed by 0.69315 (95 % confidence interval 0.49715 to 0.88914"))
        #expect(its.contains("the slope of 'y' per period changed at 25 by 0.69315"))
        let trial = try sentence("stepped-wedge fit", ["treatment"], [], isRatio: false)
        #expect(trial.hasPrefix("The treatment changed 'y' by 0.69315"))
        let ols = try sentence("ols", ["(Intercept)", "x"], [], isRatio: false)
        #expect(ols.hasPrefix("One unit more of 'x' goes with a change of 'y' by"))
    }

    @Test func ratios() throws {
        let its = try sentence("its", ["level", "difference.slope"], [("link", "log")], isRatio: true)
        #expect(
            its.hasPrefix(
                "Compared with the controls, the trend of 'y' changed: each period multiplies it by a further 2.0000"
            ))
        let level = try sentence("its", ["level"], [("link", "log")], isRatio: true)
        #expect(
            level.hasPrefix(
                "The level of 'y' was multiplied by 2.0000 (95 % confidence interval 1.6440 to 2.4330"))
        let odds = try sentence("stepped-wedge fit", ["treatment"], [("link", "logit")], isRatio: true)
        #expect(odds.hasPrefix("The treatment multiplied the odds of 'y' by 2.0000"))
        let ratio = try sentence("did", ["ATT"], [("link", "log")], isRatio: true)
        #expect(
            ratio.hasPrefix(
                "On average over those treated, the treatment multiplied the expected 'y' by 2.0000"))
    }

    /// Only an average over those treated is called one.
    @Test func averages() throws {
        let cases = [
            ("twfe", "", "In a two-way fixed-effects regression"),
            ("imputation", "event", "Averaged over the periods since its start"),
            ("callaway-santanna", "simple", "On average over those treated"),
        ]
        for (estimator, aggregation, start) in cases {
            let model = [("estimator", estimator), ("aggregation", aggregation)]
            #expect(try sentence("did", ["overall"], model, isRatio: false).hasPrefix(start), "\(estimator)")
        }
        let first = try sentence(
            "did", ["event::0"], [], isRatio: false, labels: [.init("event", .integer(0))])
        #expect(first.hasPrefix("In the first period of treatment, the treatment changed 'y' by"))
    }
}
