import Groundwork

/// A word of a formula or an expression, and the character at which it starts (counted from 0).
package struct SyntaxToken: Sendable {
    package let kind: Kind
    package let position: Int

    package enum Kind: Sendable, Hashable {
        case number(Double)
        case text(String)
        /// A name; `quoted` when it stood between backticks and so can be no keyword and no function.
        case name(String, quoted: Bool)
        case symbol(String)
        case end
    }

    /// The token as an error message shows it.
    package var shown: String {
        switch kind {
        case .number(let value): "the number \(value.shortestDecimal)"
        case .text(let text): "the text '\(text.prefix(40))'"
        case .name(let name, _): "'\(name.prefix(40))'"
        case .symbol(let symbol): "'\(symbol)'"
        case .end: "the end"
        }
    }
}

/// Cuts a formula or an expression into words.
package struct SyntaxLexer {
    private let text: SyntaxText
    private var position = 0

    /// All words of a text, the last of kind `end`.
    ///
    /// - Throws: `CausalError.Code.syntax` at an unknown character, an unclosed quote or a faulty number.
    package static func tokens(_ text: SyntaxText) throws(CausalError) -> [SyntaxToken] {
        var lexer = SyntaxLexer(text: text)
        var tokens: [SyntaxToken] = []
        while let first = text.character(lexer.position) {
            let start = lexer.position
            if first.isWhitespace {
                lexer.position += 1
            } else {
                tokens.append(SyntaxToken(kind: try lexer.next(first), position: start))
            }
        }
        return tokens + [SyntaxToken(kind: .end, position: text.characters.count)]
    }

    private init(text: SyntaxText) { self.text = text }

    private mutating func next(_ first: Character) throws(CausalError) -> SyntaxToken.Kind {
        if first.isDecimal || (first == "." && text.isDigit(position + 1)) { return try number() }
        if first == "'" || first == "\"" { return .text(try quoted(first, "quote")) }
        if first == "`" { return try quotedName() }
        if first.isNameStart { return .name(nameParts(), quoted: false) }
        return try symbol(first)
    }

    private mutating func nameParts() -> String {
        let start = position
        while text.character(position)?.isNamePart ?? false { position += 1 }
        return String(text.characters[start..<position])
    }

    /// A number; the L that R writes behind whole numbers is passed over.
    private mutating func number() throws(CausalError) -> SyntaxToken.Kind {
        let start = position
        guard let (value, end) = text.number(from: start) else {
            while text.isDigit(position) || text.character(position) == "." { position += 1 }
            _ = nameParts()
            let written = String(text.characters[start..<position].prefix(40))
            throw text.fault("'\(written)' is not a number", at: start)
        }
        position = end + (text.character(end) == "L" ? 1 : 0)
        guard text.character(position)?.isNamePart != true else {
            throw text.fault(
                "a name cannot begin with a digit", at: start,
                remedy: "Put the column's name between backticks.")
        }
        return .number(value)
    }

    private mutating func quotedName() throws(CausalError) -> SyntaxToken.Kind {
        let start = position
        let name = try quoted("`", "backtick")
        guard !name.isEmpty else { throw text.fault("a name between backticks is empty", at: start) }
        return .name(name, quoted: true)
    }

    /// Text up to the quote that closes it; a doubled quote stands for itself.
    private mutating func quoted(_ quote: Character, _ called: String) throws(CausalError) -> String {
        let start = position
        var content = ""
        position += 1
        while let next = text.character(position) {
            position += 1
            if next != quote {
                content.append(next)
            } else if text.character(position) == quote {
                content.append(quote)
                position += 1
            } else {
                return content
            }
        }
        throw text.fault(
            "a \(called) is opened and never closed", at: start, remedy: "Add the closing \(called):")
    }

    private static let longSymbols = ["%in%", "**", "==", "!=", "<=", ">=", "&&", "||"]

    private mutating func symbol(_ first: Character) throws(CausalError) -> SyntaxToken.Kind {
        let rest = String(text.characters[position..<min(position + 4, text.characters.count)])
        if let symbol = Self.longSymbols.first(where: { rest.hasPrefix($0) }) {
            position += symbol.count
            return .symbol(symbol == "**" ? "^" : symbol)
        }
        guard "~|+-*/^:()[],=<>!&".contains(first) else {
            throw text.fault(
                "'\(first)' has no meaning here", at: position,
                remedy: "A column's name with such a character stands between backticks:")
        }
        position += 1
        return .symbol(String(first))
    }
}
