import Inference

/// SVG under construction: elements on lines of their own, numbers with at most two decimals, so that the
/// same picture gives the same bytes.
struct SVGText {
    private(set) var lines: [String] = []
    private var depth = 0

    /// Opens an element.
    mutating func open(_ name: String, _ attributes: String) {
        lines.append(indent + "<\(name) \(attributes)>")
        depth += 1
    }

    /// Closes the element that was opened last.
    mutating func close(_ name: String) {
        depth -= 1
        lines.append(indent + "</\(name)>")
    }

    /// An element without content.
    mutating func add(_ name: String, _ attributes: String) {
        lines.append(indent + "<\(name) \(attributes)/>")
    }

    /// An element with text.
    mutating func add(_ name: String, _ attributes: String, text: String) {
        let blank = attributes.isEmpty ? "" : " "
        lines.append(indent + "<\(name)\(blank)\(attributes)>\(SVGText.escaped(text))</\(name)>")
    }

    /// Lines that are right as they are.
    mutating func add(verbatim: String) { lines.append(indent + verbatim) }

    /// A line of text at a place.
    mutating func words(
        _ text: String, _ x: Double, _ y: Double, _ style: String = "", anchor: String = "start",
        rotated: Bool = false
    ) {
        guard !text.isEmpty else { return }
        let classes = style.isEmpty ? "" : " class=\"\(style)\""
        let side = anchor == "start" ? "" : " text-anchor=\"\(anchor)\""
        let turn = rotated ? " transform=\"rotate(-40 \(SVGText.n(x)) \(SVGText.n(y)))\"" : ""
        add("text", "x=\"\(SVGText.n(x))\" y=\"\(SVGText.n(y))\"\(classes)\(side)\(turn)", text: text)
    }

    /// A straight line.
    mutating func stroke(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
        let from = "x1=\"\(SVGText.n(x1))\" y1=\"\(SVGText.n(y1))\""
        add("line", from + " x2=\"\(SVGText.n(x2))\" y2=\"\(SVGText.n(y2))\" \(style)")
    }

    private var indent: String { String(repeating: " ", count: depth) }

    /// A number with at most two decimals.
    static func n(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e9 else { return "0" }
        let hundredths = Int((value * 100).rounded())
        let sign = hundredths < 0 ? "-" : ""
        let (whole, part) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
        if part == 0 { return sign + String(whole) }
        return sign + "\(whole)."
            + (part % 10 == 0 ? String(part / 10) : part < 10 ? "0\(part)" : String(part))
    }

    /// Text with what XML forbids replaced.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\n", "\t", "\r": result += " "
            case _ where scalar.value < 32 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
