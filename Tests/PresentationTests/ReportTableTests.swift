import Foundation
import Inference
import Presentation
import Testing

@Suite struct ReportTableTests {
    /// Later results' rows stand where their neighbours do.
    @Test func rowsMergeInOrder() {
        func result(_ terms: String...) -> Estimates {
            Estimates(
                command: "did",
                rows: terms.map { Estimate(term: $0, estimate: 1, standardError: 1, degreesOfFreedom: nil) },
                covariance: .init(terms.count, terms.count, repeating: 0), model: [])
        }
        let table = ReportTable([
            ("A", result("-2", "0", "1")), ("B", result("-3", "-2", "-1", "0", "1", "2")),
        ])
        #expect(table.allTerms == ["-3", "-2", "-1", "0", "1", "2"])
    }

    /// Rows with one name are told apart by their labels, or by number.
    @Test func rowsHaveNames() {
        let table = ReportTable([("A", SampleResults.cells)])
        #expect(table.allTerms == ["ATT (group 2004, time 2007)", "ATT (group 2006, time 2007)"])
        let row = Estimate(term: "x", estimate: 1, standardError: 1, degreesOfFreedom: nil)
        let twins = Estimates(
            command: "ols", rows: [row, row], covariance: .init(2, 2, repeating: 0), model: [])
        #expect(ReportTable([("A", twins)]).allTerms == ["x", "x #2"])
    }

    /// A saved result makes the same table as a fresh one, in every format.
    @Test(arguments: OutputFormat.allCases) func savedResultsServe(format: OutputFormat) throws {
        for result in [SampleResults.regression, SampleResults.events, SampleResults.cells] {
            let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: file) }
            for saved in [OutputFormat.json, .mimebundle] {
                try Data(result.rendered(as: saved).utf8).write(to: file)
                let read = try Estimates(saved: file.path)
                #expect(read == result || result.rows.contains { !$0.isEstimated })
                #expect(read.rendered(as: format) == result.rendered(as: format))
                let (old, new) = (ReportTable([("A", result)]), ReportTable([("A", read)]))
                #expect(old.rendered(as: format) == new.rendered(as: format))
            }
        }
    }

    @Test func rowsAreChosenAndNamed() throws {
        let chosen = try SampleResults.table.selecting(["event::0", "event::*"])
        #expect(chosen.terms == ["event::0", "event::-1"])
        let error = #expect(throws: CausalError.self) { try SampleResults.table.selecting(["event:0"]) }
        #expect(error?.code == .unknownTerm && error?.remedy == "Did you mean 'event::0'?")
        #expect(throws: CausalError.self) { try SampleResults.table.labelled(["nobody": "x"]) }
    }

    /// No line is wider than the page, and no number is lost.
    @Test func textFitsThePage() {
        let results = (1...9).map { ("Model \($0)", SampleResults.regression) }
        let wide = ReportTable(results).rendered(as: .text)
        let narrow = ReportTable(results).rendered(as: .text, width: 60)
        #expect(narrow.split(separator: "\n").allSatisfy { $0.count <= 60 })
        #expect(narrow.split(separator: "12.50").count == wide.split(separator: "12.50").count)
        let result = SampleResults.events.rendered(as: .text, width: 50)
        #expect(result.split(separator: "\n").allSatisfy { $0.count <= 50 })
    }

    /// What stands below an estimate, and stars by p-value.
    @Test func uncertaintyAndStars() {
        var table = SampleResults.table
        table.uncertainty = .interval
        #expect(table.rendered(as: .text).contains("[12.00, 13.00]"))
        table.uncertainty = .pValue
        #expect(table.rendered(as: .text).contains("(0.002)"))
        #expect(table.rendered(as: .text).contains("-0.03995***"))
        table.stars = []
        #expect(!table.rendered(as: .text).contains("*"))
        table.uncertainty = .none
        #expect(!table.rendered(as: .markdown).contains("(0."))
    }

    /// Nothing of a name is taken for a sign of the format.
    @Test func namesAreEscaped() {
        let (html, tex) = (SampleResults.table.rendered(as: .html), SampleResults.table.rendered(as: .latex))
        #expect(html.contains("a_b &amp; &lt;c&gt;|50%") && !html.contains("<c>"))
        #expect(tex.contains("a\\_b \\& \\textless{}c\\textgreater{}\\textbar{}50\\%"))
        #expect(tex.contains("$-$0.03995$^{***}$") && tex.contains("\\toprule"))
        #expect(SampleResults.table.rendered(as: .markdown).contains("a\\_b &amp; \\<c\\>\\|50%"))
    }

    /// No name of a saved result speaks to the terminal.
    @Test func controlCharactersAreShown() {
        let row = Estimate(term: "x\u{1B}[31m\n", estimate: 1, standardError: 1, degreesOfFreedom: nil)
        let result = Estimates(command: "ols", rows: [row], covariance: .init(1, 1, repeating: 0), model: [])
        #expect(!result.description.contains("\u{1B}"))
        for format in [OutputFormat.text, .markdown, .latex, .html] {
            #expect(!ReportTable([("A", result)]).rendered(as: format).contains("\u{1B}"))
        }
    }

    /// The bundle holds what a notebook shows, and the picture.
    @Test func mimeBundle() throws {
        let bundle = SampleResults.events.mimeBundle()
        #expect(bundle["text/plain"]?.text == SampleResults.events.description)
        #expect(bundle["text/html"]?.text?.contains("<svg") == true)
        #expect(bundle["application/vnd.vegalite.v5+json"]?["$schema"] != nil)
        #expect(bundle["application/vnd.causal.v1+json"] == SampleResults.events.json)
        let empty = Estimates(command: "ols", rows: [], covariance: .init(0, 0, repeating: 0), model: [])
        #expect(empty.mimeBundle()["application/vnd.vegalite.v5+json"] == nil)
    }

    /// The table itself is Codable.
    @Test func tablesRoundTrip() throws {
        let table = ReportTable([("Events", SampleResults.events)], title: "T", labels: ["event::0": "zero"])
        let read = try JSONDecoder().decode(ReportTable.self, from: JSONEncoder().encode(table))
        #expect(read.rendered(as: .text) == table.rendered(as: .text))
    }

    /// Names and notes from files do not speak to a terminal.
    @Test func controlCharactersDoNotReachATerminal() {
        let estimates = Estimates(
            command: "ols",
            rows: [Estimate(term: "x\u{1B}[31m", estimate: 1, standardError: 1, degreesOfFreedom: nil)],
            covariance: Matrix(1, 1, repeating: 1),
            model: [.init("estimator", "least-squares"), .init("outcome", "y\u{1B}[31m")],
            notes: ["Look\u{07} here\u{9B}."])
        for width in [nil, 30] {
            let text = estimates.rendered(as: .text, width: width)
            #expect(!text.unicodeScalars.contains { $0.value == 27 || $0.value == 7 || $0.value == 155 })
        }
    }
}
