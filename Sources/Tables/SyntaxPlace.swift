import Groundwork

/// The text in which an expression stands, and how errors point into it.
struct SyntaxPlace: Sendable {
    /// The whole text, as it was typed.
    let whole: String
    /// The character of the whole text at which the expression starts.
    let start: Int

    /// A syntax error at a character of the expression (0 is its first), shown with a caret under it.
    func fault(_ message: String, at position: Int, remedy: String? = nil) -> CausalError {
        let character = start + position
        let advice = (remedy.map { $0 + "\n" } ?? "") + excerpt(character)
        return CausalError(.syntax, "\(message), at character \(character + 1)", remedy: advice)
    }

    /// Two lines: the text around a character, and a caret under the character.
    private func excerpt(_ character: Int) -> String {
        let first = max(0, character - 50)
        let shown = whole.dropFirst(first).prefix(80).map { $0.isNewline || $0 == "\t" ? " " : $0 }
        let before = first > 0 ? "…" : ""
        let after = whole.count > first + 80 ? "…" : ""
        let caret = String(repeating: " ", count: character - first + before.count)
        return "    \(before)\(String(shown))\(after)\n    \(caret)^"
    }
}
