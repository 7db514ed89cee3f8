import Foundation
import Testing

/// `causal report`: one page for each design.
@Suite struct ReportCommandTests {
    static let sections = ["design", "diagnosis", "estimate", "sensitivity", "to-publish", "to-do-it-again"]

    private func page(_ arguments: [String], input: String) throws -> String {
        let file = try TemporaryFile("", name: "report.html")
        let run = try CommandRun(["report", "-"] + arguments + ["--output", file.path], input: input)
        #expect(run.status == 0 && run.output.isEmpty, "\(run.error)")
        let page = try String(contentsOf: file.url, encoding: .utf8)
        #expect(page.contains(run.error.trimmingCharacters(in: .newlines).prefix(20)))
        for section in Self.sections { #expect(page.contains("<section id=\"\(section)\">"), "\(section)") }
        #expect(page.contains("<svg") && !page.contains("NaN") && !page.contains("nan "))
        #expect(!page.contains("<script") && !page.contains("http://") || page.contains("http://www.w3.org"))
        return page
    }

    @Test func differences() throws {
        let data = try CommandRun("simulate", "did", "--clinics", "16", "--months", "8", "--adoption", "4,6")
            .output
        let words = [
            "--outcome", "burnout", "--unit", "clinician", "--time", "month", "--cohort", "adopted",
            "--cluster", "clinic",
        ]
        let page = try page(words, input: data)
        #expect(
            page.contains("the treatment changed &#39;burnout&#39;")
                || page.contains("the treatment changed 'burnout'"))
        #expect(page.contains("imputation") && page.contains("Rambachan"))
        #expect(page.contains("causal did - --outcome burnout"))
    }

    @Test func series() throws {
        let data = try CommandRun("simulate", "its").output
        let page = try page(
            ["--outcome", "y", "--time", "time", "--at", "25", "--errors", "gls"], input: data)
        #expect(page.contains("errors: newey-west") && page.contains("the slope of"))
    }

    @Test func steppedWedge() throws {
        let data = try CommandRun("simulate", "stepped-wedge").output
        let page = try page(
            ["--outcome", "y", "--cluster", "cluster", "--period", "period", "--treatment", "treatment"],
            input: data)
        #expect(page.contains("correlation: exchangeable"))
    }

    @Test func formula() throws {
        let data = try CommandRun("simulate", "did", "--clinics", "12", "--months", "6", "--adoption", "4")
            .output
        let page = try page(
            [
                "burnout ~ treated + caseload | clinic", "--cluster", "clinic", "--term", "treated",
                "--title", "A & B",
            ],
            input: data)
        #expect(page.contains("A &amp; B") && page.contains("covariance: cr2"))
    }

    static let faultCases: [([String], Int)] = [
        (["-", "--output", "a.html"], 64), (["-", "y ~ x", "--output", "a.pdf"], 64),
        (["-", "y ~ x", "--output", "/nowhere/a.html"], 64),
        (["-", "y ~ x", "--format", "json", "--output", "a.html"], 64),
        (["-", "y ~ x", "--term", "z", "--output", "/tmp/a.html"], 64),
        (["/no/such.csv", "y ~ x", "--output", "a.html"], 66),
        (["-", "--outcome", "y", "--tme", "x", "--cohort", "z", "--output", "a.html"], 64),
    ]

    @Test(arguments: faultCases) func faults(arguments: [String], status: Int) throws {
        let run = try CommandRun(["report"] + arguments, input: "y,x\n1,2\n2,3\n4,7\n3,1\n")
        #expect(Int(run.status) == status && run.output.isEmpty && !run.endedBySignal, "\(run.error)")
    }

    static let suggestionCases: [([String], String)] = [
        (["olss"], "'ols'"), (["did", "-", "--outcom", "y", "--time", "x"], "'--outcome'"),
        (["ols", "-", "y ~ x", "--vcov", "cr22"], "'cr2'"), (["stepped-wedge", "ft"], "'fit'"),
        (["ols", "-", "y ~ x", "--clutser", "x"], "'--cluster'"), (["ols", "-", "y ~ xx"], "'x'"),
    ]

    @Test(arguments: suggestionCases) func suggestions(arguments: [String], meant: String) throws {
        let run = try CommandRun(arguments, input: "y,x\n1,2\n2,3\n4,7\n3,1\n")
        #expect(run.status == 64 && run.error.contains(meant), "\(run.error)")
    }
}
