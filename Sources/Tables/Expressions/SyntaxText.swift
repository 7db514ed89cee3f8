import Groundwork

/// A text that somebody typed, by character, and how errors point into it.
package struct SyntaxText: Sendable {
    /// What the text is, as errors name it: `formula`, `expression`, `hypothesis`.
    private let kind: String
    /// The text; positions count these from 0.
    package let characters: [Character]

    /// Takes a text to be read.
    package init(_ text: String, kind: String) {
        self.kind = kind
        characters = Array(text)
    }

    /// A syntax error at a character, counted from 0.
    ///
    /// The message names the character, counted from 1; the remedy ends with the text and, on the line below,
    /// a caret under the fault. Of a long text the 70 characters around the fault are shown.
    package func fault(_ fault: String, at position: Int, remedy: String? = nil) -> CausalError {
        let place = min(position, characters.count)
        let start = max(0, place - 40)
        let end = min(characters.count, start + 70)
        let shown = String(characters[start..<end].map { $0.isWhitespace || !$0.isPrintable ? " " : $0 })
        let before = start > 0 ? "… " : ""
        let caret = String(repeating: " ", count: before.count + place - start) + "^"
        return CausalError(
            .syntax, "the \(kind) cannot be read at character \(place + 1): \(fault)",
            remedy: (remedy ?? "Mend it at the mark:") + "\n    \(before)\(shown)"
                + (end < characters.count ? " …" : "") + "\n    \(caret)")
    }

    /// The number that starts at a character and where it ends: digits with at most one point, and an exponent;
    /// nil when no number starts there, or one beyond the range of a double.
    package func number(from start: Int) -> (value: Double, end: Int)? {
        var end = start
        while isDigit(end) || character(end) == "." { end += 1 }
        if character(end) == "e" || character(end) == "E" {
            let signed = character(end + 1) == "-" || character(end + 1) == "+"
            var exponent = end + (signed ? 2 : 1)
            if isDigit(exponent) {
                while isDigit(exponent) { exponent += 1 }
                end = exponent
            }
        }
        guard end > start, let value = Double(String(characters[start..<end])), value.isFinite else {
            return nil
        }
        return (value, end)
    }

    /// The character at a position; nil behind the last one.
    package func character(_ position: Int) -> Character? {
        position < characters.count ? characters[position] : nil
    }

    /// Whether one of 0 … 9 stands there.
    func isDigit(_ position: Int) -> Bool { character(position)?.isDecimal ?? false }
}

extension Character {
    /// Whether it is one of 0 … 9.
    var isDecimal: Bool { self >= "0" && self <= "9" && isASCII }
    /// Whether a plain name can start with it.
    var isNameStart: Bool { isLetter || self == "_" || self == "." }
    /// Whether a plain name can hold it.
    package var isNamePart: Bool { isNameStart || isNumber }

    fileprivate var isPrintable: Bool { unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 } }
}
