/// How wide text is, without a font at hand: Helvetica's widths (Adobe's font metrics), in which Arial and
/// Liberation Sans agree.
enum TextMeasure {
    /// Thousandths of the size, from the blank to the tilde.
    private static let widths: [Double] = [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556,
        556,
        556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722,
        278,
        500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278,
        469,
        556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333,
        500,
        278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ]

    /// The width of text in pixels, with a little to spare for other fonts.
    static func width(_ text: String, size: Double, bold: Bool = false) -> Double {
        var sum = 0.0
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 32...126: sum += widths[Int(scalar.value) - 32]
            case 0x300...0x36F: break
            case 0x2070...0x209F, 0xB2, 0xB3, 0xB9: sum += 340
            case 0x1100...0x11FF, 0x2E80...: sum += 1000
            default: sum += 600
            }
        }
        return sum / 1000 * size * (bold ? 1.1 : 1.03)
    }

    /// Text that is no wider than `width`: what is too long loses its middle.
    static func shortened(_ text: String, width: Double, size: Double, bold: Bool = false) -> String {
        if self.width(text, size: size, bold: bold) <= width { return text }
        let letters = Array(text.prefix(400))
        var kept = letters.count - 1
        while kept > 1 {
            let head = (kept + 1) / 2
            let candidate =
                String(letters[..<head]) + "…" + String(letters[(letters.count - (kept - head))...])
            if self.width(candidate, size: size, bold: bold) <= width { return candidate }
            kept -= 1
        }
        return "…"
    }

    /// Lines no wider than `width`, broken at blanks.
    static func wrapped(_ text: String, width: Double, size: Double, bold: Bool = false) -> [String] {
        var lines: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            let whole = shortened(String(word), width: width, size: size, bold: bold)
            if let last = lines.last, self.width(last + " " + whole, size: size, bold: bold) <= width {
                lines[lines.count - 1] = last + " " + whole
            } else {
                lines.append(whole)
            }
        }
        return lines
    }
}
