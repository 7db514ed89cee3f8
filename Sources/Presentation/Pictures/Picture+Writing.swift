import Inference

extension Picture {
    /// A form in which a picture is written.
    public enum Format: String, Sendable, Hashable, CaseIterable {
        /// Scalable vector graphics.
        case svg = ".svg"
        /// A Vega-Lite 5 specification.
        case vegaLite = ".vl.json"
        /// A page with the picture and its numbers.
        case html = ".html"
        /// Pixels, by vl-convert.
        case png = ".png"

        /// The form that a file's ending names, in capitals or not.
        ///
        /// - Throws: `CausalError.Code.badArgument` for another ending.
        public init(path: String) throws(CausalError) {
            let name = path.lowercased()
            guard let format = Format.allCases.first(where: { name.hasSuffix($0.rawValue) }) else {
                throw CausalError(
                    .badArgument, "a picture's file ends in .svg, .vl.json, .html or .png", value: path)
            }
            self = format
        }
    }

    /// Writes the picture to a file whose ending says how: `.svg`, `.vl.json`, `.html` or `.png`.
    ///
    /// The file appears when it is complete; a failure leaves what was there.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - estimates: the result behind the picture, for the table of an HTML page.
    /// - Throws: `CausalError.Code.badArgument` for another ending, `CausalError.Code.unwritableOutput`, and as
    ///   ``png()``.
    public func write(to path: String, with estimates: Estimates? = nil) throws(CausalError) {
        let bytes: [UInt8] =
            switch try Format(path: path) {
            case .svg: Array(svg.utf8)
            case .vegaLite: Array((vegaLite.text(indent: 1) + "\n").utf8)
            case .html: Array(html(estimates).utf8)
            case .png: try png()
            }
        try Picture.replace(path, with: bytes)
    }

    /// Writes a file whole or not at all.
    static func replace(_ path: String, with bytes: [UInt8]) throws(CausalError) {
        let file = try ReplacingFile(path)
        do throws(CausalError) {
            try file.write(bytes)
        } catch {
            file.abandon()
            throw error
        }
        try file.finish()
    }
}
