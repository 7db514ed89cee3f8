import Groundwork

/// Makes the errors of a formula's text: what is wrong, at which character, and an excerpt with a caret.
enum FormulaFault {
    /// A syntax error at a position counted from 0.
    ///
    /// The message names the character (counted from 1); the remedy ends with the formula and, on the line
    /// below, a caret under the fault. Of a long formula the 60 characters around the fault are shown.
    static func error(
        _ fault: String, at position: Int, in text: [Character], remedy: String? = nil
    ) -> CausalError {
        let place = min(position, text.count)
        let start = max(0, place - 40)
        let end = min(text.count, start + 70)
        let shown = String(text[start..<end].map { $0.isWhitespace || !isPrintable($0) ? " " : $0 })
        let indent = String(repeating: " ", count: place - start + (start > 0 ? 2 : 0))
        let excerpt =
            "\n    " + (start > 0 ? "… " : "") + shown + (end < text.count ? " …" : "") + "\n    " + indent
            + "^"
        return CausalError(
            .syntax, "the formula cannot be read at character \(place + 1): \(fault)",
            remedy: (remedy ?? "Mend it at the mark:") + excerpt)
    }

    private static func isPrintable(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
    }
}
