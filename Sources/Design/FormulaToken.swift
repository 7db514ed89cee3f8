import Groundwork
import Tables

/// A piece of a formula's text with the place where it begins.
struct FormulaToken: Sendable, Hashable {
    /// What the piece is.
    let kind: Kind
    /// The position of its first character, counted from 0.
    let start: Int

    /// The kinds of pieces.
    enum Kind: Sendable, Hashable {
        /// A name, or a name between backticks.
        case name(String)
        /// A number.
        case number(Double)
        /// A text between quotes.
        case string(String)
        /// An operator or a bracket.
        case symbol(String)
        /// After the last character.
        case end
    }

    /// The piece as a message shows it.
    var shown: String {
        switch kind {
        case .name(let name): "'\(name)'"
        case .number(let value): "'\(Column.label(value))'"
        case .string(let text): "\"\(text)\""
        case .symbol(let symbol): "'\(symbol)'"
        case .end: "the end"
        }
    }
}

/// Cuts a formula's text into tokens.
struct FormulaLexer {
    let text: [Character]
    private var position = 0

    /// Starts at the text's beginning.
    init(_ text: String) { self.text = Array(text) }

    /// All tokens, the last of kind `.end`.
    ///
    /// - Throws: ``CausalError/Code/syntax`` at an unknown character or an unclosed quote.
    mutating func tokens() throws(CausalError) -> [FormulaToken] {
        var result: [FormulaToken] = []
        while true {
            while position < text.count, text[position].isWhitespace { position += 1 }
            guard position < text.count else { break }
            let start = position
            result.append(FormulaToken(kind: try next(), start: start))
        }
        return result + [FormulaToken(kind: .end, start: text.count)]
    }

    private mutating func next() throws(CausalError) -> FormulaToken.Kind {
        let first = text[position]
        if first == "`" { return .name(try quoted("`", "backtick")) }
        if first == "\"" || first == "'" { return .string(try quoted(first, "quote")) }
        if isDigit(position) || (first == "." && isDigit(position + 1)) { return try number() }
        if first.isLetter || first == "_" || first == "." {
            return .name(take(while: FormulaLexer.continuesName))
        }
        for symbol in ["**", "==", "!=", "<=", ">="]
        where position + 1 < text.count && String(text[position...position + 1]) == symbol {
            position += 2
            return .symbol(symbol == "**" ? "^" : symbol)
        }
        guard "~|+-*/^:()[],=<>".contains(first) else {
            throw FormulaFault.error("'\(first)' has no meaning here", at: position, in: text)
        }
        position += 1
        return .symbol(String(first))
    }

    private mutating func quoted(_ quote: Character, _ called: String) throws(CausalError) -> String {
        let start = position
        position += 1
        let content = take { $0 != quote }
        guard position < text.count else {
            throw FormulaFault.error(
                "a \(called) is opened and not closed", at: start, in: text,
                remedy: "Add the closing \(called).")
        }
        position += 1
        guard !content.isEmpty || quote != "`" else {
            throw FormulaFault.error("a name between backticks is empty", at: start, in: text)
        }
        return content
    }

    private mutating func number() throws(CausalError) -> FormulaToken.Kind {
        let start = position
        var digits = take { $0.isASCII && $0.isNumber || $0 == "." }
        if position < text.count, text[position] == "e" || text[position] == "E" {
            let signed = position + 1 < text.count && (text[position + 1] == "-" || text[position + 1] == "+")
            if isDigit(position + (signed ? 2 : 1)) {
                digits += String(text[position..<position + (signed ? 2 : 1)])
                position += signed ? 2 : 1
                digits += take { $0.isASCII && $0.isNumber }
            }
        }
        if position < text.count, text[position] == "L" { position += 1 }
        guard let value = Double(digits), value.isFinite else {
            throw FormulaFault.error("'\(digits)' is not a number", at: start, in: text)
        }
        if position < text.count, FormulaLexer.continuesName(text[position]) {
            throw FormulaFault.error(
                "a name cannot begin with a digit", at: start, in: text,
                remedy: "Put the column's name between backticks.")
        }
        return .number(value)
    }

    private mutating func take(while accepts: (Character) -> Bool) -> String {
        let start = position
        while position < text.count, accepts(text[position]) { position += 1 }
        return String(text[start..<position])
    }

    private func isDigit(_ index: Int) -> Bool {
        index < text.count && text[index].isASCII && text[index].isNumber
    }

    private static func continuesName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "."
    }
}
