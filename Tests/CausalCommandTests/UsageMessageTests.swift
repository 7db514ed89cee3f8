import Foundation
import Testing

/// One message, in one form, for whatever is wrong with arguments; and options that reports and plans take.
@Suite struct UsageMessageTests {
    private static let data = "y,x\n1,1\n2,2\n2,3\n4,5\n"

    @Test(arguments: [
        (
            ["ols", "-", "y ~ x", "--vcov", "foo"],
            "the value 'foo' is invalid for '--vcov'. There are iid, hc0,"
        ),
        (["ols", "-", "y ~ x", "--vcov", "hc11"], "Did you mean 'hc1'?"),
        (["ols", "-"], "missing expected argument '<formula>'. It is: The model, e.g."),
        (["ols", "-", "y ~ x", "--nosuch"], "unknown option '--nosuch'. See causal ols --help."),
        (["olss", "-", "y ~ x"], "there is no subcommand 'olss'. Did you mean 'ols'?"),
        (["stepped-wedge", "fitt", "d.csv"], "there is no subcommand 'fitt'. Did you mean 'fit'?"),
        (["did", "-", "--outcom", "y", "--time", "t"], "Is '--outcom' meant to be '--outcome'?"),
        (["its-power", "--level-change", "x"], "'--level-change'"),
    ])
    func oneMessage(arguments: [String], words: String) throws {
        let run = try CommandRun(arguments, input: Self.data)
        #expect(run.status == 64 && run.output.isEmpty)
        #expect(run.error.hasPrefix("causal: error: ") && run.error.contains(words), "\(run.error)")
        #expect(run.error.split(separator: "\n").count == 1, "\(run.error)")
    }

    /// A report's words for an option that its design does not know.
    @Test func reportsSpeakAlike() throws {
        let page = try TemporaryFile("", name: "a.html")
        let run = try CommandRun(
            ["report", "-", "y ~ x", "--bogus", "3", "--output", page.path], input: Self.data)
        #expect(run.status == 64 && !run.error.contains("?.") && run.error.contains("--bogus"))
    }

    /// The design's flags are found from its own help, wherever they stand.
    @Test func reportsKnowFlags() throws {
        let data = try CommandRun("simulate", "did", "--clinics", "6", "--months", "6", "--adoption", "4")
            .output
        let page = try TemporaryFile("", name: "a.html")
        for flags in [["--two-core", "--cluster", "clinic"], ["--cluster", "clinic", "--two-core"]] {
            let run = try CommandRun(
                ["report", "-", "burnout ~ treated | clinician + month"] + flags + ["--output", page.path],
                input: data)
            #expect(run.status == 0, "\(run.error)")
        }
    }

    /// Data's options reach every analysis of a report, sensitivity and power.
    @Test func rowsAreReadAlike() throws {
        let data = try CommandRun("simulate", "did", "--clinics", "12", "--months", "8", "--adoption", "4,6")
            .output
        let file = try TemporaryFile(data, name: "noending")
        let columns = [
            "--outcome", "burnout", "--unit", "clinician", "--time", "month", "--cohort", "adopted",
            "--input-format", "csv", "--missing", "-9",
        ]
        let sensitivity = try CommandRun(
            ["sensitivity", file.path] + columns + ["--restriction", "smoothness", "--bound", "0"])
        #expect(sensitivity.status == 0, "\(sensitivity.error)")
        let power = try CommandRun(
            ["did-power", file.path] + columns + ["--before", "2", "--after", "2", "--format", "json"])
        #expect(power.status == 0, "\(power.error)")
        let model = try power.json()["model"] as? [String: Any]
        #expect(model?["power.curves"] is [String: Any])
        let page = try TemporaryFile("", name: "a.html")
        let report = try CommandRun(["report", file.path] + columns + ["--output", page.path])
        let html = try String(contentsOf: page.url, encoding: .utf8)
        #expect(report.status == 0 && !html.contains("could not be analysed"))
        #expect(report.error.hasPrefix("On average over those treated"), "\(report.error)")
        #expect(html.contains("--aggregate simple") && html.contains("--aggregate event"))
        let nothing = try CommandRun(
            "did-power", "--variance", "4", "--autocorrelation", "0", "--units", "20", "--before", "2",
            "--after",
            "2", "--missing", "x")
        #expect(nothing.status == 64 && nothing.error.contains("--missing"))
    }

    /// What a window leaves out of the overall mean is told.
    @Test func windowsAreTold() throws {
        let data = try CommandRun("simulate", "did", "--clinics", "12", "--months", "10", "--adoption", "4,6")
            .output
        let words = [
            "did", "-", "--outcome", "burnout", "--unit", "clinician", "--time", "month", "--cohort",
            "adopted",
            "--aggregate", "event",
        ]
        let cut = try CommandRun(words + ["--window", "-2:1"], input: data)
        #expect(cut.output.contains("'overall' is the mean of the event times 0 to 1"))
        #expect(try !CommandRun(words, input: data).output.contains("'overall' is"))
    }

    /// Rows without an interval tell the level that was asked for.
    @Test func levelsAreTold() throws {
        let rows = try CommandRun(
            "queue", "--arrival", "6", "--service", "10", "--level", "0.9", "--format", "json"
        ).rows()
        #expect(!rows.isEmpty && rows.allSatisfy { $0["conf.level"] as? Double == 0.9 })
    }

    /// `-` is standard output, as it is standard input.
    @Test func dashIsStandardOutput() throws {
        let converted = try CommandRun(["convert", "-", "--output", "-"], input: Self.data)
        #expect(converted.status == 0 && converted.output == Self.data, "\(converted.error)")
        let drawn = try CommandRun("simulate", "its", "--output", "-")
        #expect(drawn.output.hasPrefix("time,after,y"))
    }

    /// A number of a saved result that is a word is no missing one.
    @Test func savedNumbersAreNumbers() throws {
        let saved = try CommandRun(["ols", "-", "y ~ x", "--format", "json"], input: Self.data).output
        let broken = try TemporaryFile(
            saved.replacingOccurrences(of: "\"std.error\": ", with: "\"std.error\": \"abc\", \"old\": "))
        let run = try CommandRun("table", broken.path)
        #expect(run.status == 65 && run.error.contains("'abc'") && run.output.isEmpty)
    }

    /// Every estimator and plan is explained, as text or JSON.
    @Test(arguments: [
        (["stepped-wedge", "fit", "--method", "standardised"], "Standardised"),
        (["stepped-wedge", "power"], "Power of a stepped-wedge"), (["did-power"], "Power of a difference"),
        (["its-power"], "Power of a planned"), (["did", "--estimator", "all"], "Every estimator"),
        (["its", "--family", "poisson"], "Interrupted series of counts"),
    ])
    func explained(words: [String], title: String) throws {
        let text = try CommandRun(words + ["--explain"])
        #expect(text.status == 0 && text.output.hasPrefix(title), "\(text.error)")
        let json = try CommandRun(words + ["--explain", "--format", "json"]).json()
        #expect((json["title"] as? String)?.hasPrefix(title) == true && json["assumptions"] is [String])
        #expect(try CommandRun(words + ["--explain", "--format", "html"]).status == 64)
    }
}
