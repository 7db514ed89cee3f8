import Foundation
import Inference
import Presentation
import Testing

/// Ratios, brackets, words and labels of tables.
@Suite struct ReportTableNumberTests {
    private static func counts(_ name: String) -> Estimates {
        Estimates(
            command: name,
            rows: [
                Estimate(term: "treated", estimate: -0.5, standardError: 0.1, degreesOfFreedom: nil),
                Estimate(term: "age", estimate: 0.25, standardError: 0.05, degreesOfFreedom: nil),
            ], covariance: .init(2, 2, repeating: 0),
            model: [
                .init("estimator", .string(name == "poisson" ? "poisson" : "binomial")),
                .init("link", .string(name == "poisson" ? "log" : "logit")), .init("vcov", "cr1"),
                .init("nobs", .integer(120)),
            ])
    }

    /// Logarithms beside differences are told, and shown as ratios when that is wanted.
    @Test func logarithmsAreTold() throws {
        var table = ReportTable([
            ("Mean", SampleResults.regression), ("Rate", Self.counts("poisson")),
            ("Odds", Self.counts("logit")),
        ])
        #expect(table.rendered(as: .text).contains("Coefficients of Rate, Odds are logarithms of ratios."))
        #expect(table.rendered(as: .text).contains("-0.5000"))
        table.ratios = true
        let text = table.rendered(as: .text)
        #expect(text.contains("0.6065") && text.contains("(0.06065)") && !text.contains("-0.5000"))
        #expect(text.contains("Coefficients of Rate, Odds are shown as ratios"))
        #expect(text.contains("-0.03995"), "differences stay")
        table.uncertainty = .interval
        #expect(table.rendered(as: .text).contains("[0.4986, 0.7379]"))
        table.uncertainty = .statistic
        #expect(table.rendered(as: .text).contains("(-5.00)"), "the test is that of the logarithm")
        let json = try JSONValue(parsing: table.rendered(as: .json))
        let row = json["estimates"]?.elements?.first { $0["result"]?.text == "Odds" }
        #expect(row?["estimate"]?.double == -0.5 && (row?["ratio"]?.double ?? 0) > 0.6)
        let alone = ReportTable([("Rate", Self.counts("poisson"))])
        #expect(alone.rendered(as: .text).contains("Coefficients are logarithms of ratios."))
        #expect(!ReportTable([("Mean", SampleResults.regression)]).rendered(as: .text).contains("logarithm"))
    }

    /// Limits of a number needed to treat that pass through infinity do not read as an interval.
    @Test func numbersNeededPassThroughInfinity() {
        let row = Estimate(
            term: "nnt", labels: [.init("type", "NNTB…∞…NNTH")], estimate: 40, standardError: .nan,
            degreesOfFreedom: nil, bounds: Interval(5.813, 8.093))
        let result = Estimates(
            command: "nnt", rows: [row], covariance: .init(1, 1, repeating: .nan), model: [])
        for uncertainty in [ReportTable.Uncertainty.standardError, .interval] {
            let table = ReportTable([("NNT", result)], uncertainty: uncertainty)
            #expect(table.rendered(as: .text).contains("[NNTB 5.813 … ∞ … NNTH 8.093]"))
        }
        let text = ReportTable([("NNT", result)]).rendered(as: .text)
        #expect(text.contains("95 % confidence intervals in brackets where there is no standard error."))
        #expect(!text.contains("Standard errors in parentheses."))
    }

    /// A row whose limits are both null beside a standard error stays unbounded when it is read back.
    @Test func wholeLinesStayWhole() throws {
        let row = Estimate(
            term: "icer", estimate: 2, standardError: 1, degreesOfFreedom: nil, bounds: .unbounded)
        let result = Estimates(
            command: "icer", rows: [row], covariance: .init(1, 1, repeating: 1), model: [])
        let read = try Estimates(json: JSONValue(parsing: result.json.text(indent: nil)))
        #expect(read.rows[0].interval == .unbounded && read.rows[0].statistic == 2)
        let short =
            #"{"schema": "causal/1", "command": "x", "estimates": [{"term": "a", "estimate": 1, "std.error": 1}]}"#
        #expect(try Estimates(json: JSONValue(parsing: short)).rows[0].interval.low > -1)
    }

    @Test func linesAreNamedAndChosen() throws {
        let table = ReportTable([("A", Self.counts("poisson")), ("B", Self.counts("logit"))])
        let words = table.rendered(as: .text)
        #expect(words.contains("Poisson") && words.contains("Logit") && words.contains("CR1"))
        #expect(table.rendered(as: .csv).contains("poisson,binomial"), "programs read names")
        let chosen = try table.showing(statistics: ["Observations"]).labelled(["Observations": "N"])
        #expect(chosen.rendered(as: .text).contains("N ") && !chosen.rendered(as: .text).contains("Poisson"))
        #expect(try table.showing(statistics: []).rendered(as: .csv).contains("model,") == false)
        #expect(throws: CausalError.self) { try table.showing(statistics: ["Observation"]) }
        for labels in [["treated": ""], ["treated": "age"], ["treated": "x", "age": "x"]] {
            #expect(throws: CausalError.self) { try table.labelled(labels) }
        }
    }

    /// Columns of sentences become paragraphs, and letters smaller, where a table is wider than the page.
    @Test func wideTablesKeepToThePage() {
        func latex(_ words: String, numbers: Int) -> String {
            let labels = (0..<numbers).map { JSONValue.Member("number\($0)", .number(1234.5)) }
            let row = Estimate(
                term: "utilisation", labels: [.init("meaning", .string(words))] + labels, estimate: 1,
                standardError: .nan, degreesOfFreedom: nil)
            return Estimates(
                command: "queue", rows: [row], covariance: .init(1, 1, repeating: .nan), model: []
            ).rendered(as: .latex)
        }
        let sentence = String(repeating: "a sentence of some length ", count: 4)
        #expect(!latex("short", numbers: 1).contains("linewidth}}"))
        let wide = latex(sentence, numbers: 2)
        #expect(wide.contains("\\raggedright\\arraybackslash}p{0.") && wide.contains("booktabs,array"))
        #expect(latex(sentence, numbers: 7).contains("{\\scriptsize \\setlength{\\tabcolsep}{4pt}"))
    }

    /// Measures are told in sentences, without what is missing.
    @Test func diagnosticsAreSentences() {
        let diagnostics = [
            Diagnostic(
                "influence",
                [
                    .init("term", "level"), .init("time", .integer(22)),
                    .init("estimate.without", .number(-2.2342)),
                    .init("change.in.std.errors", .number(0.52)), .init("lowest", .number(-2.2342)),
                    .init("highest", .number(-1.34)),
                ]),
            Diagnostic(
                "something", [.init("p.x", .null), .init("count", .integer(3)), .init("nan", .number(.nan))]),
            Diagnostic("quadrants", [.init("share", ["dominant": .integer(4), "worse": .integer(2)])]),
            Diagnostic("clusters", [.init("column", "c"), .init("clusters", .number(1e300))]),
            Diagnostic(
                "wild-bootstrap",
                [
                    .init("statistic", .number(2)), .init("p.value", .number(0.04)),
                    .init("draws", .number(1e19)),
                ]),
        ]
        let result = Estimates(
            command: "its", rows: [], covariance: .init(0, 0, repeating: 0), model: [],
            diagnostics: diagnostics)
        let lines = result.diagnosticLines
        #expect(
            lines[0]
                == "influence on level: time 22 most, without it -2.2342 (0.520 standard errors away); without any one, "
                + "-2.2342 to -1.3400")
        #expect(lines[1] == "something: count 3" && lines[2] == "quadrants: share 4 dominant, 2 worse")
        #expect(lines.count == 5, "numbers beyond whole ones end nothing")
    }

    /// A plan shows what it assumes, without a test of it.
    @Test func plansAreNotResults() {
        let row = Estimate(term: "effect", estimate: -5, standardError: 1.2, degreesOfFreedom: 40)
        let plan = Estimates(
            command: "its-power", rows: [row], covariance: .init(1, 1, repeating: 1), model: [])
        let text = plan.rendered(as: .text)
        #expect(text.contains("effect assumed") && !text.contains("<0.001") && !text.contains("low"))
    }
}
