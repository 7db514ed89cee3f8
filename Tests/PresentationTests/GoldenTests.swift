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
        let folder = try #require(Bundle.module.url(forResource: "Golden", withExtension: nil))
        for (name, output) in outputs {
            let file = "\(name).\(try #require(Self.endings[format]))"
            if let target = Self.target {
                try Data(output.utf8).write(to: target.appendingPathComponent(file))
                continue
            }
            let expected = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            #expect(output == expected, "\(file): look at it, then see Golden/README.md")
        }
    }
}
