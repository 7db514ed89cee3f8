import Foundation
import Inference
import Presentation
import Testing

@Suite struct GoldenTests {
    /// Where references are written when they are to be made anew (see Golden/README.md).
    static let target = ProcessInfo.processInfo.environment["CAUSAL_GOLDEN"].map { URL(fileURLWithPath: $0) }

    static let endings: [OutputFormat: String] = [
        .text: "txt", .json: "json", .csv: "csv", .markdown: "md", .latex: "tex", .html: "html",
        .mimebundle: "mime.json",
    ]

    /// Every format of a table, of one result and of a description is the reference to the byte.
    @Test(arguments: OutputFormat.allCases) func outputsAreTheReferences(format: OutputFormat) throws {
        let outputs = [
            "table": SampleResults.table.rendered(as: format),
            "result": SampleResults.regression.rendered(as: format),
            "events": SampleResults.events.rendered(as: format),
            "description": try SampleResults.description().rendered(as: format),
        ]
        for (name, output) in outputs {
            try Self.compare(output, "\(name).\(try #require(Self.endings[format]))")
        }
    }

    static let designs = ["did", "its", "stepped-wedge"]

    /// What the three designs' commands saved, in every format.
    @Test(arguments: designs, OutputFormat.allCases) func designsAreTheReferences(
        design: String, format: OutputFormat
    ) throws {
        let output = try Self.saved(design).rendered(as: format)
        try Self.compare(output, "\(design).\(try #require(Self.endings[format]))")
    }

    /// The three side by side.
    @Test(arguments: OutputFormat.allCases) func designsSideBySide(format: OutputFormat) throws {
        let table = ReportTable(try Self.designs.map { ($0, try Self.saved($0)) })
        try Self.compare(table.rendered(as: format), "designs.\(try #require(Self.endings[format]))")
    }

    /// A report's page.
    @Test func reportIsTheReference() throws {
        let effect = try Self.saved("did")
        let report = Report(
            question: "What did the redesign do to burnout?", data: try SampleResults.description(),
            explanation: Explanation(command: "did"), estimates: effect, picture: try Picture(of: effect),
            alternatives: [
                .init("imputation", rows: Array(effect.rows.prefix(1))),
                .init("switchers", reason: "every unit is treated at once"),
            ],
            checks: [.init("A series beside it", "What the months say.", try Self.saved("its"))],
            command: "causal did clinics.csv --outcome burnout --unit clinician")
        try Self.compare(report.html, "report.html")
    }

    private static func folder() throws -> URL {
        try #require(Bundle.module.url(forResource: "Golden", withExtension: nil))
    }

    /// A result that the command wrote with `--format json`.
    private static func saved(_ name: String) throws -> Estimates {
        try Estimates(saved: folder().appendingPathComponent("Saved/\(name).json").path)
    }

    private static func compare(_ output: String, _ file: String) throws {
        if let target { return try Data(output.utf8).write(to: target.appendingPathComponent(file)) }
        let expected = try String(contentsOf: folder().appendingPathComponent(file), encoding: .utf8)
        #expect(output == expected, "\(file): look at it, then see Golden/README.md")
    }
}
