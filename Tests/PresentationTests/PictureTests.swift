import Foundation
import Presentation
import Testing

@Suite struct PictureTests {
    /// Where references are written when they are to be made anew (see Pictures/README.md).
    static let target = ProcessInfo.processInfo.environment["CAUSAL_PICTURES"].map {
        URL(fileURLWithPath: $0)
    }

    /// The SVG of every kind of picture is the reference to the byte.
    @Test func picturesAreTheReferences() throws {
        let folder = try #require(Bundle.module.url(forResource: "Pictures", withExtension: nil))
        for (name, picture) in try Gallery.reference() {
            if let target = Self.target {
                try Data(picture.svg.utf8).write(to: target.appendingPathComponent(name + ".svg"))
                continue
            }
            let file = folder.appendingPathComponent(name + ".svg")
            let expected = try String(contentsOf: file, encoding: .utf8)
            #expect(picture.svg == expected, "\(name): look at it, then see Pictures/README.md")
        }
    }

    /// All pictures in all formats, for the scripts in Oracles and for eyes.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CAUSAL_ALL_PICTURES"] != nil))
    func writeAll() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["CAUSAL_ALL_PICTURES"])
        for (name, picture) in try Gallery.reference() + Gallery.extremes() {
            for ending in [".svg", ".vl.json", ".html"] {
                try picture.write(to: "\(folder)/\(name)\(ending)")
            }
        }
    }
}
